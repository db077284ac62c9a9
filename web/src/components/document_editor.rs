//! One document's editor: a text area at first, CodeMirror once it has been loaded and unless plain text is wanted.

use hurdles::report::{Fix, Report, Severity};
use serde::Serialize;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, HtmlTextAreaElement};
use yew::{
    AttrValue, Callback, Html, InputEvent, Properties, TargetCast, component, html,
    use_effect_with, use_mut_ref, use_node_ref,
};

use super::prose::prose;
use crate::document::Document;
use crate::offsets::{byte_of_utf16, utf16_of_byte};
use crate::state::{Action, Reveal, State};

#[wasm_bindgen]
extern "C" {
    /// The editor behind `web/editor/src/editor.ts`.
    type Editor;

    #[wasm_bindgen(js_namespace = ["window", "hurdlesEditor"])]
    fn create(host: &HtmlElement, settings: &JsValue) -> Editor;
    #[wasm_bindgen(method, js_name = setText)]
    fn set_text(this: &Editor, text: &str);
    #[wasm_bindgen(method, js_name = setMarks)]
    fn set_marks(this: &Editor, json: &str);
    #[wasm_bindgen(method)]
    fn select(this: &Editor, from: u32, to: u32);
    #[wasm_bindgen(method)]
    fn destroy(this: &Editor);
}

/// What a document's editor needs to know.
pub(crate) struct Props<'a> {
    pub(crate) state: &'a State,
    pub(crate) document: &'a Document,
    /// What a screen reader calls it.
    pub(crate) label: &'a str,
    /// What stands there while it is empty.
    pub(crate) hint: &'a str,
    pub(crate) read_only: bool,
    pub(crate) act: &'a Callback<Action>,
}

/// One document's editor.
pub(crate) fn document_editor(props: &Props) -> Html {
    let state = props.state;
    let text = AttrValue::from(props.document.text(&state.scenario));
    let marks = marks(state, props.document, &text);
    let reveal = state.reveal.clone();
    let field = Field {
        document: props.document.clone(),
        text,
        marks,
        reveal: reveal.filter(|reveal| reveal.document == *props.document),
        label: AttrValue::from(props.label.to_owned()),
        hint: AttrValue::from(props.hint.to_owned()),
        read_only: props.read_only,
        with_notes: state.plain,
        act: props.act.clone(),
    };
    let key = format!("{}{}", state.generation, props.document.name());
    if state.editor_ready && !state.plain {
        html! { <Rich {key} ..field /> }
    } else {
        html! { <Plain {key} ..field /> }
    }
}

/// What both kinds of editor need to know.
#[derive(Clone, Properties, PartialEq)]
struct Field {
    document: Document,
    text: AttrValue,
    marks: Vec<Mark>,
    reveal: Option<Reveal>,
    label: AttrValue,
    hint: AttrValue,
    read_only: bool,
    /// Whether what is said about characters stands below: not while the editor is still on its way.
    with_notes: bool,
    act: Callback<Action>,
}

/// Characters that something is said about, in UTF-16 positions.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Mark {
    from: usize,
    to: usize,
    severity: &'static str,
    message: String,
    lit: bool,
    actions: Vec<MarkAction>,
    #[serde(skip)]
    finding: usize,
    #[serde(skip)]
    label: usize,
}

/// A fix offered at a mark.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct MarkAction {
    name: String,
    finding: usize,
    fix: usize,
}

