//! One run: a throw-away layer over a root, namespaces of its own, and what was said in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use hurdles_recorded::{Lab, Observed};

use super::scenario::Scenario;
use super::{booted, collect, root};
use crate::program::{Trouble, output_of, program};
use crate::tree;

/// The longest that a run may take before it is given up, in seconds.
const PATIENCE: &str = "120";

/// Plays a scenario on a system and tells what was seen, with the stand-ins in place.
pub(crate) fn play(
    system: &str,
    scenario: &Scenario,
    lab: Option<&Lab>,
) -> Result<Observed, Trouble> {
    if let Some(lab) = lab {
        return booted::play(system, scenario, lab);
    }
    let root = root::of(system)?;
    let work = Work::make()?;
    fill(&work.folder.join("lab"), "tests/lab/inner.sh", scenario)?;
    let namespaces = [
        "--mount",
        "--net",
        "--pid",
        "--ipc",
        "--uts",
        "--fork",
        "--kill-child",
    ];
    let mut run = program("timeout", &["-k", "1", PATIENCE, "unshare"]);
    run.args(namespaces)
        .arg("bash")
        .arg(tree::path("tests/lab/outer.sh"))
        .arg(root)
        .arg(&work.folder);
    // How the run itself ends tells nothing: a scenario may leave anything behind. That it played shows in what it left.
    let said = output_of(&mut run);
    let out = work.folder.join("lab/out");
    if !out.join("curl_rc").exists() {
        said?;
        return Err(Trouble::Failed(
            "the run ended before the request was made".to_owned(),
        ));
    }
    Ok(read(&out).with_stand_ins())
}

/// A folder for one run, removed with it.
pub(super) struct Work {
    pub(super) folder: PathBuf,
}

impl Work {
    pub(super) fn make() -> Result<Self, Trouble> {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let folder = root::folder().join(format!("run-{}-{number}", std::process::id()));
        fs::create_dir_all(folder.join("layer"))?;
        fs::create_dir_all(folder.join("lab/out"))?;
        Ok(Self { folder })
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        // What is left of a run does no harm to the next, which has a folder of its own.
        fs::remove_dir_all(&self.folder).ok();
    }
}

/// Lays down what the script `inner` needs to play a scenario.
pub(super) fn fill(lab: &Path, inner: &str, scenario: &Scenario) -> Result<(), Trouble> {
    let lines = |lines: &[String]| {
        lines
            .iter()
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    };
    let texts = [
        ("inner.sh", fs::read_to_string(tree::path(inner))?),
        (
            "write_files.py",
            fs::read_to_string(tree::path("tests/lab/write_files.py"))?,
        ),
        ("collect.sh", collect::script(scenario)),
        ("scenario.json", serde_json::to_string(scenario)?),
        ("user", scenario.user.clone()),
        ("cwd", scenario.cwd.clone()),
        ("setup", lines(&scenario.setup)),
        ("invocation", scenario.invocation.clone()),
        ("after", lines(&scenario.after)),
        ("curl_arguments", scenario.request.curl_arguments()),
        ("body", "x".repeat(scenario.request.body_bytes)),
    ];
    for (name, text) in texts {
        fs::write(lab.join(name), text)?;
    }
    Ok(())
}

/// Reads what a run left behind.
pub(super) fn read(out: &Path) -> Observed {
    let text = |name: &str| {
        fs::read(out.join(name))
            .ok()
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    };
    let number = |name: &str| text(name).and_then(|text| text.trim().parse().ok());
    let response = text("response").unwrap_or_default().replace("\r\n", "\n");
    let (mut head, mut body) = response.split_once("\n\n").unwrap_or((&response, ""));
    while is_interim(head) {
        (head, body) = body.split_once("\n\n").unwrap_or((body, ""));
    }
    let mut lines = head.lines();
    let status = lines.next().filter(|line| line.starts_with("HTTP/"));
    Observed {
        status: status
            .and_then(|line| line.split_whitespace().nth(1))
            .and_then(|code| code.parse().ok()),
        headers: lines.map(str::to_owned).collect(),
        body: body.to_owned(),
        curl_rc: number("curl_rc"),
        nginx_t: text("nginx_t").unwrap_or_default(),
        nginx_rc: number("nginx_rc"),
        error_log: text("error.log"),
        access_log: text("access.log"),
        uwsgi_log: text("uwsgi_log").unwrap_or_default(),
        uwsgi_rc: number("uwsgi_rc"),
        listing: text("listing").unwrap_or_default(),
        listing_running: text("listing_running").unwrap_or_default(),
        ..Observed::default()
    }
}

/// Tells whether this head only says to go on sending.
fn is_interim(head: &str) -> bool {
    head.lines()
        .next()
        .is_some_and(|line| line.starts_with("HTTP/") && line.contains(" 100 "))
}
