//! `vacuum`: what is tidied up at the end, however it came (core/uwsgi.c:vacuum, an atexit(3) function).

use hurdles_machine::{Bits, Errno, Machine};

use crate::Instance;
use crate::event::ExitCause;

/// The options that name pid files, with the words in the log.
const PID_FILES: [(&str, &str); 4] = [
    ("pidfile", "pidfile"),
    ("pidfile2", "pidfile2"),
    ("safe-pidfile", "safe pidfile"),
    ("safe-pidfile2", "safe pidfile2"),
];

impl Instance {
    /// `vacuum`: pid files first, from the directory of the start, then sockets from the one in force.
    pub(crate) fn vacuum(&mut self, machine: &mut Machine, cause: Option<&ExitCause>) {
        if !self.flag("vacuum") {
            return;
        }
        let who = self.context.identity.clone();
        let keeps_first = self.settings.uid.is_some();
        for (option, word) in PID_FILES {
            let Some(path) = self.given(option) else {
                continue;
            };
            if !option.ends_with('2') && keeps_first {
                continue;
            }
            let removed = machine.remove(&who, &self.start_cwd, &path.text, false);
            let line = format!("VACUUM: {word} removed.");
            self.say_removed(removed, &format!("vacuum-{option}"), line);
        }
        self.go_back(machine);
        // A socket that could not be given away is bound, but its inode is not noted yet.
        let unnoted = match cause {
            Some(ExitCause::Chown) => true,
            Some(ExitCause::NoSuchAccount { option, .. }) => *option == "chown-socket",
            _ => false,
        };
        let bound = self.sockets.iter().filter(|socket| socket.node.is_some());
        let bound: Vec<_> = bound.cloned().collect();
        let n_bound = bound.len();
        for (number, socket) in bound.into_iter().enumerate() {
            let path = socket.path.clone().unwrap_or_default();
            let is_other = machine
                .find(&path)
                .is_some_and(|id| Some(id) != socket.node);
            if is_other || unnoted && number + 1 == n_bound {
                let line = format!(
                    "VACUUM WARNING: unix socket {} changed inode. Skip removal",
                    socket.name
                );
                self.log.say(line);
                continue;
            }
            let removed = machine.remove(&who, "/", &path, false);
            let line = format!("VACUUM: unix socket {} removed.", socket.name);
            self.say_removed(removed, "vacuum", line);
        }
        if let Some(stats) = self
            .given("stats")
            .filter(|stats| !stats.text.contains(':'))
        {
            let cwd = self.context.cwd.clone();
            let removed = machine.remove(&who, &cwd, &stats.text, false);
            let line = format!("VACUUM: unix socket {} (stats) removed.", stats.text);
            self.say_removed(removed, "vacuum-stats", line);
        }
    }

    fn say_removed(&mut self, removed: Result<(), Errno>, what: &str, line: String) {
        match removed {
            Ok(()) => self.log.say(line),
            Err(errno) => {
                let place = self.table.version.place(what);
                self.log.say(format!("unlink(): {errno} {place}"));
            }
        }
    }

    /// From the directory of the start to `chdir` again.
    fn go_back(&mut self, machine: &Machine) {
        let Some(path) = self.given("chdir") else {
            return;
        };
        let (who, cwd) = (&self.context.identity, &self.start_cwd);
        let walk = machine.walk(who, cwd, &path.text, Bits::SEARCH);
        if let Err(errno) = walk.end {
            let place = self.table.version.place("vacuum-chdir");
            self.log
                .say_at(format!("chdir(): {errno} {place}"), path.span);
        }
    }
}
