//! Sorting.

use crate::value::{R, Stop, Value};
use crate::vm::{Arguments, Vm};

impl Vm {
    /// Sorts by `key` and `reverse`, stably.
    pub(crate) fn sorted(&mut self, items: Vec<Value>, arguments: &Arguments) -> R<Vec<Value>> {
        let key = arguments.keyword("key").filter(|key| !key.is_none());
        let mut ranked = Vec::with_capacity(items.len());
        for item in items {
            let rank = match &key {
                Some(key) => self.call_positional(key, vec![item.clone()])?,
                None => item.clone(),
            };
            ranked.push((rank, item));
        }
        let reverse = match arguments.keyword("reverse") {
            Some(reverse) => self.truth(&reverse)?,
            None => false,
        };
        // A failed comparison is remembered and ends the sort.
        let mut failure: Option<Stop> = None;
        let mut compare = |a: &Value, b: &Value| {
            if failure.is_some() {
                return std::cmp::Ordering::Equal;
            }
            match self.less(a, b).and_then(|less| {
                if less {
                    Ok((true, false))
                } else {
                    self.less(b, a).map(|greater| (false, greater))
                }
            }) {
                Ok((true, _)) => std::cmp::Ordering::Less,
                Ok((_, true)) => std::cmp::Ordering::Greater,
                Ok(_) => std::cmp::Ordering::Equal,
                Err(stop) => {
                    failure = Some(stop);
                    std::cmp::Ordering::Equal
                }
            }
        };
        let sorted = merge_sort(ranked, &mut |a, b| {
            let order = compare(&a.0, &b.0);
            if reverse { order.reverse() } else { order }
        });
        match failure {
            Some(stop) => Err(stop),
            None => Ok(sorted.into_iter().map(|(_, item)| item).collect()),
        }
    }
}

pub(super) type Ranked = (Value, Value);

/// Sorts stably with any comparison, also an inconsistent one (slice sorts may panic on those).
pub(super) fn merge_sort(
    items: Vec<Ranked>,
    compare: &mut dyn FnMut(&Ranked, &Ranked) -> std::cmp::Ordering,
) -> Vec<Ranked> {
    if items.len() < 2 {
        return items;
    }
    let mut left = items;
    let right = left.split_off(left.len() / 2);
    let (left, right) = (merge_sort(left, compare), merge_sort(right, compare));
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        let from_right = compare(b, a) == std::cmp::Ordering::Less;
        let next = if from_right {
            right.next()
        } else {
            left.next()
        };
        merged.extend(next);
    }
    merged.extend(left);
    merged.extend(right);
    merged
}
