//! Everything that the page knows and everything that can happen to it. It alone simulates; it never touches the browser.

mod edit;
mod gaze;
mod paste;

use std::rc::Rc;

use hurdles::detail::Detail;
use hurdles::report::{Report, Severity, Stage, State as StageState};
use hurdles::{Scenario, simulate_in_detail};
use yew::Reducible;

use crate::document::{Card, Document};

pub(crate) use paste::Became;

/// How many steps back are kept.
const MEMORY: usize = 100;

/// Everything that the page knows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    /// What was typed and pasted.
    pub(crate) scenario: Rc<Scenario>,
    /// What happens with it.
    pub(crate) report: Rc<Report>,
    /// The tables that explain the report.
    pub(crate) detail: Rc<Detail>,
    /// The finding that is lit.
    pub(crate) chosen: Option<usize>,
    /// The stage that is explained.
    pub(crate) stage: Option<Stage>,
    /// The characters that an editor is to select.
    pub(crate) reveal: Option<Reveal>,
    /// The document that each card shows.
    pub(crate) open: Open,
    /// The editors that an embed shows.
    pub(crate) matters: Vec<Document>,
    /// The dialog that stands over the page.
    pub(crate) dialog: Option<Dialog>,
    /// A message to the reader, until it is put away.
    pub(crate) notice: Option<Notice>,
    /// Whether plain text areas are wanted.
    pub(crate) plain: bool,
    /// Whether the editor has been loaded.
    pub(crate) editor_ready: bool,
    /// Rises when all texts were replaced, so that editors start afresh.
    pub(crate) generation: u32,
    /// What became of the last paste.
    pub(crate) became: Option<Became>,
    /// What was loaded last; a paste takes its place as long as nobody touched it.
    loaded: Rc<Scenario>,
    pasted: Option<paste::Pasted>,
    past: Vec<Rc<Scenario>>,
    future: Vec<Rc<Scenario>>,
    /// The document being typed in: a run of keystrokes is one step back.
    typing: Option<Document>,
}

/// Characters to be selected; the serial number tells one wish from the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reveal {
    pub(crate) document: Document,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) serial: u32,
}

/// The document that each card with tabs shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Open {
    pub(crate) nginx: Option<Document>,
    pub(crate) terminal: Option<Document>,
    pub(crate) files: Option<Document>,
}

/// A message to the reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Notice {
    /// What is to be said; backticks stand around names.
    pub(crate) text: String,
    /// What could be read of a broken link, so that it is not lost.
    pub(crate) recovered: String,
}

impl From<String> for Notice {
    fn from(text: String) -> Self {
        Self {
            text,
            recovered: String::new(),
        }
    }
}

/// What can stand over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialog {
    /// The situations to start from.
    Gallery,
    /// Ways to take the scenario elsewhere.
    Share,
}

/// Everything that can happen.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// A document was typed in.
    Type(Document, String),
    /// Another system was chosen.
    SetSystem(String),
    /// Another user types the invocation.
    SetUser(String),
    /// It is typed in another directory.
    SetDirectory(String),
    /// The browser's method, headers and body were changed.
    SetRequest(hurdles::scenario::Request),
    /// A new file of that path, or a pasted or dropped one with its text.
    AddFile(String, String),
    /// A file gets another path.
    RenameFile(String, String),
    /// A file goes.
    RemoveFile(String),
    /// Anything was pasted that is to be sorted.
    Paste(String),
    /// A file of that name was dropped or chosen.
    DropFile(String, String),
    /// Everything goes, for a deployment of one's own.
    Empty,
    /// Characters are to be shown: the document, the bytes.
    Reveal(Document, usize, usize),
    /// A tab was chosen.
    OpenTab(Document),
    /// Another scenario takes this one's place.
    Load(Box<Scenario>),
    /// A finding was chosen, and its place is to be shown.
    Choose(usize),
    /// A label of a finding was chosen: the finding, the label.
    ChooseLabel(usize, usize),
    /// A hurdle was chosen.
    ChooseStage(Stage),
    /// The cursor was put somewhere: the document, the byte.
    Cursor(Document, usize),
    /// A fix is to be carried out: the finding, the fix.
    Fix(usize, usize),
    /// One step back.
    Undo,
    /// One step forth.
    Redo,
    /// A dialog opens, or the open one closes.
    Show(Option<Dialog>),
    /// Something is to be said, or what was said is put away.
    Notice(Option<Notice>),
    /// Plain text areas are wanted, or not.
    SetPlain(bool),
    /// The editor has been loaded.
    EditorReady,
}

