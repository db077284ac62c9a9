//! How each stage went, told from the trace: what stopped there, or that it was passed. No log is read for this.

mod app;
mod exchange;
mod server;
mod start;

use hurdles_nginx::AnsweredBy;
use hurdles_nginx::event::{AttemptEnd, Doubt};
use hurdles_uwsgi::{AppAttempt, Event, Instance, Refusal};

use crate::report::{Answerer, Outcome, Stage, StageReport, State};
use crate::trace::{Trace, UwsgiRun};
pub(crate) use server::stranger_has_the_port;

/// The stages of which nothing is known where it is not known how uWSGI is started.
const REST_ON_START: [Stage; 9] = [
    Stage::Invocation,
    Stage::Privileges,
    Stage::Bind,
    Stage::EntryPoint,
    Stage::Imports,
    Stage::Callable,
    Stage::Connect,
    Stage::Protocol,
    Stage::Response,
];

/// What a run comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Whether the request got its answer.
    pub outcome: Outcome,
    /// The first stage on the causal chain that stopped it.
    pub first: Option<Stage>,
    /// All stages.
    pub stages: Vec<StageReport>,
    /// Who answered.
    pub from: Option<Answerer>,
}

/// How one stage went, with a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Cleared(String),
    Tripped(String),
    /// Nothing came here, or what came here is a consequence of an earlier stage.
    Unreached(String),
}

impl Verdict {
    pub(crate) fn is_tripped(&self) -> bool {
        matches!(self, Self::Tripped(_))
    }

    pub(crate) fn unreached() -> Self {
        Self::Unreached("not reached".to_owned())
    }
}

/// Judges a trace stage by stage.
#[must_use]
pub fn judge(trace: &Trace) -> Judgement {
    let from = answerer(trace);
    let succeeded = succeeds(trace, from);
    let mut verdicts = Vec::from(start::verdicts(trace));
    verdicts.extend(app::verdicts(trace));
    verdicts.extend(server::verdicts(trace, succeeded));
    verdicts.extend(exchange::verdicts(trace, from));
    if succeeded {
        for verdict in &mut verdicts {
            if let Verdict::Tripped(why) = verdict {
                *verdict = Verdict::Cleared(why.clone());
            }
        }
    }
    let doubted = trace.stages_in_doubt();
    let is_doubted = |stage: Stage| doubted.iter().any(|(doubted, _)| *doubted == stage);
    let first = Stage::ALL
        .into_iter()
        .zip(&verdicts)
        .find(|(stage, verdict)| verdict.is_tripped() && !is_doubted(*stage))
        .map(|(stage, _)| stage);
    // What stops the request before the place in doubt is certain.
    let doubt = doubt(trace).filter(|(from, _)| first.is_none_or(|first| first >= *from));
    let outcome = match doubt {
        Some(_) => Outcome::Unknown,
        None if first.is_none() && !doubted.is_empty() => Outcome::Unknown,
        None if succeeded => Outcome::Works,
        None => Outcome::Fails,
    };
    let mut stages = settle(verdicts, first);
    // What comes after a hurdle that is certain is not reached, whatever else may be in its way.
    let open = stages
        .iter_mut()
        .filter(|report| first.is_none_or(|first| report.stage < first));
    for report in open {
        if let Some((_, why)) = doubted.iter().find(|(stage, _)| *stage == report.stage) {
            report.state = State::Unknown;
            report.summary.clone_from(why);
        }
    }
    if let Some((from, doubt)) = doubt {
        for report in stages.iter_mut().filter(|report| report.stage >= from) {
            report.state = State::Unknown;
            report.summary.clone_from(&doubt);
        }
    }
    Judgement {
        outcome,
        first: first.filter(|_| outcome == Outcome::Fails),
        stages,
        from,
    }
}

