//! Where log lines go by a plugin: `logger`, `req-logger` and their like (core/logging.c:uwsgi_setup_log_master).

use hurdles_machine::Machine;

use crate::event::ExitCause;
use crate::instance::{Exit, Step};
use crate::log::Sink;
use crate::{Given, Instance};

/// The loggers that plugins bring: the logger, its plugin.
const BROUGHT: [(&str, &str); 10] = [
    ("python", "python"),
    ("file", "logfile"),
    ("fd", "logfile"),
    ("stdio", "logfile"),
    ("syslog", "syslog"),
    ("rsyslog", "rsyslog"),
    ("socket", "logsocket"),
    ("pipe", "logpipe"),
    ("redislog", "redislog"),
    ("systemd", "systemd_logger"),
];

impl Instance {
    /// Looks up every logger that was asked for; one that no plugin has brought ends the start.
    pub(crate) fn find_loggers(&mut self) -> Step {
        // Lines of requests have a pair of descriptors of their own.
        if !self.list("req-logger").is_empty() {
            self.n_descriptors += 2;
        }
        for option in [
            "logger",
            "req-logger",
            "logger-req",
            "log-syslog",
            "log-socket",
        ] {
            for value in self.list(option) {
                let name = match option {
                    "log-syslog" => "syslog",
                    "log-socket" => "socket",
                    _ => name_of(&value),
                }
                .to_owned();
                let plugin = BROUGHT.iter().find(|(logger, _)| *logger == name);
                if plugin.is_some_and(|(_, plugin)| self.plugins.has(plugin)) {
                    self.use_logger(option, &name, &value);
                    continue;
                }
                let line = format!("unable to find logger {name}");
                self.log.say_at(line, value.span);
                let option = option.to_owned();
                return Err(Exit::new(1, ExitCause::BadValue { option, value }));
            }
        }
        Ok(())
    }
}

impl Instance {
    /// From now on lines, or those of requests, go where the logger writes.
    fn use_logger(&mut self, option: &str, name: &str, value: &Given) {
        let argument = value.text.split_once(':').map_or("", |(_, rest)| rest);
        let sink = match name {
            "stdio" => return,
            "file" => Sink::File(Machine::absolute(&self.context.cwd, argument)),
            _ => Sink::Elsewhere(value.text.clone()),
        };
        let is_routed = value.text != format!("{name}:{argument}") && value.text != name;
        if is_routed && !self.list("log-route").is_empty() {
            return;
        }
        if option.contains("req") {
            self.log.requests = Some(sink);
        } else {
            self.log.sink = sink;
        }
    }
}

/// The name before the colon, behind an identifier of letters and digits.
fn name_of(value: &Given) -> &str {
    let text = match value.text.split_once(' ') {
        Some((id, rest)) if id.bytes().all(|byte| byte.is_ascii_alphanumeric()) => rest,
        _ => value.text.as_str(),
    };
    text.split_once(':').map_or(text, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logger_may_have_an_identifier_and_an_argument() {
        for (value, name) in [
            ("file:/tmp/x.log", "file"),
            ("mine file:/tmp/x.log", "file"),
            ("stdio", "stdio"),
            ("file:/tmp/a b.log", "file"),
        ] {
            assert_eq!(name_of(&Given::new(value, None)), name, "{value}");
        }
    }
}
