//! The whole page: keeps the state, listens to the browser, lays out the parts.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use hurdles::permalink::{self, LinkError};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::ResizeObserver;
use yew::{
    Callback, Html, UseReducerDispatcher, component, hook, html, use_callback, use_effect_with,
    use_mut_ref, use_reducer,
};

use super::bar::Bar;
use super::dropped;
use super::embed::{self, embed};
use super::findings::findings;
use super::gallery_dialog::GalleryDialog;
use super::have::Have;
use super::prose::prose;
use super::share_dialog::ShareDialog;
use super::terminals::{self, terminals};
use super::track::{self, mini_track, track};
use super::unknowns::unknowns;
use crate::state::{Action, Dialog, Notice, State};
use crate::storage::Frame;
use crate::verdict::verdict;
use crate::{gallery, storage};

/// At most one update of the address in so many milliseconds; browsers refuse more than a hundred in half a minute.
const ADDRESS_PAUSE: u32 = 750;

/// The whole page.
#[component]
pub(crate) fn App() -> Html {
    let state = use_reducer(initial);
    let frame = storage::frame();
    let dispatcher = state.dispatcher();
    let act = use_callback(dispatcher.clone(), |action: Action, dispatcher| {
        match action {
            Action::SetPlain(plain) => storage::set_plain(plain),
            Action::Fix(..) | Action::Undo | Action::Redo => storage::show_verdict(),
            _ => {}
        }
        dispatcher.dispatch(action);
    });
    use_browser_events(&dispatcher);
    use_address(&state, frame);
    use_frame_height(frame);
    match frame {
        Frame::Page => page(&state, &act),
        Frame::Embed | Frame::ReadOnly => html! {
            <>
                { notice(&state, &act) }
                { embed(&embed::Props { state: &state, read_only: frame == Frame::ReadOnly, act: &act }) }
            </>
        },
    }
}

/// The page as it opens: the scenario of the address, else a broken one that explains what this is.
fn initial() -> State {
    let fragment = storage::fragment();
    let opened = if fragment.is_empty() {
        Ok(gallery::first())
    } else {
        permalink::from_fragment(&fragment)
    };
    let mut state = match opened {
        Ok(scenario) => State::new(scenario),
        Err(error) => {
            let state = State::new(gallery::first());
            let instead = "Below stands a situation from the gallery instead.";
            state.after(Action::Notice(Some(mangled(&error, instead))))
        }
    };
    state.plain = storage::is_plain();
    state
}

/// What is said of a link that cannot be read.
fn mangled(error: &LinkError, instead: &str) -> Notice {
    Notice {
        text: format!("This link could not be read: {error}. {instead}"),
        recovered: error.recovered.clone(),
    }
}

fn page(state: &State, act: &Callback<Action>) -> Html {
    let said = verdict(
        &state.report,
        state
            .cause()
            .and_then(|index| state.report.findings.get(index)),
    );
    let way = track(&track::Props {
        report: &state.report,
        stage: state.stage,
        act,
    });
    html! {
        <>
            <a class="skip" href="#happens">{ "Skip to what happens" }</a>
            <Bar system={state.scenario.system.clone()} can_undo={state.can_undo()} plain={state.plain} act={act.clone()} />
            { notice(state, act) }
            <main class="page">
                <Have state={state.clone()} act={act.clone()} />
                <section class="happens" id="happens" tabindex="-1" aria-labelledby="happens-title">
                    <div class="head">
                        <p id="happens-title">{ "What happens" }</p>
                        <h2 class="verdict" aria-live="polite">{ prose(&said) }{ "." }</h2>
                        { mini_track(&state.report) }
                    </div>
                    <div class="way">{ way }</div>
                    <div class="rest">
                        { findings(state, act) }
                        { unknowns(&state.report.unknown) }
                        { terminals(&terminals::Props { state, act }) }
                    </div>
                </section>
            </main>
            { match state.dialog {
                Some(Dialog::Gallery) => html! { <GalleryDialog act={act.clone()} /> },
                Some(Dialog::Share) => html! { <ShareDialog state={state.clone()} act={act.clone()} /> },
                None => Html::default(),
            } }
        </>
    }
}

fn notice(state: &State, act: &Callback<Action>) -> Html {
    let said = state.notice.as_ref().map(|notice| {
        let onclick = act.reform(|_| Action::Notice(None));
        html! {
            <>
                <div class="said">
                    <p>{ prose(&notice.text) }</p>
                    if !notice.recovered.is_empty() {
                        <details><summary>{ "What could still be read" }</summary><pre>{ &notice.recovered }</pre></details>
                    }
                </div>
                <button type="button" class="quiet" {onclick}>{ "Put away" }</button>
            </>
        }
    });
    html! { <div class={if said.is_some() { "notice" } else { "unseen" }} role="status">{ said }</div> }
}