fn marks(state: &State, document: &Document, text: &str) -> Vec<Mark> {
    let report: &Report = &state.report;
    let cause = state.cause();
    let mut marks = Vec::new();
    for (index, finding) in report.findings.iter().enumerate() {
        for (place, label) in finding
            .labels
            .iter()
            .enumerate()
            .filter(|(_, label)| label.document == document.name())
        {
            let severity = match finding.severity {
                _ if label.primary && cause == Some(index) => "error",
                Severity::Error | Severity::Warning if label.primary => "warning",
                _ => "info",
            };
            let message = if label.text.is_empty() {
                &finding.headline
            } else {
                &label.text
            };
            let fix = finding
                .fixes
                .iter()
                .position(|fix| fix.works && label.primary);
            let action = |(fix, Fix { title, .. }): (usize, &Fix)| MarkAction {
                name: title.replace('`', ""),
                finding: index,
                fix,
            };
            marks.push(Mark {
                from: utf16_of_byte(text, label.start),
                to: utf16_of_byte(text, label.end),
                severity,
                message: message.replace('`', ""),
                lit: state.chosen == Some(index),
                actions: fix
                    .and_then(|fix| Some((fix, finding.fixes.get(fix)?)))
                    .map(action)
                    .into_iter()
                    .collect(),
                finding: index,
                label: place,
            });
        }
    }
    marks
}

#[component]
fn Plain(props: &Field) -> Html {
    let node = use_node_ref();
    use_effect_with((props.reveal.clone(), props.text.clone()), {
        let node = node.clone();
        move |(reveal, text)| {
            if let (Some(reveal), Some(area)) = (reveal, node.cast::<HtmlTextAreaElement>()) {
                // Selecting fails for fields without text only, which this is not.
                let _ = area.focus();
                let _ = area
                    .set_selection_range(position(text, reveal.start), position(text, reveal.end));
            }
        }
    });
    let document = props.document.clone();
    let oninput = props.act.reform(move |event: InputEvent| {
        let text = event
            .target_dyn_into::<HtmlTextAreaElement>()
            .map(|area| area.value());
        Action::Type(document.clone(), text.unwrap_or_default())
    });
    let on_cursor = {
        let (document, act, text) = (
            props.document.clone(),
            props.act.clone(),
            props.text.clone(),
        );
        move |area: Option<HtmlTextAreaElement>| {
            if let Some(Ok(Some(start))) = area.map(|area| area.selection_start()) {
                act.emit(Action::Cursor(
                    document.clone(),
                    byte_of_utf16(&text, start as usize),
                ));
            }
        }
    };
    let onkeyup = {
        let on_cursor = on_cursor.clone();
        Callback::from(move |event: yew::KeyboardEvent| on_cursor(event.target_dyn_into()))
    };
    let onclick = Callback::from(move |event: yew::MouseEvent| on_cursor(event.target_dyn_into()));
    let rows = props.text.matches('\n').count() + 1;
    html! {
        <div class="field">
            <textarea ref={node} value={props.text.clone()} rows={rows.clamp(1, 40).to_string()} aria-label={props.label.clone()}
                placeholder={props.hint.clone()} readonly={props.read_only} spellcheck="false" autocapitalize="off" autocomplete="off"
                wrap="soft" {oninput} {onkeyup} {onclick} />
            if props.with_notes && !props.marks.is_empty() {
                <ul class="notes">{ for props.marks.iter().map(|mark| note(mark, &props.text, &props.act)) }</ul>
            }
        </div>
    }
}

/// What is said about characters, for an editor that cannot mark them.
fn note(mark: &Mark, text: &str, act: &Callback<Action>) -> Html {
    let before = text
        .get(..byte_of_utf16(text, mark.from))
        .unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let (finding, label) = (mark.finding, mark.label);
    let onclick = act.reform(move |_| Action::ChooseLabel(finding, label));
    html! {
        <li>
            <button type="button" class="place" {onclick}>
                { format!("line {line}: ") }{ prose(&mark.message) }
            </button>
        </li>
    }
}

/// The editor with the closures that it calls; both live and die together.
struct Mounted {
    editor: Editor,
    _on_change: Closure<dyn Fn(String)>,
    _on_cursor: Closure<dyn Fn(u32)>,
    _on_fix: Closure<dyn Fn(u32, u32)>,
}

