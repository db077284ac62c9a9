//! `service`, `journalctl`, `reboot`: commands around systemctl.

use hurdles_machine::Machine;
use hurdles_machine::shell::{Command, Outcome, Word};
use hurdles_services::unit;

use crate::simulate::host::Host;

impl Host {
    /// `service NAME ACTION`, which hands over to systemctl (service(8)).
    pub(in crate::simulate) fn run_service(
        &mut self,
        machine: &mut Machine,
        command: &Command,
    ) -> Option<Outcome> {
        let [_, name, action, ..] = command.argv.as_slice() else {
            return None;
        };
        let verb = match action.text.as_str() {
            "force-reload" => Word::plain("reload-or-restart", action.span),
            _ => action.clone(),
        };
        let unit = format!("{}.service", name.text.trim_end_matches(".service"));
        let unit = Word::plain(&unit, name.span);
        let first = Word::plain("systemctl", command.span);
        self.run_systemctl(
            machine,
            &Command {
                argv: vec![first, verb, unit],
                ..command.clone()
            },
        )
    }

    /// `journalctl -u NAME`.
    pub(in crate::simulate) fn run_journalctl(
        &mut self,
        machine: &mut Machine,
        command: &Command,
    ) -> Option<Outcome> {
        let mut words = command.argv.iter().skip(1).map(|word| &*word.text);
        let (mut name, mut lines, mut bare) = (None, usize::MAX, false);
        while let Some(word) = words.next() {
            match word {
                "-u" | "--unit" => name = words.next(),
                "-n" | "--lines" => lines = words.next()?.parse().ok()?,
                "-o" | "--output" => bare = words.next() == Some("cat"),
                "--no-pager" | "-b" | "-e" | "-x" | "-q" | "-a" | "--all" | "-l" => {}
                "-xeu" | "-xu" | "-eu" | "-bu" => name = words.next(),
                _ => name = Some(word.strip_prefix("--unit=").or(word.strip_prefix("-u"))?),
            }
        }
        let name = unit::full_name(name?);
        self.drain(machine, &name);
        let journal = self
            .services
            .manager
            .get(&name)
            .map_or("", |state| &state.journal);
        if journal.is_empty() {
            return Some(said("-- No entries --\n"));
        }
        let all: Vec<&str> = journal.lines().collect();
        let last = all.get(all.len().saturating_sub(lines)..).unwrap_or(&[]);
        let shown: String = last
            .iter()
            .map(|line| {
                if bare {
                    format!("{line}\n")
                } else {
                    format!("TIME vm uwsgi[PID]: {line}\n")
                }
            })
            .collect();
        Some(said(&shown))
    }
}

fn said(text: &str) -> Outcome {
    Outcome {
        status: Some(0),
        stdout: text.to_owned(),
        stderr: String::new(),
    }
}
