//! The stages `invocation`, `privileges` and `bind`: from uWSGI's words to its socket.

use hurdles_machine::Errno;
use hurdles_uwsgi::{Event, ExitCause, Ignored, Refusal};

use super::Verdict;
use crate::report::Stage;
use crate::trace::Trace;

/// The verdicts of the three stages, in order.
pub(super) fn verdicts(trace: &Trace) -> [Verdict; 3] {
    let instances = trace.instances();
    let Some(first) = instances.first() else {
        if let Some(state) = trace.stopped_service() {
            return without_program(state);
        }
        return [
            Verdict::Tripped("nothing that is typed starts uWSGI".to_owned()),
            Verdict::unreached(),
            Verdict::unreached(),
        ];
    };
    let n_options = first.options().len();
    let plural = if n_options == 1 { "" } else { "s" };
    let identity = &first.context().identity;
    let accounts = &trace.machine.accounts;
    let user = accounts.user_name(identity.uid);
    let group = accounts.group_name(identity.gid);
    let made: Vec<&str> = instances
        .iter()
        .flat_map(|instance| instance.sockets())
        .filter(|socket| socket.listener.is_some())
        .map(|socket| &*socket.name)
        .collect();
    let runs = instances.iter().any(|instance| instance.is_running());
    let does = if runs {
        "uWSGI listens"
    } else {
        "before it ended, uWSGI listened"
    };
    let mut verdicts = [
        Verdict::Cleared(format!("uWSGI accepts its {n_options} option{plural}")),
        Verdict::Cleared(format!("uWSGI runs as `{user}` with group `{group}`")),
        Verdict::Cleared(if made.is_empty() {
            "uWSGI makes no socket".to_owned()
        } else {
            format!("{does} on {}", made.join(", "))
        }),
    ];
    if let Some((stage, why)) = trip(trace) {
        let at = stage.index();
        for verdict in verdicts.iter_mut().skip(at) {
            *verdict = Verdict::unreached();
        }
        if let Some(verdict) = verdicts.get_mut(at) {
            *verdict = Verdict::Tripped(why);
        }
    }
    verdicts
}

/// The verdicts where systemd never came to execute the program.
fn without_program(state: &hurdles_services::manager::State) -> [Verdict; 3] {
    use hurdles_services::spawn::Step;
    let why = format!("systemd cannot start `{}`", state.unit.name);
    let is_account = (state.failure.as_ref())
        .is_some_and(|failure| matches!(failure.step, Step::User | Step::Group));
    match is_account {
        true => [
            Verdict::Cleared("systemd reads the unit".to_owned()),
            Verdict::Tripped(why),
            Verdict::unreached(),
        ],
        false => [
            Verdict::Tripped(why),
            Verdict::unreached(),
            Verdict::unreached(),
        ],
    }
}

/// Where and why uWSGI stopped, among the stages of its start; a later stage where importing ended it.
pub(super) fn trip(trace: &Trace) -> Option<(Stage, String)> {
    let refused = trace.refusals.iter().find_map(|refusal| match refusal {
        Refusal::NoPlugin(modifier) => Some((
            Stage::Invocation,
            format!("no plugin serves requests of modifier {modifier}"),
        )),
        _ => None,
    });
    let exits = trace.uwsgi_events().filter_map(|(_, event)| match event {
        Event::Exit {
            cause: ExitCause::NoApp,
            ..
        } if !tried_an_app(trace) => Some((
            Stage::EntryPoint,
            "no option names an app, and `need-app` ends the start".to_owned(),
        )),
        Event::Exit { cause, .. } => stage_of(cause).map(|stage| (stage, words(cause))),
        _ => None,
    });
    exits
        .min_by_key(|(stage, _)| *stage)
        .or(refused)
        .or_else(|| nothing_to_serve(trace))
}

fn tried_an_app(trace: &Trace) -> bool {
    let instances = trace.instances();
    instances
        .iter()
        .any(|instance| !instance.attempts().is_empty())
}

