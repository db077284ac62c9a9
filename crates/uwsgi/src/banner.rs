//! The lines that tell of the program and the host.

use hurdles_machine::stock::SystemFacts;

use crate::Instance;

impl Instance {
    /// From `*** Starting uWSGI` to `current working directory`.
    pub(crate) fn say_banner(&mut self) {
        if self.settings.quiet {
            return;
        }
        let facts = self.facts;
        let version = self.build.version.clone();
        self.log.say(format!(
            "*** Starting uWSGI {version} (64bit) on [TIME] ***"
        ));
        self.log
            .say(format!("compiled with version: {}", self.build.compiled));
        self.log.say(format!("os: {}", facts.uwsgi_os));
        let has_pcre = self.build.has_pcre;
        let lines = facts.uwsgi_host_lines.split('|');
        for line in lines.filter(|line| has_pcre || !line.starts_with("pcre ")) {
            self.log.say(line);
        }
        let forced = self.given("force-cwd").map(|path| path.text);
        let cwd = forced.unwrap_or_else(|| self.start_cwd.clone());
        self.log.say(format!("current working directory: {cwd}"));
    }

    /// The limits of the process, behind the master's warning.
    pub(crate) fn say_limits(&mut self) {
        let limit = self.number("limit-nproc").filter(|limit| *limit > 0);
        if let Some(limit) = limit {
            self.say_initial(format!("limiting number of processes to {limit}..."));
        }
        let facts = self.facts;
        // The limit that is told is the hard one, which stays (core/uwsgi.c:uwsgi_start).
        let processes = facts.process_limit;
        self.say_initial(format!("your processes number limit is {processes}"));
        if let Some(priority) = self.number("prio").filter(|priority| *priority != 0) {
            self.say_initial(format!("scheduler priority set to {priority}"));
        }
        let megabytes = self.number("limit-as").or(self.number("rlimit-as"));
        if let Some(megabytes) = megabytes.filter(|megabytes| *megabytes > 0) {
            let bytes = megabytes.saturating_mul(1024 * 1024);
            self.say_initial("limiting address space of processes...");
            self.say_initial(format!(
                "your process address space limit is {bytes} bytes ({megabytes} MB)"
            ));
        }
        self.say_initial(format!(
            "your memory page size is {} bytes",
            facts.page_size
        ));
    }
}

/// What holds on a system that has no data: empty banners.
pub(crate) fn facts_of(system: &str) -> &'static SystemFacts {
    static NONE: std::sync::OnceLock<SystemFacts> = std::sync::OnceLock::new();
    hurdles_machine::stock::facts(system).unwrap_or_else(|| NONE.get_or_init(SystemFacts::default))
}
