//! The nearest known name to one that is not known.

/// The candidate closest to `name`, if it is close enough to be a slip of the finger.
///
/// Counts inserted, dropped, changed and swapped neighbouring characters; at most a third of the name may differ. Of two
/// candidates that are equally close the earlier one wins.
pub fn nearest_name<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let n_characters = name.chars().count();
    let allowed = (n_characters / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| {
            // Each character more or less counts at least once.
            *candidate != name && candidate.chars().count().abs_diff(n_characters) <= allowed
        })
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Optimal string alignment distance, quadratic in at most 64 characters a side.
fn distance(a: &str, b: &str) -> usize {
    const LONGEST: usize = 64;
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len() > LONGEST || b.len() > LONGEST {
        return usize::MAX;
    }
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let changed = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1)
                .min(rows[i][j - 1] + 1)
                .min(rows[i - 1][j - 1] + changed);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_found_and_a_stranger_is_not() {
        let options = ["socket", "chmod-socket", "master", "module"];
        assert_eq!(nearest_name("scoket", options), Some("socket"));
        assert_eq!(nearest_name("chmod_socket", options), Some("chmod-socket"));
        assert_eq!(nearest_name("virtualenv", options), None);
        assert_eq!(nearest_name("x", ["y"]), Some("y"));
        assert_eq!(nearest_name(&"a".repeat(1000), options), None);
    }
}
