//! Everything that the page knows and everything that can happen to it. It alone simulates; it never touches the browser.

use std::rc::Rc;

use hurdles::detail::Detail;
use hurdles::report::{Report, Severity, Stage, State as StageState};
use hurdles::{Scenario, simulate_in_detail};
use yew::Reducible;

use crate::document::{Card, Document};

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
        let mut state = Self {
            scenario: Rc::new(scenario),
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

    /// Lights what a reader should look at first, without taking the focus.
    fn greet(&mut self) {
        self.chosen = self.cause();
        self.stage = None;
        self.reveal = None;
        let document = self
            .chosen
            .and_then(|finding| self.primary_document(finding));
        if let Some(document) = document {
            self.open.show(document);
        }
        self.matters = self.documents_that_matter();
    }

    fn primary_document(&self, finding: usize) -> Option<Document> {
        let labels = &self.report.findings.get(finding)?.labels;
        let label = labels
            .iter()
            .find(|label| label.primary)
            .or_else(|| labels.first())?;
        Some(Document::named(&label.document))
    }

    /// The place of the cause and what its first fix changes; else the invocation and nginx's configuration.
    fn documents_that_matter(&self) -> Vec<Document> {
        let finding = self
            .cause()
            .and_then(|index| self.report.findings.get(index));
        let named = finding.into_iter().flat_map(|finding| {
            let labels = finding
                .labels
                .iter()
                .filter(|label| label.primary)
                .map(|label| &label.document);
            let edits = finding
                .fixes
                .first()
                .into_iter()
                .flat_map(|fix| &fix.edits)
                .map(|edit| &edit.document);
            labels.chain(edits).map(|name| Document::named(name))
        });
        let usual = [Document::Invocation]
            .into_iter()
            .chain(self.files_of(Card::Nginx));
        let mut documents: Vec<Document> = Vec::new();
        for document in named.chain(usual) {
            if !documents.contains(&document) && document != Document::Request {
                documents.push(document);
            }
        }
        documents.truncate(2);
        documents
    }

    fn type_in(&mut self, document: Document, text: String) {
        if document.text(&self.scenario) == text {
            return;
        }
        if self.typing.as_ref() != Some(&document) {
            self.remember();
        }
        self.future.clear();
        Rc::make_mut(&mut self.scenario).set_document(document.name(), text);
        self.typing = Some(document);
        self.reveal = None;
        self.judge();
    }

    fn edit(&mut self, change: impl FnOnce(&mut Scenario)) {
        let mut scenario = (*self.scenario).clone();
        change(&mut scenario);
        self.replace(scenario);
    }

    fn add_file(&mut self, path: String, text: String) {
        let path = self.free_path(path);
        self.open.show(Document::File(path.clone()));
        self.edit(|scenario| {
            scenario.files.insert(path, text);
        });
    }

    /// The path itself, or the next one with a number if it is taken by another text.
    fn free_path(&self, path: String) -> String {
        if !self.scenario.files.contains_key(&path) {
            return path;
        }
        let (stem, extension) = match path.rsplit_once('.') {
            Some((stem, extension)) if !extension.contains('/') => (stem, format!(".{extension}")),
            _ => (path.as_str(), String::new()),
        };
        let mut numbered = (2..).map(|number| format!("{stem}-{number}{extension}"));
        numbered
            .find(|path| !self.scenario.files.contains_key(path))
            .unwrap_or(path)
    }

    fn rename_file(&mut self, from: &str, to: String) {
        if from == to || to.trim().is_empty() {
            return;
        }
        if self.scenario.files.contains_key(&to) {
            let text = format!("There is a file `{to}` already; `{from}` keeps its path.");
            self.notice = Some(text.into());
            return;
        }
        self.open.show(Document::File(to.clone()));
        self.edit(|scenario| {
            if let Some(text) = scenario.files.remove(from) {
                scenario.files.insert(to, text);
            }
        });
    }

    fn load(&mut self, scenario: Scenario) {
        if *self.scenario != scenario {
            self.replace(scenario);
            self.generation += 1;
        }
        self.open = Open::default();
        self.dialog = None;
        self.greet();
    }

    fn choose(&mut self, finding: usize, label: Option<usize>) {
        let report = Rc::clone(&self.report);
        let Some(found) = report.findings.get(finding) else {
            return;
        };
        self.chosen = Some(finding);
        self.stage = Some(found.stage);
        let wanted = match label {
            Some(index) => found.labels.get(index),
            None => found
                .labels
                .iter()
                .find(|label| label.primary)
                .or_else(|| found.labels.first()),
        };
        let Some(label) = wanted else {
            return;
        };
        let document = Document::named(&label.document);
        self.open.show(document.clone());
        let serial = self.reveal.as_ref().map_or(0, |reveal| reveal.serial) + 1;
        self.reveal = Some(Reveal {
            document,
            start: label.start,
            end: label.end,
            serial,
        });
    }

    fn choose_stage(&mut self, stage: Stage) {
        self.stage = Some(stage);
        let of_stage = |finding: &hurdles::report::Finding| finding.stage == stage;
        if let Some(finding) = self.report.findings.iter().position(of_stage) {
            self.chosen = Some(finding);
        }
    }

    fn follow_cursor(&mut self, document: &Document, byte: usize) {
        self.reveal = None;
        let touches = |finding: &hurdles::report::Finding| {
            let mut labels = finding.labels.iter();
            labels.any(|label| {
                label.document == document.name() && label.start <= byte && byte <= label.end
            })
        };
        // Of several findings at one place the lit one stays, so that moving inside it changes nothing.
        let chosen = self
            .chosen
            .and_then(|index| self.report.findings.get(index));
        if chosen.is_some_and(touches) {
            return;
        }
        if let Some(finding) = self.report.findings.iter().position(touches) {
            self.chosen = Some(finding);
            self.stage = self
                .report
                .findings
                .get(finding)
                .map(|finding| finding.stage);
        }
    }

    fn fix(&mut self, finding: usize, fix: usize) {
        let report = Rc::clone(&self.report);
        let Some(fix) = report
            .findings
            .get(finding)
            .and_then(|finding| finding.fixes.get(fix))
        else {
            return;
        };
        let Some(fixed) = self.scenario.with_fix(fix) else {
            return;
        };
        self.replace(fixed);
        self.stage = None;
        self.chosen = self.cause();
    }

    fn replace(&mut self, scenario: Scenario) {
        if *self.scenario == scenario {
            return;
        }
        self.remember();
        self.future.clear();
        self.scenario = Rc::new(scenario);
        self.typing = None;
        self.reveal = None;
        self.judge();
    }

    fn remember(&mut self) {
        if self.past.len() == MEMORY {
            self.past.remove(0);
        }
        self.past.push(Rc::clone(&self.scenario));
    }

    fn undo(&mut self) {
        if let Some(scenario) = self.past.pop() {
            self.future
                .push(std::mem::replace(&mut self.scenario, scenario));
            self.travelled();
        }
    }

    fn redo(&mut self) {
        if let Some(scenario) = self.future.pop() {
            self.past
                .push(std::mem::replace(&mut self.scenario, scenario));
            self.travelled();
        }
    }

    fn travelled(&mut self) {
        self.typing = None;
        self.reveal = None;
        self.judge();
        self.stage = None;
        self.chosen = self.cause();
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

impl Open {
    fn show(&mut self, document: Document) {
        match document.card() {
            Card::Lines => {}
            Card::Nginx => self.nginx = Some(document),
            Card::Terminal => self.terminal = Some(document),
            Card::Files => self.files = Some(document),
        }
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