/// Links opened while the page stands, the editor's arrival, and undo outside the text fields.
#[hook]
fn use_browser_events(dispatcher: &UseReducerDispatcher<State>) {
    let dispatcher = dispatcher.clone();
    use_effect_with((), move |()| {
        let window = gloo_window();
        let hash = {
            let dispatcher = dispatcher.clone();
            EventListener::new(&window, "hashchange", move |_| {
                let fragment = storage::fragment();
                if fragment.is_empty() {
                    return;
                }
                dispatcher.dispatch(match permalink::from_fragment(&fragment) {
                    Ok(scenario) => Action::Load(Box::new(scenario)),
                    Err(error) => {
                        Action::Notice(Some(mangled(&error, "What you had is still here.")))
                    }
                });
            })
        };
        let editor = {
            let dispatcher = dispatcher.clone();
            EventListener::new(&window, "hurdles-editor", move |_| {
                upgrade_when_idle(dispatcher.clone())
            })
        };
        let pastes = paste_listeners(&window, &dispatcher);
        // Undo is ours outside the text fields, so the browser must not do its own.
        let options = EventListenerOptions::enable_prevent_default();
        let keys = EventListener::new_with_options(&window, "keydown", options, move |event| {
            let Some(key) = event.dyn_ref::<web_sys::KeyboardEvent>() else {
                return;
            };
            let with_command = (key.ctrl_key() || key.meta_key()) && !key.alt_key();
            if !with_command || storage::is_typing() {
                return;
            }
            match (key.key().to_lowercase().as_str(), key.shift_key()) {
                ("z", false) => dispatcher.dispatch(Action::Undo),
                ("z", true) | ("y", false) => dispatcher.dispatch(Action::Redo),
                _ => return,
            }
            key.prevent_default();
        });
        move || drop((hash, editor, keys, pastes))
    });
}

/// A paste outside the text fields, and files dropped anywhere.
fn paste_listeners(
    window: &web_sys::EventTarget,
    dispatcher: &UseReducerDispatcher<State>,
) -> [EventListener; 3] {
    let options = EventListenerOptions::enable_prevent_default();
    let paste = {
        let dispatcher = dispatcher.clone();
        EventListener::new_with_options(window, "paste", options, move |event| {
            if storage::is_typing() && !storage::is_in_paste_box() {
                return;
            }
            let text = event
                .dyn_ref::<web_sys::ClipboardEvent>()
                .and_then(|event| event.clipboard_data()?.get_data("text/plain").ok());
            if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
                event.prevent_default();
                dispatcher.dispatch(Action::Paste(text));
            }
        })
    };
    // A browser opens a dropped file in place of the page unless both events are taken.
    let over = EventListener::new_with_options(window, "dragover", options, |event| {
        event.prevent_default();
    });
    let readers = Rc::new(RefCell::new(dropped::Readers::new()));
    let act = {
        let dispatcher = dispatcher.clone();
        Callback::from(move |action| dispatcher.dispatch(action))
    };
    let drop = EventListener::new_with_options(window, "drop", options, move |event| {
        event.prevent_default();
        let files = event
            .dyn_ref::<web_sys::DragEvent>()
            .and_then(|event| event.data_transfer()?.files());
        dropped::read_all(files, &readers, &act);
    });
    [paste, over, drop]
}

fn gloo_window() -> web_sys::EventTarget {
    js_sys::global().unchecked_into()
}

/// Puts the editor in place of the text areas, but not under the hands of somebody who types.
fn upgrade_when_idle(dispatcher: UseReducerDispatcher<State>) {
    if storage::is_typing() {
        Timeout::new(400, move || upgrade_when_idle(dispatcher)).forget();
    } else {
        dispatcher.dispatch(Action::EditorReady);
    }
}

/// Keeps the address in step with the scenario, at most once in a while; an embed leaves its own alone.
#[hook]
fn use_address(state: &State, frame: Frame) {
    let pending = use_mut_ref(|| None::<Timeout>);
    let is_first = use_mut_ref(|| true);
    use_effect_with(state.scenario.clone(), move |scenario| {
        if frame != Frame::Page || is_first.replace(false) {
            return;
        }
        let scenario = scenario.clone();
        let write = Timeout::new(ADDRESS_PAUSE, move || {
            storage::replace_fragment(&permalink::to_fragment(&scenario))
        });
        *pending.borrow_mut() = Some(write);
    });
}

/// Tells the page around how high an embed is, whenever that changes.
#[hook]
fn use_frame_height(frame: Frame) {
    use_effect_with((), move |()| {
        let observed = (frame != Frame::Page).then(|| {
            let tell = Closure::<dyn Fn()>::new(storage::post_height);
            let observer = ResizeObserver::new(tell.as_ref().unchecked_ref()).ok();
            let body = web_sys::window().and_then(|window| window.document()?.body());
            if let (Some(observer), Some(body)) = (&observer, &body) {
                observer.observe(body);
            }
            (observer, tell)
        });
        move || drop(observed)
    });
}