impl State {
    /// The page with a scenario loaded.
    pub(crate) fn new(scenario: Scenario) -> Self {
        let (report, detail) = simulate_in_detail(&scenario);
        let scenario = Rc::new(scenario);
        let mut state = Self {
            loaded: Rc::clone(&scenario),
            scenario,
            report: Rc::new(report),
            detail: Rc::new(detail),
            chosen: None,
            stage: None,
            reveal: None,
            open: Open::default(),
            matters: Vec::new(),
            dialog: None,
            notice: None,
            plain: false,
            editor_ready: false,
            generation: 0,
            became: None,
            pasted: None,
            past: Vec::new(),
            future: Vec::new(),
            typing: None,
        };
        state.greet();
        state
    }

    /// What becomes of the page by an action.
    pub(crate) fn after(&self, action: Action) -> Self {
        let mut next = self.clone();
        match action {
            Action::Type(document, text) => next.type_in(document, text),
            Action::SetSystem(system) => next.edit(|scenario| scenario.system = system),
            Action::SetUser(user) => next.edit(|scenario| scenario.user = user),
            Action::SetDirectory(cwd) => next.edit(|scenario| scenario.cwd = cwd),
            Action::SetRequest(request) => next.edit(|scenario| scenario.request = request),
            Action::AddFile(path, text) => next.add_file(path, text),
            Action::RenameFile(from, to) => next.rename_file(&from, to),
            Action::RemoveFile(path) => next.edit(|scenario| {
                scenario.files.remove(&path);
            }),
            Action::Paste(text) => next.paste(text),
            Action::DropFile(name, text) => next.drop_file(&name, text),
            Action::Empty => next.empty(),
            Action::Reveal(document, start, end) => next.point_at(document, start, end),
            Action::OpenTab(document) => {
                next.reveal = None;
                next.open.show(document);
            }
            Action::Load(scenario) => next.load(*scenario),
            Action::Choose(finding) => next.choose(finding, None),
            Action::ChooseLabel(finding, label) => next.choose(finding, Some(label)),
            Action::ChooseStage(stage) => next.choose_stage(stage),
            Action::Cursor(document, byte) => next.follow_cursor(&document, byte),
            Action::Fix(finding, fix) => next.fix(finding, fix),
            Action::Undo => next.undo(),
            Action::Redo => next.redo(),
            Action::Show(dialog) => next.dialog = dialog,
            Action::Notice(notice) => next.notice = notice,
            Action::SetPlain(plain) => {
                next.reveal = None;
                next.plain = plain;
            }
            Action::EditorReady => {
                next.reveal = None;
                next.editor_ready = true;
            }
        }
        next
    }

    /// Whether there is a step back.
    pub(crate) fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// The finding that stands for the fallen hurdle: the one red thing.
    pub(crate) fn cause(&self) -> Option<usize> {
        cause(&self.report)
    }

    /// The files that a card shows, in their order.
    pub(crate) fn files_of(&self, card: Card) -> Vec<Document> {
        let files = self.scenario.files.keys().cloned().map(Document::File);
        files.filter(|document| document.card() == card).collect()
    }

    /// The document that a card shows.
    pub(crate) fn shown_in(&self, card: Card) -> Option<Document> {
        match card {
            Card::Lines => Some(Document::Invocation),
            Card::Terminal => self.open.terminal.clone().or(Some(Document::Setup)),
            Card::Nginx | Card::Files => {
                let files = self.files_of(card);
                let open = if card == Card::Nginx {
                    &self.open.nginx
                } else {
                    &self.open.files
                };
                open.clone()
                    .filter(|document| files.contains(document))
                    .or_else(|| files.first().cloned())
            }
        }
    }

    /// Simulates, and keeps the reader at the finding that was lit if it is still there.
    fn judge(&mut self) {
        let code = |state: &Self| Some(state.report.findings.get(state.chosen?)?.code.clone());
        let lit = code(self);
        let (report, detail) = simulate_in_detail(&self.scenario);
        let kept = report
            .findings
            .iter()
            .position(|finding| Some(&finding.code) == lit.as_ref());
        self.chosen = cause(&report).or(kept);
        self.report = Rc::new(report);
        self.detail = Rc::new(detail);
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let next = self.after(action);
        if *self == next { self } else { Rc::new(next) }
    }
}

/// The first error at the stage that tripped, else the first error of what really happened.
fn cause(report: &Report) -> Option<usize> {
    let is_real = |finding: &hurdles::report::Finding| {
        finding.severity == Severity::Error && !finding.if_cleared
    };
    let first = report
        .findings
        .iter()
        .position(|finding| is_real(finding) && Some(finding.stage) == report.first);
    first.or_else(|| report.findings.iter().position(is_real))
}

/// Whether a stage is the one at which the runner lies.
pub(crate) fn is_fallen(report: &Report, stage: Stage) -> bool {
    report.first == Some(stage)
        || (report.first.is_none()
            && report
                .stages
                .iter()
                .find(|known| known.state == StageState::Tripped)
                .is_some_and(|known| known.stage == stage))
}

#[cfg(test)]
mod tests;
