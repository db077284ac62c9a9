//! Programs and refusals, the latter in the words of real runs of supervisor 4.2.5.

use super::*;
use crate::packages::Package;
use hurdles_machine::{Content, Origin};

fn loaded(text: &str) -> Result<Loaded, Fault> {
    let mut machine = hurdles_machine::stock::machine("debian-12").unwrap();
    hurdles_machine::stock::add_login_user(&mut machine, "lena");
    Package::Supervisor.install(&mut machine);
    let kind = NodeKind::File(Content::Text(text.into(), None));
    let path = "/etc/supervisor/conf.d/radio.conf";
    machine.place(path, kind, 0o644, (0, 0), Origin::Made);
    load(&machine, &Environment::new())
}

fn with(line: &str) -> Result<Loaded, Fault> {
    loaded(&format!(
        "[program:radio]\ncommand=/bin/radio --on ; on air\n{line}\n"
    ))
}

#[test]
fn a_program_has_supervisor_s_defaults() {
    let loaded =
        with("user=lena\ndirectory=/srv/%(program_name)s\nenvironment=A=\"1,2\",B=%%").unwrap();
    let program = &loaded.programs[0];
    assert_eq!(program.command, "/bin/radio --on");
    assert_eq!(program.directory.as_deref(), Some("/srv/radio"));
    assert_eq!(program.environment[0], ("A".to_owned(), "1,2".to_owned()));
    assert_eq!((program.start_retries, program.autostart), (3, true));
    assert_eq!(loaded.included, ["/etc/supervisor/conf.d/radio.conf"]);
}

#[test]
fn processes_are_numbered() {
    let loaded = with("numprocs=2\nprocess_name=%(program_name)s_%(process_num)02d").unwrap();
    let names: Vec<&str> = loaded
        .programs
        .iter()
        .map(|program| &*program.name)
        .collect();
    assert_eq!(names, ["radio_00", "radio_01"]);
}

#[test]
fn refusals_are_told_in_supervisor_s_words() {
    let place = "in section 'program:radio' (file: '/etc/supervisor/conf.d/radio.conf')";
    for (line, message, kind) in [
        (
            "user=lenna",
            "Invalid user name lenna",
            FaultKind::UnknownUser,
        ),
        (
            "environment=RADIO_URL=\"https://radio.example/jazz%2Fblues\"",
            "Format string 'RADIO_URL=\"https://radio.example/jazz%2Fblues\"' for 'environment' is badly formatted: \
             must be real number, not dict",
            FaultKind::Percent,
        ),
        (
            "stdout_logfile=/var/log/radio/radio.log",
            "The directory named as part of the path /var/log/radio/radio.log does not exist",
            FaultKind::LogDirectory,
        ),
        (
            "autostart=maybe",
            "not a valid boolean value: 'maybe'",
            FaultKind::Other,
        ),
    ] {
        let fault = with(line).unwrap_err();
        assert_eq!(fault.message, format!("{message} {place}"));
        assert_eq!(fault.kind, kind, "{line}");
    }
}
