//! Versions, and the values of log lines that tell of the host rather than the deployment.

/// What is known of one stock system besides its files.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SystemFacts {
    /// The id: `debian-12`.
    pub system: &'static str,
    /// The name for people: `Debian 12`.
    pub title: &'static str,
    /// Whether all this was read from a real installation.
    pub verified: bool,
    /// nginx's version: `1.22.1`.
    pub nginx_version: &'static str,
    /// How nginx names itself in `Server:` and on error pages: `nginx/1.22.1`, `nginx/1.10.3 (Ubuntu)`.
    pub nginx_server: &'static str,
    /// uWSGI's version: `2.0.21-debian`.
    pub uwsgi_version: &'static str,
    /// What follows `compiled with version: ` in its log.
    pub uwsgi_compiled: &'static str,
    /// What follows `os: `.
    pub uwsgi_os: &'static str,
    /// The lines of the start-up log about this host between `nodename:` and `current working directory:` in full, joined by `|`.
    pub uwsgi_host_lines: &'static str,
    /// What follows `nodename: `.
    pub nodename: &'static str,
    /// `detected binary path: `.
    pub uwsgi_binary: &'static str,
    /// `your processes number limit is `.
    pub process_limit: u32,
    /// `your memory page size is `.
    pub page_size: u32,
    /// `detected max file descriptor number: `.
    pub max_fds: u32,
    /// `detected number of CPU cores: `.
    pub cores: u32,
    /// `lock engine: `.
    pub lock_engine: &'static str,
    /// `net.core.somaxconn`.
    pub somaxconn: u32,
    /// Python's version: `3.11.2`.
    pub python_version: &'static str,
    /// What follows `Python version: ` in uWSGI's log.
    pub python_banner: &'static str,
    /// curl's version, as in its User-Agent: `7.88.1`.
    pub curl_version: &'static str,
    /// The mode of the login user's home.
    pub home_mode: u16,
    /// The mode of a home that `useradd -m` makes.
    pub useradd_home_mode: u16,
    /// The mode of a home that `adduser` makes.
    pub adduser_home_mode: u16,
    /// Groups that `adduser` puts every person into, separated by blanks.
    pub adduser_extra_groups: &'static str,
    /// Whether a session of a person with a group of their own gets umask 002 for 022 (pam_umask(8), `usergroups`).
    pub session_usergroups: bool,
    /// Whether `sudo` leaves `HOME` as it is, as Ubuntu's did before 19.10.
    pub sudo_keeps_home: bool,
}

impl SystemFacts {
    /// Reads `key = value` lines; a key that is missing leaves its field empty or 0.
    pub(crate) fn read(system: &'static str, text: &'static str, habits: &'static str) -> Self {
        let mut facts = Self {
            system,
            useradd_home_mode: 0o755,
            adduser_home_mode: 0o755,
            ..Self::default()
        };
        let own_habits = entries(habits).filter_map(|(key, value)| {
            let (named, key) = key.split_once(' ')?;
            (named == system).then_some((key, value))
        });
        for (key, value) in entries(text).chain(own_habits) {
            let number = value.parse().unwrap_or(0);
            match key {
                "title" => facts.title = value,
                "verified" => facts.verified = value == "yes",
                "nginx_version" => facts.nginx_version = value,
                "nginx_server" => facts.nginx_server = value,
                "uwsgi_version" => facts.uwsgi_version = value,
                "uwsgi_compiled" => facts.uwsgi_compiled = value,
                "uwsgi_os" => facts.uwsgi_os = value,
                "uwsgi_host_lines" => facts.uwsgi_host_lines = value,
                "nodename" => facts.nodename = value,
                "uwsgi_binary" => facts.uwsgi_binary = value,
                "process_limit" => facts.process_limit = number,
                "page_size" => facts.page_size = number,
                "max_fds" => facts.max_fds = number,
                "cores" => facts.cores = number,
                "lock_engine" => facts.lock_engine = value,
                "somaxconn" => facts.somaxconn = number,
                "python_version" => facts.python_version = value,
                "python_banner" => facts.python_banner = value,
                "curl_version" => facts.curl_version = value,
                "adduser_extra_groups" => facts.adduser_extra_groups = value,
                "session_usergroups" => facts.session_usergroups = value == "yes",
                "sudo_keeps_home" => facts.sudo_keeps_home = value == "yes",
                "home_mode" => facts.home_mode = mode(value),
                "useradd_home_mode" => facts.useradd_home_mode = mode(value),
                "adduser_home_mode" => facts.adduser_home_mode = mode(value),
                _ => {}
            }
        }
        facts
    }

    /// Python's version without the last number: `3.11`.
    #[must_use]
    pub fn python_series(&self) -> &'static str {
        self.python_version
            .rsplit_once('.')
            .map_or(self.python_version, |(series, _)| series)
    }
}

/// An octal mode.
fn mode(text: &str) -> u16 {
    u16::from_str_radix(text, 8).unwrap_or(0)
}

/// The keys and values of a facts file.
pub(crate) fn entries(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.trim(), value.trim()))
}