/// uWSGI runs, and nobody told it of an app, because the option that does was passed over.
fn nothing_to_serve(trace: &Trace) -> Option<(Stage, String)> {
    if tried_an_app(trace) || !trace.refusals.contains(&Refusal::NoApp) {
        return None;
    }
    let ignored = trace.uwsgi_events().find_map(|(_, event)| match event {
        Event::Ignored(Ignored::UnknownKey { key, .. }) => Some(key.text.clone()),
        Event::Ignored(Ignored::Mount(mount)) => Some(mount.text.clone()),
        _ => None,
    });
    let why = match ignored {
        Some(key) => format!("uWSGI passes over `{key}`, so no app is asked for"),
        None => "no option names an app".to_owned(),
    };
    Some((Stage::Invocation, why))
}

/// The stage that an end belongs to; none where nothing is wrong or the apps tell.
fn stage_of(cause: &ExitCause) -> Option<Stage> {
    Some(match cause {
        ExitCause::CommandLine { .. }
        | ExitCause::NoConfiguration { .. }
        | ExitCause::ConfigUnreadable
        | ExitCause::Endless(_)
        | ExitCause::Strict(_)
        | ExitCause::Unwritable { .. }
        | ExitCause::NoSocket
        | ExitCause::Other(_) => Stage::Invocation,
        ExitCause::BadValue { option, .. } if option == "socket" => Stage::Bind,
        ExitCause::BadValue { .. } => Stage::Invocation,
        ExitCause::NoSuchAccount { option, .. } if *option == "chown-socket" => Stage::Bind,
        ExitCause::NoSuchAccount { .. } | ExitCause::NotRoot { .. } => Stage::Privileges,
        ExitCause::Chdir { errno, .. } if *errno == Errno::AccessDenied => Stage::Privileges,
        ExitCause::Chdir { .. } => Stage::Invocation,
        ExitCause::Bind | ExitCause::Chown | ExitCause::Backlog { .. } => Stage::Bind,
        ExitCause::PythonFatal { .. } | ExitCause::AppExit => Stage::Imports,
        ExitCause::NoApp
        | ExitCause::Waits
        | ExitCause::Asked
        | ExitCause::AppExitInRequest
        | ExitCause::Harakiri
        | ExitCause::Signal(_) => {
            return None;
        }
    })
}

/// Why uWSGI ended, as the end of "uWSGI stops: …".
fn words(cause: &ExitCause) -> String {
    let why = match cause {
        ExitCause::CommandLine { message, .. } => message.clone(),
        ExitCause::NoConfiguration { word, .. } => {
            format!("`{}` is no configuration that it can read", word.text)
        }
        ExitCause::ConfigUnreadable => "its configuration cannot be read".to_owned(),
        ExitCause::Endless(name) => {
            format!("`{}` includes itself, until the stack ends", name.text)
        }
        ExitCause::BadValue { option, value } => {
            format!("`{}` is no value for `{option}`", value.text)
        }
        ExitCause::Strict(key) => format!("there is no option `{}`", key.text),
        ExitCause::NoSuchAccount { option, name } => {
            format!("`{option}` names `{}`, which does not exist", name.text)
        }
        ExitCause::NotRoot { option, value } => {
            format!("only root may change to the {option} `{}`", value.text)
        }
        ExitCause::Chdir { path, errno, .. } => {
            format!("it cannot enter `{}`: {errno}", path.text)
        }
        ExitCause::Unwritable { path, errno, .. } => {
            format!("it cannot write to `{}`: {errno}", path.text)
        }
        ExitCause::Bind => "it cannot make its socket".to_owned(),
        ExitCause::Chown => "it cannot give its socket away".to_owned(),
        ExitCause::Backlog { value, limit } => {
            format!("the kernel allows a backlog of {limit}, not {}", value.text)
        }
        ExitCause::NoSocket => "it is told of no socket".to_owned(),
        ExitCause::PythonFatal { home } => {
            format!("Python has no standard library below `{}`", home.text)
        }
        ExitCause::NoApp => "no app could be loaded".to_owned(),
        ExitCause::Waits => "loading the app never comes back".to_owned(),
        ExitCause::Harakiri => "a request took too long".to_owned(),
        ExitCause::AppExit | ExitCause::AppExitInRequest => "the app ends the process".to_owned(),
        ExitCause::Asked => "it was asked to".to_owned(),
        ExitCause::Signal(number) => format!("signal {number}"),
        ExitCause::Other(what) => what.clone(),
    };
    format!("uWSGI stops: {why}")
}
