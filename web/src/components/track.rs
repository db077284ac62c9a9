//! The track: two lanes drawn as one picture. uWSGI gets ready on the first, the request runs on the second; a runner stops at the first fallen hurdle.
//!
//! Places along a lane are percentages, heights are pixels: so the picture fits any width while its lettering keeps its size.

use hurdles::report::{Outcome, Report, Stage, State};
use yew::{Callback, Html, KeyboardEvent, html};

use super::prose::prose;
use crate::state::{Action, is_fallen};
use crate::verdict::reason;

/// Slots of a lane; the second lane keeps its last one for the answer.
const SLOTS: usize = 6;
/// The height of one lane with its lettering.
const LANE: usize = 104;
/// The ground of a lane below its top.
const GROUND: usize = 56;

/// What the track needs to know.
pub(crate) struct Props<'a> {
    pub(crate) report: &'a Report,
    /// The stage that is explained.
    pub(crate) stage: Option<Stage>,
    pub(crate) act: &'a Callback<Action>,
}

/// How a hurdle is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Cleared,
    /// The one that stops the request.
    Fallen,
    /// One that would stop it once the first is cleared.
    Next,
    Ahead,
    Unknown,
}

impl Shape {
    fn class(self) -> &'static str {
        match self {
            Self::Cleared => "cleared",
            Self::Fallen => "fallen",
            Self::Next => "next",
            Self::Ahead => "ahead",
            Self::Unknown => "unknown",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Cleared => "cleared",
            Self::Fallen => "fallen",
            Self::Next => "next",
            Self::Ahead => "ahead",
            Self::Unknown => "unknown",
        }
    }
}

/// The track with the line that explains the chosen hurdle.
pub(crate) fn track(props: &Props) -> Html {
    let report = props.report;
    let explained = props.stage.or(report.first).unwrap_or(Stage::Response);
    let height = (2 * LANE).to_string();
    html! {
        <figure class="track">
            <svg class="lanes" width="100%" height={height} role="group" aria-label="The way of a request, eleven hurdles">
                { lane(0, "start", &[(2, "uWSGI"), (3, "socket"), (4, "module"), (6, "callable")]) }
                { lane(1, "browser", &[(2, "nginx"), (3, "socket"), (4, "uWSGI"), (5, "app")]) }
                { for Stage::ALL.into_iter().map(|stage| hurdle(report, stage, explained == stage, props.act)) }
                { answer(report) }
                { runner(report) }
            </svg>
            <figcaption>{ explanation(report, explained) }</figcaption>
        </figure>
    }
}

/// The hurdles in one small row, for where there is no room for more.
pub(crate) fn mini_track(report: &Report) -> Html {
    html! {
        <svg class="mini" viewBox="0 0 232 18" aria-hidden="true">
            <path class="ground" d="M0 16.5H232" />
            { for Stage::ALL.into_iter().map(|stage| {
                let shape = shape(report, stage);
                let x = 13 + stage.index() * 20 + if stage.index() > 5 { 6 } else { 0 };
                html! { <g class={format!("hurdle {}", shape.class())} transform={format!("translate({x} 16) scale(.62)")}>{ drawing(shape) }</g> }
            }) }
        </svg>
    }
}

fn shape(report: &Report, stage: Stage) -> Shape {
    if is_fallen(report, stage) {
        return Shape::Fallen;
    }
    match report
        .stages
        .iter()
        .find(|known| known.stage == stage)
        .map(|known| known.state)
    {
        Some(State::Cleared) => Shape::Cleared,
        Some(State::Tripped) => Shape::Next,
        Some(State::Unreached) => Shape::Ahead,
        Some(State::Unknown) | None => Shape::Unknown,
    }
}

