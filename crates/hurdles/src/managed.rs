//! What managers other than systemd did: Debian's init script and supervisor. Facts for the rules and for the report.

use hurdles_services::debian;
use hurdles_services::supervisor::{Daemon, Fault};
use hurdles_source::Span;

use crate::report::ServiceReport;
use crate::trace::UwsgiRun;

/// One run of `/etc/init.d/uwsgi`.
#[derive(Clone, Debug)]
pub(crate) struct InitRun {
    /// What was typed to that end.
    pub(crate) span: Span,
    /// What the script was told to do.
    pub(crate) action: String,
    /// What it did and said.
    pub(crate) script: debian::Script,
}

/// What became of the managers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Managed {
    /// Runs of Debian's script.
    pub(crate) init: Vec<InitRun>,
    /// supervisord, where it was started.
    pub(crate) supervisor: Option<Daemon>,
    /// What was typed to start supervisord.
    pub(crate) supervisor_span: Option<Span>,
    /// Why supervisord did not take its configuration.
    pub(crate) fault: Option<Fault>,
    /// Which start of uWSGI is that of the package `uwsgi-emperor`.
    pub(crate) emperor: Option<usize>,
    /// Services as they were started, and what was said and logged then.
    pub(crate) services: Vec<ServiceReport>,
}

impl Managed {
    /// What the report says of services: those started, and each of supervisor's programs.
    pub(crate) fn reports(&self, runs: &[UwsgiRun]) -> Vec<ServiceReport> {
        let mut reports = self.services.clone();
        let emperor = self.emperor.and_then(|at| runs.get(at));
        let emperors = reports
            .iter_mut()
            .find(|it| it.unit == "uwsgi-emperor.service");
        if let (Some(run), Some(report)) = (emperor, emperors) {
            let log = run.instance.terminal(run.instance.now());
            report.journal.push_str(&log);
        }
        let Some(daemon) = &self.supervisor else {
            return reports;
        };
        for report in &mut reports {
            if report.unit == "supervisor.service" {
                report.journal.push_str(&daemon.log);
            }
        }
        for process in &daemon.processes {
            reports.push(ServiceReport {
                unit: process.program.name.clone(),
                manager: "supervisor".to_owned(),
                active: process.state.word().to_owned(),
                sub: String::new(),
                result: process
                    .trouble
                    .as_ref()
                    .map(|trouble| trouble.text())
                    .unwrap_or_default(),
                status: String::new(),
                restarts: process.n_starts.saturating_sub(1),
                journal: process.output.clone(),
                said: String::new(),
            });
        }
        reports
    }
}
