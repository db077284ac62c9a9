//! What systemctl prints of a unit.

use hurdles_machine::{Machine, NodeKind};
use hurdles_services::manager::{Active, State};
use hurdles_services::unit::{self, Load};

/// What `enable` says of a unit without `[Install]`.
pub(super) const NO_INSTALL: &str =
    "The unit files have no installation config (WantedBy=, RequiredBy=, Also=,
Alias= settings in the [Install] section, and DefaultInstance= for template
units). This means they are not meant to be enabled using systemctl.
 
Possible reasons for having this kind of units are:
• A unit may be statically enabled by being symlinked from another unit's
  .wants/ or .requires/ directory.
• A unit's purpose may be to act as a helper for some other unit which has
  a requirement dependency on it.
• A unit may be started when needed via activation (socket, path, timer,
  D-Bus, udev, scripted systemctl call, ...).
• In case of template units, the unit is meant to be enabled with some
  instance name specified.
";

/// The warning that systemd has not read what the files say now.
pub(super) fn changed(name: &str) -> String {
    format!(
        "Warning: The unit file, source configuration file or drop-ins of {name} changed on disk. Run 'systemctl \
         daemon-reload' to reload units.\n"
    )
}

/// Whether a link to `/dev/null` stands there.
pub(super) fn is_mask(machine: &Machine, path: &str) -> bool {
    let link = machine.find_link(path).map(|id| &machine.node(id).kind);
    matches!(link, Some(NodeKind::Symlink(target)) if &**target == "/dev/null")
}

/// `is-enabled`.
pub(super) fn is_enabled(
    machine: &Machine,
    state: &State,
    stdout: &mut String,
    stderr: &mut String,
    status: &mut i32,
) {
    let name = &state.unit.name;
    match unit::file_state(machine, &state.unit) {
        "" => {
            let why = "No such file or directory";
            stderr.push_str(&format!(
                "Failed to get unit file state for {name}: {why}\n"
            ));
            *status = 1;
        }
        word => {
            stdout.push_str(&format!("{word}\n"));
            *status = i32::from(!matches!(word, "enabled" | "static" | "alias" | "indirect"));
        }
    }
}

/// `status`.
pub(super) fn status(
    machine: &Machine,
    state: &State,
    stdout: &mut String,
    stderr: &mut String,
    status: &mut i32,
) {
    let name = &state.unit.name;
    if state.unit.load == Load::NotFound {
        stderr.push_str(&format!("Unit {name} could not be found.\n"));
        *status = 4;
        return;
    }
    if state.unit.changed_on_disk(machine) {
        stderr.push_str(&changed(name));
    }
    let (active, sub) = state.active.words();
    let dot = match active {
        "failed" => "×",
        "inactive" => "○",
        _ => "●",
    };
    let fragment = state.unit.fragment.as_deref().unwrap_or("");
    let fragment = fragment.replacen("/usr/lib/", "/lib/", 1);
    let loaded = match state.unit.load {
        Load::BadSetting => {
            format!("bad-setting (Reason: Unit {name} has a bad unit file setting.)")
        }
        Load::Masked => format!("masked (Reason: Unit {name} is masked.)"),
        _ => {
            let enabled = unit::file_state(machine, &state.unit);
            format!("loaded ({fragment}; {enabled}; preset: enabled)")
        }
    };
    stdout.push_str(&format!("{dot} {}\n     Loaded: {loaded}\n", state.title()));
    let since = match state.active {
        Active::Dead if state.starts.is_empty() => "",
        _ => " since TIME; N ago",
    };
    let how = match state.result {
        "success" => String::new(),
        result if active != "active" => format!(" (Result: {result})"),
        _ => String::new(),
    };
    let sub = if active == "failed" {
        String::new()
    } else {
        format!(" ({sub})")
    };
    stdout.push_str(&format!("     Active: {active}{sub}{how}{since}\n"));
    if let Some(ended) = state.ended.filter(|_| state.active != Active::Running) {
        let words = ended.words();
        stdout.push_str(&format!("   Main PID: PID ({words})\n"));
    } else if state.active == Active::Running {
        stdout.push_str("   Main PID: PID (uwsgi)\n");
    }
    let lines: Vec<&str> = state.journal.lines().collect();
    let last = lines.get(lines.len().saturating_sub(10)..).unwrap_or(&[]);
    if !last.is_empty() {
        stdout.push('\n');
    }
    for line in last {
        let who = if is_systemd_line(line, name) {
            "systemd"
        } else {
            "uwsgi"
        };
        stdout.push_str(&format!("TIME vm {who}[PID]: {line}\n"));
    }
    *status = match state.active {
        Active::Dead
        | Active::Failed
        | Active::AutoRestart
        | Active::Start
        | Active::StartPre
        | Active::Stopping => 3,
        _ => 0,
    };
}

/// Whether systemd wrote a line of a unit's journal.
fn is_systemd_line(line: &str, name: &str) -> bool {
    line.starts_with(&format!("{name}: "))
        || line.starts_with("/etc/systemd/")
        || [
            "Started ",
            "Starting ",
            "Stopped ",
            "Stopping ",
            "Failed to start ",
            "Finished ",
        ]
        .iter()
        .any(|verb| line.starts_with(verb) && line.contains(name))
}

/// `show`.
pub(super) fn show(
    machine: &Machine,
    state: &State,
    properties: &[&str],
    values_only: bool,
    stdout: &mut String,
) {
    let (active, sub) = state.active.words();
    let text = |word: &Option<hurdles_machine::shell::Word>| {
        word.as_ref()
            .map_or(String::new(), |word| word.text.clone())
    };
    let known = [
        ("Id", state.unit.name.clone()),
        ("Description", state.unit.description.clone()),
        ("LoadState", state.unit.load.word().to_owned()),
        ("ActiveState", active.to_owned()),
        ("SubState", sub.to_owned()),
        (
            "FragmentPath",
            state.unit.fragment.clone().unwrap_or_default(),
        ),
        ("DropInPaths", state.unit.drop_ins.join(" ")),
        (
            "UnitFileState",
            unit::file_state(machine, &state.unit).to_owned(),
        ),
        ("Result", state.result.to_owned()),
        ("NRestarts", state.restarts.to_string()),
        ("User", text(&state.unit.service.user)),
        ("Group", text(&state.unit.service.group)),
        (
            "NeedDaemonReload",
            if state.unit.changed_on_disk(machine) {
                "yes"
            } else {
                "no"
            }
            .to_owned(),
        ),
    ];
    for (name, value) in known {
        if !properties.is_empty() && !properties.contains(&name) {
            continue;
        }
        match values_only {
            true => stdout.push_str(&format!("{value}\n")),
            false => stdout.push_str(&format!("{name}={value}\n")),
        }
    }
}

/// `cat`.
pub(super) fn cat(
    machine: &Machine,
    state: &State,
    stdout: &mut String,
    stderr: &mut String,
    status: &mut i32,
) {
    let unit = &state.unit;
    let Some(fragment) = &unit.fragment else {
        stderr.push_str(&format!("No files found for {}.\n", unit.name));
        *status = 1;
        return;
    };
    for (n, path) in std::iter::once(fragment).chain(&unit.drop_ins).enumerate() {
        let text = machine.text_of(path).unwrap_or_default();
        let gap = if n > 0 { "\n" } else { "" };
        stdout.push_str(&format!("{gap}# {path}\n{text}"));
    }
}
