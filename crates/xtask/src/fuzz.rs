//! The search for scenarios that panic, overflow the stack or take too long.

use std::fs;
use std::time::{Duration, Instant};

use crate::program::{Trouble, program};
use crate::tree;

/// Searches for some seconds (sixty unless told otherwise), anew after each overflow: that ends the process that plays.
pub(crate) fn search(arguments: &[&str]) -> Result<(), Trouble> {
    let number = |at: usize, default: u64| match arguments.get(at) {
        Some(text) => text
            .parse()
            .map_err(|_| Trouble::Usage("usage: cargo xtask fuzz [SECONDS] [SEED]".to_owned())),
        None => Ok(default),
    };
    let (seconds, mut seed) = (number(0, 60)?, number(1, 1)?.max(1));
    let folder = tree::path("target/fuzz");
    fs::create_dir_all(&folder)?;
    let build = [
        "test",
        "--quiet",
        "--profile",
        "fuzz",
        "--package",
        "hurdles",
        "--test",
        "hostile",
    ];
    let status = program("cargo", &[&build[..], &["--no-run"]].concat()).status()?;
    if !status.success() {
        return Err(Trouble::Failed("the search cannot be built".to_owned()));
    }
    let started = Instant::now();
    let mut n_overflows = 0;
    loop {
        let left = Duration::from_secs(seconds).saturating_sub(started.elapsed());
        if left.is_zero() {
            break;
        }
        let only = [
            "--",
            "--ignored",
            "--nocapture",
            "mutated_scenarios_come_to_an_end",
        ];
        let status = program("cargo", &[&build[..], &only].concat())
            .env("HURDLES_FUZZ_SECONDS", left.as_secs().max(1).to_string())
            .env("HURDLES_FUZZ_SEED", seed.to_string())
            .env("HURDLES_FUZZ_FOLDER", &folder)
            .status()?;
        if !status.success() {
            n_overflows += 1;
            let kept = folder.join(format!("overflow-{seed}.json"));
            fs::copy(folder.join("playing.json"), &kept)?;
            println!("{}: the process ended", kept.display());
        }
        seed += 1;
    }
    if n_overflows > 0 {
        let what = format!("{n_overflows} scenarios ended the process");
        return Err(Trouble::Failed(what));
    }
    Ok(())
}
