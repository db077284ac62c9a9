//! Which build of uWSGI runs: the distribution's with its plugins beside it, or one of pip's with them inside.

use hurdles_machine::stock::SystemFacts;
use hurdles_machine::{Machine, Runs, UwsgiKind, exec};

use crate::Version;
use crate::options::{Lacks, Others, Table};
use crate::plugins::Plugins;

/// Where a build comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The distribution's package, with plugins in files of their own.
    Distribution,
    /// `pip install uwsgi`: a program of its own.
    Pip,
    /// `pip install pyuwsgi`: a module that runs in the `python3` that a script starts.
    Pyuwsgi,
}

/// What sets one build apart from another.
#[derive(Clone, Debug)]
pub(crate) struct Build {
    pub(crate) source: Source,
    /// As it prints it: `2.0.21-debian`, `2.0.31`.
    pub(crate) version: String,
    /// What follows `compiled with version: `.
    pub(crate) compiled: String,
    /// The file that runs, after links.
    pub(crate) binary: String,
    pub(crate) has_pcre: bool,
    /// What Python takes for its own program, beside which it looks for `pyvenv.cfg`.
    pub(crate) python: String,
    /// Where plugins are looked for.
    pub(crate) plugin_directory: &'static str,
}

/// What pyuwsgi's wheels were compiled with (`--version` and the banner of 2.0.30.post1).
const PYUWSGI_COMPILED: &str = "14.2.1 20250110 (Red Hat 14.2.1-10) on 24 February 2026 19:10:01";

impl Build {
    /// The distribution's own.
    pub(crate) fn distribution(facts: &SystemFacts) -> Self {
        Self {
            source: Source::Distribution,
            version: facts.uwsgi_version.to_owned(),
            compiled: facts.uwsgi_compiled.to_owned(),
            binary: facts.uwsgi_binary.to_owned(),
            has_pcre: true,
            python: facts.uwsgi_binary.to_owned(),
            plugin_directory: "/usr/lib/uwsgi/plugins",
        }
    }

    /// The build that the file at `path` is; a file that is none of pip's counts as the distribution's.
    pub(crate) fn of_file(machine: &Machine, facts: &SystemFacts, path: &str) -> Self {
        let file = exec::program_file(machine, path);
        let Some((file, Runs::Uwsgi(uwsgi))) = file.map(|file| (file, &file.runs)) else {
            return Self::distribution(facts);
        };
        let compiler = facts.uwsgi_compiled.split(" on ").next().unwrap_or("");
        let version = uwsgi.version.to_string();
        match (uwsgi.kind, file.interpreter.as_deref()) {
            (UwsgiKind::Pyuwsgi, Some(interpreter)) => Self {
                source: Source::Pyuwsgi,
                version,
                compiled: PYUWSGI_COMPILED.to_owned(),
                // The process is Python's, so its own program is the one behind all links.
                binary: format!("/usr/bin/python{}", facts.python_series()),
                has_pcre: true,
                python: interpreter.to_owned(),
                plugin_directory: ".",
            },
            _ => Self {
                source: Source::Pip,
                version,
                compiled: format!("{compiler} on TIME"),
                binary: path.to_owned(),
                has_pcre: uwsgi.has_pcre,
                python: path.to_owned(),
                plugin_directory: ".",
            },
        }
    }

    /// Whether Python, the routers and the other default plugins are inside (buildconf/default.ini).
    pub(crate) fn has_plugins_inside(&self) -> bool {
        self.source != Source::Distribution
    }

    /// The options that it knows before any plugin is loaded.
    pub(crate) fn table(&self) -> Table {
        Table {
            version: Version::parse(&self.version),
            python: self.has_plugins_inside(),
            http: self.has_plugins_inside(),
            others: if self.has_plugins_inside() {
                Others::ALL
            } else {
                Others::default()
            },
            lacks: self.lacks(),
        }
    }

    /// What it was compiled without, as `--help` of 2.0.21, 2.0.28, 2.0.31 and pyuwsgi 2.0.30.post1 shows: pip compiles on a
    /// machine that has the headers of few libraries, pyuwsgi's wheels have Jansson and no OpenSSL.
    pub(crate) fn lacks(&self) -> Lacks {
        Lacks {
            cap: self.source != Source::Distribution,
            json: self.source == Source::Pip,
            ssl: self.source == Source::Pyuwsgi,
            pcre: !self.has_pcre,
        }
    }

    /// The plugins that are inside.
    pub(crate) fn plugins(&self) -> Plugins {
        const INSIDE: [&str; 42] = [
            "gevent",
            "nagios",
            "rrdtool",
            "carbon",
            "corerouter",
            "fastrouter",
            "http",
            "ugreen",
            "syslog",
            "rsyslog",
            "logsocket",
            "router_uwsgi",
            "router_redirect",
            "router_basicauth",
            "zergpool",
            "redislog",
            "mongodblog",
            "router_rewrite",
            "router_http",
            "logfile",
            "router_cache",
            "rawrouter",
            "router_static",
            "sslrouter",
            "cheaper_busyness",
            "transformation_tofile",
            "transformation_gzip",
            "transformation_chunked",
            "transformation_offload",
            "router_memcached",
            "router_redis",
            "router_hash",
            "router_expires",
            "router_metrics",
            "transformation_template",
            "stats_pusher_socket",
            "python",
            "spooler",
            "symcall",
            "ping",
            "signal",
            "rpc",
        ];
        if self.has_plugins_inside() {
            Plugins::of(&INSIDE)
        } else {
            Plugins::default()
        }
    }
}
