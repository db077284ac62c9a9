//! The steps of a chore: each is named, timed and counted.

use std::io::Write as _;
use std::time::Instant;

use crate::program::{Trouble, in_ci};

/// What a step found: how many checks held, how many did not, and how many were left out.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
}

impl Count {
    /// One check that held.
    pub(crate) const ONE: Self = Self {
        passed: 1,
        failed: 0,
        skipped: 0,
    };

    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// The steps taken so far.
pub(crate) struct Steps {
    started: Instant,
    total: Count,
}

impl Steps {
    pub(crate) fn begin() -> Self {
        Self {
            started: Instant::now(),
            total: Count::default(),
        }
    }

    /// Takes one step. What is missing on this machine is said and left out; in the continuous build it fails.
    pub(crate) fn take(&mut self, name: &str, step: impl FnOnce() -> Result<Count, Trouble>) {
        let began = Instant::now();
        print!("{name} … ");
        std::io::stdout().flush().ok();
        let (verdict, count) = match step() {
            Ok(count) if count.failed == 0 => ("ok".to_owned(), count),
            Ok(count) => ("FAILED".to_owned(), count),
            Err(missing @ Trouble::Missing { .. }) if !in_ci() => (
                format!("LEFT OUT, {missing}"),
                Count {
                    skipped: 1,
                    ..Count::default()
                },
            ),
            Err(trouble) => (
                format!("FAILED\n{trouble}"),
                Count {
                    failed: 1,
                    ..Count::default()
                },
            ),
        };
        let checks = if count == Count::ONE {
            String::new()
        } else {
            format!(", {} checks", count.passed + count.failed)
        };
        println!("{verdict} ({:.1} s{checks})", began.elapsed().as_secs_f64());
        self.total.add(count);
    }

    /// Closes with the sum of all steps.
    pub(crate) fn end(self) -> Result<(), Trouble> {
        let Count {
            passed,
            failed,
            skipped,
        } = self.total;
        println!(
            "all of it took {:.0} s",
            self.started.elapsed().as_secs_f64()
        );
        let left_out = if skipped > 0 {
            format!(", {skipped} skipped")
        } else {
            String::new()
        };
        println!("{passed} passed, {failed} failed{left_out}");
        if failed == 0 {
            Ok(())
        } else {
            Err(Trouble::Failed("not everything holds".to_owned()))
        }
    }
}