/// What the lettering has room for.
fn short_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Invocation => "options",
        Stage::Privileges => "user",
        Stage::Bind => "bind",
        Stage::EntryPoint => "entry",
        Stage::Imports => "imports",
        Stage::Callable => "callable",
        Stage::NginxConfig => "config",
        Stage::Routing => "route",
        Stage::Connect => "connect",
        Stage::Protocol => "protocol",
        Stage::Response => "answer",
    }
}

/// What has to be done at a hurdle.
fn task(stage: Stage) -> &'static str {
    match stage {
        Stage::Invocation => "uWSGI reads its options",
        Stage::Privileges => "uWSGI takes on user and group",
        Stage::Bind => "uWSGI makes the socket",
        Stage::EntryPoint => "Python finds the module or file of the app",
        Stage::Imports => "what it imports is found and runs",
        Stage::Callable => "the callable is there and can be called",
        Stage::NginxConfig => "nginx accepts its configuration",
        Stage::Routing => "the request reaches the location that passes it on",
        Stage::Connect => "nginx connects to the socket",
        Stage::Protocol => "both speak the same protocol, within limits",
        Stage::Response => "the app answers as it means to",
    }
}

/// Lane and slot of a stage.
fn place(stage: Stage) -> (usize, usize) {
    (stage.index() / SLOTS, stage.index() % SLOTS)
}

/// The middle of a slot.
fn middle(slot: usize) -> String {
    percent(2 * slot + 1)
}

/// So many half slots along the lane.
#[expect(clippy::cast_precision_loss, reason = "a dozen half slots")]
fn percent(half_slots: usize) -> String {
    format!("{:.2}%", half_slots as f64 * 50.0 / SLOTS as f64)
}

fn lane(index: usize, start: &str, stations: &[(usize, &str)]) -> Html {
    let top = index * LANE;
    let ground = (top + GROUND).to_string();
    html! {
        <g class="lane" aria-hidden="true">
            <line class="ground" x1="0" x2="100%" y1={ground.clone()} y2={ground.clone()} />
            <text class="station start" x="0" y={(top + 14).to_string()}>{ start.to_owned() }</text>
            { for stations.iter().map(|(slot, name)| {
                let x = percent(2 * slot);
                let class = if *slot == SLOTS { "station end" } else { "station" };
                html! {
                    <>
                        <circle class="stop" cx={x.clone()} cy={ground.clone()} r="4" />
                        <text {class} {x} y={(top + 14).to_string()}>{ (*name).to_owned() }</text>
                    </>
                }
            }) }
        </g>
    }
}

fn hurdle(report: &Report, stage: Stage, is_explained: bool, act: &Callback<Action>) -> Html {
    let (lane, slot) = place(stage);
    let shape = shape(report, stage);
    let onclick = act.reform(move |_| Action::ChooseStage(stage));
    let onkeydown = {
        let act = act.clone();
        Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "Enter" | " ") {
                event.prevent_default();
                act.emit(Action::ChooseStage(stage));
            }
        })
    };
    let label = format!(
        "{}, {}: {}",
        short_name(stage),
        shape.word(),
        summary(report, stage).replace('`', "")
    );
    html! {
        <svg class="slot" x={middle(slot)} y={(lane * LANE).to_string()} overflow="visible">
            <g class={format!("hurdle {}", shape.class())} role="button" tabindex="0" aria-label={label}
                aria-pressed={if is_explained { "true" } else { "false" }} {onclick} {onkeydown}>
                <rect class="touch" x="-22" y="20" width="44" height="78" rx="4" />
                <g transform={format!("translate(0 {GROUND})")}>{ drawing(shape) }</g>
                <text class="name" y={(GROUND + 19).to_string()}>{ short_name(stage) }</text>
                <text class="word" y={(GROUND + 34).to_string()}>{ shape.word() }</text>
            </g>
        </svg>
    }
}