/// After the first hurdle, what fails for its sake is not counted as a hurdle of its own.
fn settle(verdicts: Vec<Verdict>, first: Option<Stage>) -> Vec<StageReport> {
    let stages = Stage::ALL.into_iter().zip(verdicts);
    stages
        .map(|(stage, verdict)| {
            // What nginx's configuration says does not depend on uWSGI; everything else does depend on what came before.
            let stands_alone = matches!(stage, Stage::NginxConfig | Stage::Routing)
                && first.is_none_or(|first| first < Stage::NginxConfig);
            let later = first.is_some_and(|first| stage > first) && !stands_alone;
            let (state, summary) = match verdict {
                Verdict::Tripped(why) if later => (State::Unreached, why),
                Verdict::Tripped(why) => (State::Tripped, why),
                // Where nginx does not do what is meant, an answer is somebody else's.
                Verdict::Cleared(_)
                    if first.is_some_and(|first| stops_nginx(first) && stage > first) =>
                {
                    (State::Unreached, "not reached".to_owned())
                }
                Verdict::Cleared(how) => (State::Cleared, how),
                Verdict::Unreached(why) => (State::Unreached, why),
            };
            StageReport {
                stage,
                state,
                summary,
            }
        })
        .collect()
}

fn stops_nginx(stage: Stage) -> bool {
    matches!(stage, Stage::NginxConfig | Stage::Routing)
}

/// Who made the answer that the browser got.
fn answerer(trace: &Trace) -> Option<Answerer> {
    trace.response.status?;
    match trace.response.from {
        AnsweredBy::Nobody => None,
        AnsweredBy::Nginx => Some(Answerer::Nginx),
        AnsweredBy::StaticFile => Some(Answerer::Static),
        AnsweredBy::Upstream(listener) | AnsweredBy::Direct(listener) => {
            let mut runs = trace.uwsgi.iter();
            if !runs.any(|run| run.instance.serves(listener)) {
                return Some(Answerer::Static);
            }
            // What an app has begun before it raised is its own answer.
            let is_error = trace.response.status.is_some_and(|status| status >= 500);
            if is_error && !trace.refusals.is_empty() {
                Some(Answerer::Uwsgi)
            } else {
                Some(Answerer::App)
            }
        }
    }
}

/// Whether the app itself, or a file that was meant, answered below 400 without raising.
fn succeeds(trace: &Trace, from: Option<Answerer>) -> bool {
    let good = trace.response.status.is_some_and(|status| status < 400);
    match from {
        Some(Answerer::App) => good && trace.refusals.is_empty(),
        Some(Answerer::Static) => good && server::file_was_meant(trace),
        _ => false,
    }
}

/// A fact that is missing and on which the answer rests, with the first stage that it may change.
fn doubt(trace: &Trace) -> Option<(Stage, String)> {
    // Where only a part is shown, an app that is not known closer is taken to be sound.
    let unknown_app = if trace.partial {
        None
    } else {
        trace
            .unknown_apps()
            .next()
            .map(|(_, unknown)| (Stage::EntryPoint, unknown.to_owned()))
    };
    let is_unknown_start = trace.uwsgi.is_empty() && !trace.partial;
    let no_start = is_unknown_start.then(|| {
        let mut complaints = trace.invocation.complaints.iter();
        let complaint = complaints.find(|complaint| !complaint.kind.is_no_program())?;
        Some((Stage::Invocation, complaint.kind.to_string()))
    });
    let unknown_answer = trace.doubt.clone();
    let mut events = trace.uwsgi_events();
    let undecided = events.find_map(|(_, event)| match event {
        Event::Undecided(what) => Some((Stage::Response, what.clone())),
        Event::NotSimulated {
            what,
            decides: true,
            ..
        } => Some((Stage::Protocol, what.clone())),
        _ => None,
    });
    let unknown_answer = unknown_answer.map(|doubt| (Stage::Protocol, doubt));
    let gap = trace
        .nginx_gaps()
        .find(|(doubt, _)| *doubt == Doubt::Answer);
    let gap = gap.map(|(_, what)| (Stage::Routing, format!("not simulated: {what}")));
    no_start
        .flatten()
        .or(gap)
        .or(unknown_app)
        .or(unknown_answer)
        .or(undecided)
}

