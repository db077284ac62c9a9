//! What pip tells of the packages that are there.

use super::project::normal;
use super::{Place, installed};
use crate::shell::Outcome;
use crate::shell::commands::options::Saying;
use crate::shell::commands::processes::not_simulated;
use crate::shell::run::{Call, Shell};

/// Packages that `pip freeze` leaves out (pip, _internal/commands/freeze.py).
const NOT_FROZEN: [&str; 4] = ["pip", "setuptools", "wheel", "distribute"];

/// `pip list` and `pip freeze`.
pub(super) fn list(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    words: &[&str],
    place: &Place,
    is_frozen: bool,
) -> Outcome {
    if place.environment.is_none() {
        not_simulated(shell, call, "the list of the distribution's own packages");
        return Outcome::status(0);
    }
    let mut all = installed(shell, &place.site);
    let is_frozen = is_frozen || words.contains(&"--format=freeze");
    if is_frozen {
        all.retain(|(name, _)| !NOT_FROZEN.contains(&name.as_str()));
        let lines = all
            .iter()
            .map(|(name, version)| format!("{name}=={version}\n"));
        return Saying::output(lines.collect::<String>()).outcome();
    }
    let n_name = all.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let n_version = all.iter().map(|(_, text)| text.len()).max().unwrap_or(0);
    let (n_name, n_version) = (n_name.max(7), n_version.max(7));
    let mut out = format!(
        "{:n_name$} Version\n{} {}\n",
        "Package",
        "-".repeat(n_name),
        "-".repeat(n_version)
    );
    for (name, version) in &all {
        out.push_str(&format!("{name:n_name$} {version}\n"));
    }
    Saying::output(out).outcome()
}

/// `pip show NAMES`.
pub(super) fn show(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    words: &[&str],
    place: &Place,
) -> Outcome {
    let mut saying = Saying::default();
    let all = installed(shell, &place.site);
    for wanted in words.iter().filter(|word| !word.starts_with('-')) {
        match all.iter().find(|(name, _)| normal(name) == normal(wanted)) {
            Some((name, version)) => {
                saying.out.push_str(&format!(
                    "Name: {name}\nVersion: {version}\nLocation: {}\n",
                    place.site
                ));
                not_simulated(shell, call, "what else `pip show` tells");
            }
            None => saying.error(&format!("WARNING: Package(s) not found: {wanted}")),
        }
    }
    saying.outcome()
}

/// `pip --version`.
pub(super) fn version(shell: &mut Shell<'_>, place: &Place) -> Outcome {
    let series = super::series(shell);
    let (site, version) = match &place.environment {
        Some(_) => {
            let all = installed(shell, &place.site);
            let own = all.into_iter().find(|(name, _)| name == "pip");
            (place.site.clone(), own.map(|(_, version)| version))
        }
        None => {
            let site = "/usr/lib/python3/dist-packages".to_owned();
            let all = installed(shell, &site);
            let own = all.into_iter().find(|(name, _)| name == "pip");
            (site, own.map(|(_, version)| version))
        }
    };
    let version = version.unwrap_or_default();
    Saying::output(format!("pip {version} from {site}/pip (python {series})\n")).outcome()
}
