//! What became of each unit, as the report tells it.

use hurdles_services::manager::State;

use crate::report::ServiceReport;
use crate::trace::Trace;

/// The units in the order in which they were asked for.
pub(in crate::simulate) fn report(trace: &Trace) -> Vec<ServiceReport> {
    trace.services.manager.all().map(told).collect()
}

fn told(state: &State) -> ServiceReport {
    let (active, sub) = state.active.words();
    ServiceReport {
        unit: state.unit.name.clone(),
        manager: "systemd".to_owned(),
        active: active.to_owned(),
        sub: sub.to_owned(),
        result: state.result.to_owned(),
        status: state.ended.map(|ended| ended.status()).unwrap_or_default(),
        restarts: state.restarts,
        journal: state.journal.clone(),
        said: state.said.clone(),
    }
}