impl Trace {
    /// Apps of which something is not known: the attempt, and what.
    fn unknown_apps(&self) -> impl Iterator<Item = (&AppAttempt, &str)> {
        let attempts = self.instances().into_iter().flat_map(Instance::attempts);
        attempts.filter_map(|attempt| Some((attempt, attempt.unknown.as_deref()?)))
    }

    /// Where SELinux enforces, bits that let nginx connect are only one half of the answer.
    fn doubts_of_policy(&self) -> Vec<(Stage, String)> {
        let enforcing = self.listing.security.enforcing.as_ref();
        let connects = server::passed(self).and_then(|passed| passed.attempts.last());
        let is_let =
            connects.is_some_and(|attempt| !matches!(attempt.end, AttemptEnd::NotConnected(_)));
        if !(is_let && enforcing.is_some_and(|shown| shown.value)) {
            return Vec::new();
        }
        let why = "SELinux enforces: whether it lets nginx connect is not shown";
        let stages = [Stage::Connect, Stage::Protocol, Stage::Response];
        stages.map(|stage| (stage, why.to_owned())).into()
    }

    /// Whether a `server` block was pasted: the stock site is only what is there where nobody changed it.
    fn shows_a_site(&self) -> bool {
        let start = self.nginx.start.configuration.as_ref();
        let read = self.nginx.test.configuration.as_ref().or(start);
        read.is_some_and(|read| {
            let mut directives = read.tree.iter();
            directives
                .any(|(_, directive)| directive.is("server") && directive.place.span.is_some())
        })
    }

    /// Where only a part is shown: the stages that rest on what is not, each with what to say of it.
    pub(crate) fn stages_in_doubt(&self) -> Vec<(Stage, String)> {
        let mut doubts = self.doubts_of_policy();
        if !self.partial {
            return doubts;
        }
        doubts.extend(self.doubts_of_assumed());
        let mut all = |stages: &[Stage], why: &str| {
            doubts.extend(stages.iter().map(|stage| (*stage, why.to_owned())));
        };
        for (attempt, unknown) in self.unknown_apps() {
            let why = format!("not known: {unknown}");
            all(&[Stage::Callable, Stage::Response], &why);
            if attempt.result.is_err() {
                // What was begun and not followed to its end may load all the same.
                let stages = [
                    Stage::EntryPoint,
                    Stage::Imports,
                    Stage::Connect,
                    Stage::Protocol,
                ];
                all(&stages, &why);
            }
        }
        if !self.shows_a_site() {
            let why = "no `server` block of nginx's configuration is shown";
            all(&[Stage::NginxConfig, Stage::Routing, Stage::Connect], why);
            all(&[Stage::Protocol, Stage::Response], why);
        }
        if self.uwsgi.is_empty()
            && let Some(complaint) = self.invocation.complaints.first()
        {
            all(&REST_ON_START, &complaint.kind.to_string());
        }
        doubts
    }

    /// All instances that the invocation started, emperors before their vassals.
    #[must_use]
    pub fn instances(&self) -> Vec<&Instance> {
        let mut instances = Vec::new();
        for run in self.invoked() {
            collect(&run.instance, &mut instances);
        }
        instances
    }

    /// Everything that the instances of the invocation noted, with the instance.
    pub(crate) fn uwsgi_events(&self) -> impl Iterator<Item = (&Instance, &Event)> {
        let instances = self.instances().into_iter();
        instances.flat_map(|instance| instance.events().iter().map(move |event| (instance, event)))
    }
}

fn collect<'a>(instance: &'a Instance, instances: &mut Vec<&'a Instance>) {
    instances.push(instance);
    for vassal in instance.vassals() {
        collect(&vassal.instance, instances);
    }
}

/// The refusals that an instance and its vassals noted so far.
pub(crate) fn refusals(run: &UwsgiRun) -> Vec<Refusal> {
    let mut instances = Vec::new();
    collect(&run.instance, &mut instances);
    let events = instances.into_iter().flat_map(Instance::events);
    events
        .filter_map(|event| match event {
            Event::Refused(refusal) => Some(refusal.clone()),
            _ => None,
        })
        .collect()
}