/// A hurdle with its feet at the origin.
fn drawing(shape: Shape) -> Html {
    match shape {
        Shape::Fallen | Shape::Next => html! {
            <g class="frame">
                <path class="posts" d="M-12 -1 L9 -8 M-8 -1 L14 -1" />
                <path class="beam" d="M7 -12 L15 -10 L19 1 L11 0 Z" />
                <path class="cross" d="M-5 -26 L5 -16 M5 -26 L-5 -16" />
            </g>
        },
        Shape::Unknown => html! {
            <g class="frame">
                <path class="posts" d="M-9 0 V-16 M9 0 V-16" />
                <rect class="beam" x="-13" y="-27" width="26" height="10" rx="1.5" />
                <text class="mark" y="-3">{ "?" }</text>
            </g>
        },
        Shape::Cleared | Shape::Ahead => html! {
            <g class="frame">
                <path class="posts" d="M-9 0 V-18 M9 0 V-18 M-12 0 H-6 M6 0 H12" />
                <rect class="beam" x="-13" y="-26" width="26" height="8" rx="1.5" />
            </g>
        },
    }
}

/// What comes back, behind the last hurdle.
fn answer(report: &Report) -> Html {
    let works = report.outcome == Outcome::Works;
    let (status, phrase) = match report.response.status {
        Some(status) => (status.to_string(), reason(status)),
        None => ("–".to_owned(), "no answer"),
    };
    let y = LANE + GROUND;
    html! {
        <svg x={middle(SLOTS - 1)} y="0" overflow="visible" aria-hidden="true">
            <g class={if works { "answer works" } else { "answer" }}>
                <path class="flag" d={format!("M0 {y} v-3")} />
                <text class="status" y={(y + 19).to_string()}>{ status }</text>
                <text class="word phrase" y={(y + 34).to_string()}>{ phrase }</text>
            </g>
        </svg>
    }
}

fn runner(report: &Report) -> Html {
    let unsure = |state| matches!(state, State::Unknown | State::Tripped);
    let stop = report.first.or_else(|| {
        report
            .stages
            .iter()
            .find(|known| unsure(known.state))
            .map(|known| known.stage)
    });
    let works = report.outcome == Outcome::Works;
    let (lane, x, class, figure) = match stop {
        _ if works => (
            1,
            middle(SLOTS - 1),
            "runner works",
            "M0 -11 V-22 M0 -11 L-5 0 M0 -11 L5 0 M0 -20 L-7 -28 M0 -20 L7 -28",
        ),
        Some(stage) => {
            let (lane, slot) = place(stage);
            (
                lane,
                percent(2 * slot),
                "runner",
                "M0 -10 L2 -20 M0 -10 L-5 -5 L-9 -6 M0 -10 L6 -7 L6 0 M2 -18 L8 -14 M2 -18 L-4 -15 L-6 -19",
            )
        }
        None => (
            0,
            "0%".to_owned(),
            "runner",
            "M0 -11 V-21 M0 -11 L-4 0 M0 -11 L4 0 M0 -19 L-5 -12 M0 -19 L5 -12",
        ),
    };
    let head = if works { ("0", "-26") } else { ("3", "-25") };
    html! {
        <svg class={class} {x} y={(lane * LANE + GROUND).to_string()} overflow="visible" aria-hidden="true">
            <g transform={if works { "translate(0 0)" } else { "translate(3 0)" }}>
                <circle class="head" cx={head.0} cy={head.1} r="3.6" />
                <path class="limbs" d={figure} />
            </g>
        </svg>
    }
}

fn summary(report: &Report, stage: Stage) -> String {
    let known = report.stages.iter().find(|known| known.stage == stage);
    known
        .map(|known| known.summary.clone())
        .filter(|summary| !summary.is_empty())
        .unwrap_or_else(|| task(stage).to_owned())
}

fn explanation(report: &Report, stage: Stage) -> Html {
    let shape = shape(report, stage);
    html! {
        <>
            <strong>{ short_name(stage) }</strong>{ " " }<span class={format!("state {}", shape.class())}>{ shape.word() }</span>{ ": " }
            { prose(&summary(report, stage)) }
        </>
    }
}
