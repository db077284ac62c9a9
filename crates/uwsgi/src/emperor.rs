//! The emperor: finds vassals' configurations, starts an instance for each, watches over them (core/emperor.c).

use hurdles_machine::Machine;

use crate::{Instance, Vassal};

/// An emperor and its vassals.
#[derive(Debug, Default)]
pub(crate) struct Emperor {
    pub(crate) vassals: Vec<Vassal>,
}

impl Instance {
    /// Becomes an emperor.
    pub(crate) fn run_emperor(&mut self, _machine: &mut Machine) {
        self.log.say("*** starting uWSGI Emperor ***");
        self.emperor = Some(Emperor::default());
    }

    /// What the emperor does until `until`.
    pub(crate) fn advance_emperor(&mut self, _machine: &mut Machine, _until: f64) {}
}
