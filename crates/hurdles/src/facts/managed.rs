//! What managers of services did, as rules ask for it.

use hurdles_machine::shell::ComplaintKind;
use hurdles_services::supervisor::{Fault, FaultKind, Supervised, Trouble};
use hurdles_source::Span;

use super::Facts;
use crate::managed::InitRun;

impl<'a> Facts<'a> {
    /// The last time that Debian's script was told to start something.
    pub(crate) fn init_start(&self) -> Option<&'a InitRun> {
        let mut runs = self.trace.managed.init.iter();
        runs.rfind(|run| matches!(&*run.action, "start" | "restart"))
    }

    /// The processes that supervisord keeps.
    pub(crate) fn supervised(&self) -> &'a [Supervised] {
        let daemon = self.trace.managed.supervisor.as_ref();
        daemon.map_or(&[], |daemon| &daemon.processes)
    }

    /// The first of supervisor's programs with a trouble of some kind.
    pub(crate) fn troubled(&self, is_meant: impl Fn(&Trouble) -> bool) -> Option<&'a Supervised> {
        let mut processes = self.supervised().iter();
        processes.find(|process| process.trouble.as_ref().is_some_and(&is_meant))
    }

    /// Why supervisord did not take its configuration.
    pub(crate) fn supervisor_fault(&self, kind: FaultKind) -> Option<&'a Fault> {
        let fault = self.trace.managed.fault.as_ref();
        fault.filter(|fault| fault.kind == kind)
    }

    /// Whether supervisord runs.
    pub(crate) fn has_supervisord(&self) -> bool {
        self.trace.managed.supervisor.is_some()
    }

    /// A command of the invocation that is not simulated, with its place.
    pub(crate) fn unplayed_start(&self) -> Option<Span> {
        let mut complaints = self.trace.invocation.complaints.iter();
        let complaint =
            complaints.find(|it| !matches!(it.kind, ComplaintKind::CommandNotFound(_)))?;
        Some(complaint.span)
    }

    /// Where a user of supervisor's program lives.
    pub(crate) fn home_of(&self, user: Option<u32>) -> String {
        let accounts = &self.machine().accounts;
        let account = accounts.user_by_id(user.unwrap_or(0));
        account.map_or_else(|| self.home(), |account| account.home.clone())
    }

    /// Where the invocation calls a program.
    pub(crate) fn invoked_with(&self, program: &str) -> Option<Span> {
        let ran = self.trace.invocation.ran.iter();
        let mut named = ran.filter(|ran| {
            let name = ran.argv.first().map_or("", String::as_str);
            name.rsplit('/').next() == Some(program)
        });
        named.next().map(|ran| ran.span)
    }

    /// Programs of a name, in virtual environments first.
    pub(crate) fn programs_named(&self, name: &str) -> Vec<String> {
        let environments = self.virtual_environments().into_iter();
        let own = environments.map(|environment| format!("{environment}/bin/{name}"));
        let places = ["/usr/local/bin", "/usr/bin"].map(|place| format!("{place}/{name}"));
        let mut found: Vec<String> = own.chain(places).collect();
        found.retain(|path| self.before().find(path).is_some());
        found
    }

    /// A directory of the scenario that holds a file of this name or relative path.
    pub(crate) fn directory_with(&self, name: &str) -> Option<String> {
        let cwd = self.scenario.cwd.clone();
        let directories = std::iter::once(cwd).chain(self.directories());
        let mut directories = directories.filter(|directory| !directory.is_empty());
        directories.find(|directory| self.file(&format!("{directory}/{name}")).is_some())
    }
}
