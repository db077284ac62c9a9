//! The stats server: an address of its own at which the master tells of its workers (core/master_utils.c). What it tells
//! is not simulated.

use hurdles_machine::{Errno, Machine};

use crate::instance::{Exit, Step};
use crate::sockets::read_address;
use crate::{Given, Instance};

/// A moment later: what another process says once it has noticed.
const MOMENT: f64 = 0.001;

impl Instance {
    /// Opens the address of `stats`, the last thing before the master goes about its work.
    pub(crate) fn open_stats(&mut self, machine: &mut Machine, workers: u32) -> Step {
        let Some(address) = self.given("stats") else {
            return Ok(());
        };
        // Each worker has a pair of pipes, the master a pair and a queue of events.
        let descriptor = 3 + self.n_descriptors + 2 * workers + 3;
        self.note_missing(
            "`stats`: what the stats server tells".into(),
            address.span,
            "ss -ltnxp",
            false,
        );
        if let Err(errno) = self.bind_stats(machine, &address) {
            return Err(self.stats_failed(address, errno, workers));
        }
        let line = format!(
            "*** Stats server enabled on {} fd: {descriptor} ***",
            address.text
        );
        self.log.say_at(line, address.span);
        Ok(())
    }

    fn bind_stats(&mut self, machine: &mut Machine, address: &Given) -> Result<(), Errno> {
        let backlog = u32::try_from(self.number("listen").unwrap_or(100)).unwrap_or(100);
        if address.text.contains(':') {
            let (ip, port) = read_address(machine, &address.text);
            let who = self.context.identity.clone();
            return machine
                .bind_tcp(&who, ip, port, self.process, backlog, address.span)
                .map(|_| ());
        }
        if address.text.starts_with('@') {
            return Ok(());
        }
        let (who, cwd) = (self.context.identity.clone(), self.context.cwd.clone());
        // A stale file goes first, as for any socket; a failure shows in the bind.
        let _ = machine.remove(&who, &cwd, &address.text, false);
        let (node, _) = machine.bind_unix(
            &self.context,
            &address.text,
            self.process,
            backlog,
            address.span,
        )?;
        if let Some(mode) = self.settings.chmod_socket {
            let mode = if mode == 0 { 0o666 } else { mode };
            machine.change_mode(&who, node, mode)?;
        }
        Ok(())
    }

    /// The master ends, and the workers notice that it has.
    fn stats_failed(&mut self, address: Given, errno: Errno, workers: u32) -> Exit {
        let is_tcp = address.text.contains(':');
        if is_tcp && errno == Errno::AddressInUse {
            let line = format!(
                "probably another instance of uWSGI is running on the same address ({}).",
                address.text
            );
            self.log.say_at(line, address.span);
        }
        let place = self
            .table
            .version
            .place(if is_tcp { "bind-tcp" } else { "bind-unix" });
        self.log
            .say_at(format!("bind(): {errno} {place}"), address.span);
        self.log.say("...brutally killing workers...");
        let now = self.log.now;
        self.log.now += MOMENT;
        self.say_orphaned(workers);
        self.log.now = now;
        self.not_bound(address, errno)
    }
}