#[component]
fn Rich(props: &Field) -> Html {
    let node = use_node_ref();
    let mounted = use_mut_ref(|| None::<Mounted>);
    // Kept apart from the closures, which are made once: what they report has to be counted in the text of the moment.
    let current = use_mut_ref(|| props.text.clone());
    *current.borrow_mut() = props.text.clone();
    use_effect_with(
        (props.document.clone(), props.read_only, props.act.clone()),
        {
            let (node, mounted, field) = (node.clone(), mounted.clone(), props.clone());
            let current = current.clone();
            move |_| {
                if let Some(host) = node.cast::<HtmlElement>() {
                    *mounted.borrow_mut() = Some(mount(&host, &field, current));
                }
                move || {
                    if let Some(gone) = mounted.borrow_mut().take() {
                        gone.editor.destroy();
                    }
                }
            }
        },
    );
    use_effect_with(props.text.clone(), {
        let mounted = mounted.clone();
        move |text| with(&mounted, |editor| editor.set_text(text))
    });
    use_effect_with((props.marks.clone(), props.document.clone()), {
        let mounted = mounted.clone();
        move |(marks, _)| {
            let json = serde_json::to_string(marks).unwrap_or_default();
            with(&mounted, |editor| editor.set_marks(&json));
        }
    });
    use_effect_with(props.reveal.clone(), {
        let (mounted, text) = (mounted, props.text.clone());
        move |reveal| {
            if let Some(reveal) = reveal {
                with(&mounted, |editor| {
                    editor.select(position(&text, reveal.start), position(&text, reveal.end))
                });
            }
        }
    });
    html! { <div class="field"><div class="rich" ref={node}></div></div> }
}

fn with(mounted: &std::rc::Rc<std::cell::RefCell<Option<Mounted>>>, run: impl FnOnce(&Editor)) {
    if let Some(mounted) = mounted.borrow().as_ref() {
        run(&mounted.editor);
    }
}

fn mount(
    host: &HtmlElement,
    field: &Field,
    current: std::rc::Rc<std::cell::RefCell<AttrValue>>,
) -> Mounted {
    let (act, document, latest) = (field.act.clone(), field.document.clone(), current.clone());
    let on_change = Closure::<dyn Fn(String)>::new(move |text: String| {
        *latest.borrow_mut() = AttrValue::from(text.clone());
        act.emit(Action::Type(document.clone(), text));
    });
    let (act, document) = (field.act.clone(), field.document.clone());
    let on_cursor = Closure::<dyn Fn(u32)>::new(move |position: u32| {
        let byte = byte_of_utf16(&current.borrow(), position as usize);
        act.emit(Action::Cursor(document.clone(), byte));
    });
    let act = field.act.clone();
    let on_fix = Closure::<dyn Fn(u32, u32)>::new(move |finding: u32, fix: u32| {
        act.emit(Action::Fix(finding as usize, fix as usize));
    });
    let settings = js_sys::Object::new();
    let numbers = matches!(field.document, Document::File(_));
    let members: [(&str, JsValue); 9] = [
        ("text", field.text.as_str().into()),
        ("language", field.document.language().into()),
        ("label", field.label.as_str().into()),
        ("hint", field.hint.as_str().into()),
        ("readOnly", field.read_only.into()),
        ("numbers", numbers.into()),
        (
            "onChange",
            on_change
                .as_ref()
                .unchecked_ref::<js_sys::Function>()
                .into(),
        ),
        (
            "onCursor",
            on_cursor
                .as_ref()
                .unchecked_ref::<js_sys::Function>()
                .into(),
        ),
        (
            "onFix",
            on_fix.as_ref().unchecked_ref::<js_sys::Function>().into(),
        ),
    ];
    for (name, value) in members {
        // A fresh object takes every member.
        let _ = js_sys::Reflect::set(&settings, &name.into(), &value);
    }
    Mounted {
        editor: create(host, &settings),
        _on_change: on_change,
        _on_cursor: on_cursor,
        _on_fix: on_fix,
    }
}

/// A byte as an editor's position.
fn position(text: &str, byte: usize) -> u32 {
    u32::try_from(utf16_of_byte(text, byte)).unwrap_or(u32::MAX)
}
