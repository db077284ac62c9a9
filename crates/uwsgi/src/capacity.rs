//! Backlog, mercy, shared memory and mode: the lines that tell how much an instance can take.

use crate::{Instance, Version};

impl Instance {
    /// From the backlog to `Operational MODE`.
    pub(crate) fn say_capacity(&mut self) {
        if !self.sockets.is_empty() {
            let backlog = self.number("listen").unwrap_or(100);
            let span = self.span_of("listen");
            self.log.say_at(
                format!("your server socket listen backlog is limited to {backlog} connections"),
                span,
            );
        }
        let mercy = self.number("worker-reload-mercy").unwrap_or(60);
        self.log.say(format!(
            "your mercy for graceful operations on workers is {mercy} seconds"
        ));
        self.say_crons();
        let (workers, cores) = (self.n_serving(), self.n_cores());
        if workers > 0 {
            let bytes = self.mapped_bytes(workers, cores);
            let (kilobytes, all) = (bytes / 1024, u64::from(cores) * u64::from(workers));
            self.log.say(format!(
                "mapped {bytes} bytes ({kilobytes} KB) for {all} cores"
            ));
        }
        let is_async = self.number("async").unwrap_or(0) > 1;
        let is_threaded = self.number("threads").unwrap_or(0) > 1;
        let mode = match (workers, is_threaded, is_async) {
            _ if self.flag("command-mode") => "command",
            (0, ..) => "no-workers",
            (1, true, _) => "threaded",
            (_, true, _) => "preforking+threaded",
            (1, _, true) => "async",
            (_, _, true) => "preforking+async",
            (1, ..) => "single process",
            _ => "preforking",
        };
        self.log.say(format!("*** Operational MODE: {mode} ***"));
    }

    /// core/init.c:uwsgi_setup_workers; the sizes of its structures on amd64, by version.
    fn mapped_bytes(&self, workers: u32, cores: u32) -> u64 {
        let size = |name: &str, default: u64| {
            let asked = self.number(name).and_then(|size| u64::try_from(size).ok());
            asked.unwrap_or(default)
        };
        // sizeof(struct uwsgi_core): compiled from the headers of each tag; Debian 11's own build has 16 bytes more.
        let core = match self.table.version {
            version if version < Version(2, 0, 16) => 1520,
            Version(2, 0, 19) => 1688,
            // Without OpenSSL a structure of it is missing (seen in a run of pyuwsgi 2.0.30.post1).
            _ if self.table.lacks.ssl => 1656,
            _ => 1672,
        };
        let apps = size("max-apps", 64);
        let buffer = u64::from(self.buffer_size());
        let variables = size("max-vars", 64).saturating_mul(4).saturating_add(5);
        let posted = if size("post-buffering", 0) > 0 {
            size("post-buffering-bufsize", 8192).max(size("post-buffering", 0))
        } else {
            0
        };
        let one = core + buffer + posted;
        let one = one.saturating_add(apps.saturating_mul(8));
        let one = one.saturating_add(variables.saturating_mul(16));
        let all = apps.saturating_mul(976);
        let all = all.saturating_add(one.saturating_mul(u64::from(cores)));
        all.saturating_mul(u64::from(workers) + u64::from(self.has_master()))
    }
}
