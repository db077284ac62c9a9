//! The cases under `tests/cases`, on each system where they were played for real, each in its two forms.

use std::path::{Path, PathBuf};

use hurdles::Scenario;
use hurdles::report::Answerer;
use hurdles_recorded::{Case, Observed, Truth};

/// Where a case gets the state of the machine from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// The lines that root typed.
    Setup,
    /// The listing that was pasted after them, without them.
    Listing,
}

impl Form {
    pub(crate) const ALL: [Self; 2] = [Self::Setup, Self::Listing];
}

impl std::fmt::Display for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Setup => "setup",
            Self::Listing => "listing",
        })
    }
}

/// How many seconds the lab's curl waits (`tests/lab/inner.sh`).
const RECORDED_PATIENCE: u32 = 8;

/// A case with what was observed on one system.
pub(crate) struct CaseFile {
    pub(crate) name: String,
    pub(crate) observed: Observed,
    /// What is the matter, unless this system ends it otherwise than the one that the case was judged on.
    pub(crate) truth: Option<Truth>,
    /// Whether it is the system that the scenario names.
    pub(crate) is_own: bool,
    scenario: Scenario,
}

impl CaseFile {
    pub(crate) fn system(&self) -> &str {
        &self.scenario.system
    }

    /// The scenario in one of its forms.
    pub(crate) fn scenario(&self, form: Form) -> Scenario {
        let mut scenario = self.scenario.clone();
        scenario.request.patience = RECORDED_PATIENCE;
        if form == Form::Listing {
            scenario.setup.clear();
            scenario.listing.clone_from(&self.observed.listing);
        }
        scenario
    }
}

/// The folder of the cases and of the list of known differences.
pub(crate) fn tests_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests")
}

/// All cases in the order of their names, each on the system that it names.
#[allow(
    dead_code,
    reason = "the files of tests that share this module use one of the two readers each"
)]
pub(crate) fn read_own() -> Vec<CaseFile> {
    let mut cases = read_all();
    cases.retain(|case| case.is_own);
    cases
}

/// All cases in the order of their names, each once for every system that it was played on.
pub(crate) fn read_all() -> Vec<CaseFile> {
    let root = tests_folder().join("cases");
    let mut paths = Vec::new();
    for group in folder(&root) {
        paths.extend(folder(&group));
    }
    paths.iter().flat_map(|path| read(&root, path)).collect()
}

fn folder(path: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(path).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn read(root: &Path, path: &Path) -> Vec<CaseFile> {
    let name = path.strip_prefix(root).unwrap().with_extension("");
    let name = name.to_str().unwrap().to_owned();
    let text = std::fs::read_to_string(path).unwrap();
    let case: Case = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let scenario =
        Scenario::from_json(case.scenario.get()).unwrap_or_else(|error| panic!("{name}: {error}"));
    let end = |observed: &Observed| {
        let answerer = answerer(observed);
        (observed.status, observed.uwsgi_rc, answerer)
    };
    let judged = case.observed.get(&scenario.system).map(end);
    let on_each = case
        .observed
        .into_iter()
        .map(|(system, observed)| CaseFile {
            name: name.clone(),
            truth: (Some(end(&observed)) == judged).then(|| case.truth.clone()),
            observed,
            is_own: system == scenario.system,
            scenario: Scenario {
                system,
                ..scenario.clone()
            },
        });
    on_each.collect()
}

/// Who answered, told from what only that one writes.
pub(crate) fn answerer(observed: &Observed) -> Option<Answerer> {
    let has_etag = || {
        let mut headers = observed.headers.iter();
        headers.any(|header| header.starts_with("ETag: "))
    };
    let unserved = "--- no python application found";
    observed.status?;
    Some(if observed.body.contains("<center>nginx") {
        Answerer::Nginx
    } else if has_etag() {
        Answerer::Static
    } else if observed.uwsgi_log.contains(unserved)
        || (observed.body == "Internal Server Error" && observed.status == Some(500))
    {
        Answerer::Uwsgi
    } else {
        Answerer::App
    })
}
