//! What the output of a command becomes: a file, several files, a listing, a log.

use super::Kind;
use super::command::{self, Does, Shown, Written};
use super::found::{Found, What};
use super::numbers;
use super::show::is_log;
use super::sniff::{self, Begins};
use super::walk::Walk;

impl Walk<'_> {
    /// Sorts the lines that a command printed.
    pub(super) fn output(&mut self, does: &Does, typed: &str, at: usize, from: usize, to: usize) {
        let first = self.lines.get(from).map_or("", |line| line.text.trim());
        match does {
            Does::Show(shown) => self.shown(shown, at, from, to),
            Does::ShowAll => self.several(from, to),
            Does::List => {
                self.told(typed, first, from < to);
                // Its line is the listing's first.
                self.found.pop();
                self.listing(Some(typed), at, to);
            }
            Does::Start | Does::Log => self.log(Some(typed), from, to, false),
            Does::History => self.history(from, to),
            Does::Which if first.starts_with('/') => {
                self.push(What::Program, from, from + 1, first.to_owned());
            }
            Does::Write(_) => {}
            _ => self.log(Some(typed), from, to, true),
        }
    }

    /// What `pwd` and `whoami` say of the place.
    fn told(&mut self, typed: &str, first: &str, has_output: bool) {
        let is_one_word = has_output && !first.is_empty() && !first.contains(' ');
        match typed.trim() {
            "pwd" if first.starts_with('/') => self.place.cwd = Some(first.to_owned()),
            "whoami" if is_one_word => {
                self.place.user = Some(first.to_owned());
                self.place.is_root = first == "root";
            }
            _ => {}
        }
    }

    /// The file that a command printed, unless only a part of it or a complaint stands there.
    fn shown(&mut self, shown: &Shown, at: usize, from: usize, to: usize) {
        let to = self.without_tail(from, to);
        let n_lines = to.saturating_sub(from);
        let first = self.lines.get(from).map_or("", |line| line.text);
        if n_lines == 1 && is_complaint(first) {
            self.listing(None, at, to);
            return;
        }
        let is_whole = !shown.is_cut && shown.most_lines.is_none_or(|most| n_lines < most);
        if is_whole && from < to {
            let path = self.place.path(&shown.path);
            self.file(Some(path), None, from, to, Some(shown.is_numbered));
        }
    }

    /// The end of a file's lines without what the terminal or the pager added.
    fn without_tail(&self, from: usize, to: usize) -> usize {
        let mut to = to;
        while to > from
            && self.lines.get(to - 1).is_some_and(|line| {
                matches!(line.text.trim(), "^C" | "(END)" | "~" | "logout")
                    || line.text.starts_with("lines ") && line.text.contains("(END)")
            })
        {
            to -= 1;
        }
        to
    }

    /// Files behind headers: `# configuration file PATH:`, `# /etc/systemd/…`, `==> PATH <==`.
    fn several(&mut self, from: usize, to: usize) {
        let mut open: Option<(String, usize)> = None;
        let mut is_dump = false;
        for at in from..to {
            let text = self.lines.get(at).map_or("", |line| line.text);
            let dumped = text
                .strip_prefix("# configuration file ")
                .map(|path| path.trim_end_matches(':'));
            let path = dumped
                .or_else(|| {
                    let path = text
                        .strip_prefix("# ")
                        .filter(|path| path.starts_with('/'))?;
                    (!path.contains(' ')).then_some(path)
                })
                .or_else(|| text.strip_prefix("==> ")?.strip_suffix(" <=="));
            let Some(path) = path else { continue };
            if is_dump && dumped.is_none() {
                continue;
            }
            is_dump |= dumped.is_some();
            let path = self.place.path(path);
            match open.replace((path, at + 1)) {
                Some((path, begun)) => self.section(path, begun, at),
                None => {
                    self.log(None, from, at, true);
                    if is_dump {
                        self.push(What::WholeNginx, at, at, String::new());
                    }
                }
            }
        }
        match open {
            Some((path, begun)) => self.section(path, begun, to),
            None => self.log(None, from, to, true),
        }
    }

    /// One of several files; a blank line behind it is the header's.
    fn section(&mut self, path: String, from: usize, to: usize) {
        let is_blank = |at: usize| self.lines.get(at).is_some_and(super::line::Line::is_blank);
        let to = if to > from && is_blank(to - 1) {
            to - 1
        } else {
            to
        };
        if is_log(&path) {
            self.log(None, from, to, false);
        } else {
            self.file(Some(path), None, from, to, None);
        }
    }

    /// Lines of a file with a path or by their look.
    pub(super) fn file(
        &mut self,
        path: Option<String>,
        begins: Option<Begins>,
        from: usize,
        to: usize,
        is_numbered: Option<bool>,
    ) {
        let texts: Vec<&str> = self
            .lines
            .get(from..to)
            .unwrap_or(&[])
            .iter()
            .map(|line| line.text)
            .collect();
        let stripped = match is_numbered {
            Some(true) => numbers::strip(&texts),
            Some(false) => None,
            None => numbers::strip(&texts),
        };
        let texts = stripped.unwrap_or(texts);
        let kind = path.as_deref().map_or(Kind::File, Kind::of_path);
        let begins = begins.or_else(|| texts.iter().find_map(|text| sniff::begins(text)));
        let kind = match (kind, begins) {
            (Kind::File, Some(Begins::Unit)) => Kind::Unit,
            (Kind::File, Some(Begins::Ini)) => Kind::Ini,
            (Kind::File, Some(Begins::Nginx)) => Kind::Nginx,
            (Kind::File, Some(Begins::Python)) if path.is_none() => Kind::Python,
            (kind, _) => kind,
        };
        let has_gaps = kind != Kind::Python && texts.iter().any(|text| is_gap(text));
        let is_stock = path.as_deref().is_some_and(is_stock_list);
        if has_gaps && is_stock {
            return;
        }
        let mut text = String::new();
        for line in texts.iter().filter(|line| !(has_gaps && is_gap(line))) {
            text.push_str(line);
            text.push('\n');
        }
        if self
            .lines
            .get(to.saturating_sub(1))
            .is_some_and(super::line::Line::is_unended)
        {
            text.pop();
        }
        self.push(What::File { path, kind }, from, to, text);
    }

    /// Lines for the listing; `at` is the command's line.
    pub(super) fn listing(&mut self, typed: Option<&str>, at: usize, to: usize) {
        let to = self.without_tail(at, to);
        let text = self.text(at, to);
        let typed = typed.map(str::to_owned);
        self.push(What::Listing { typed }, at, to, text);
    }

    /// Lines of a log; where `known_only`, those alone that are seen to be such.
    pub(super) fn log(&mut self, typed: Option<&str>, from: usize, to: usize, known_only: bool) {
        let mut begun: Option<usize> = None;
        let mut is_open = !known_only;
        for at in from..=to {
            let text = self.lines.get(at).filter(|_| at < to).map(|line| line.text);
            let is_log = text.is_some_and(|text| {
                let is_known = sniff::is_log_line(text);
                // After a blank line only what is known goes on.
                is_open = (is_open && !text.trim().is_empty()) || !known_only && is_known;
                let goes_on = begun.is_some() && text.starts_with("  ");
                !is_noise(text) && !text.trim().is_empty() && (is_known || is_open || goes_on)
            });
            match (begun, is_log) {
                (None, true) => begun = Some(at),
                (Some(start), false) => {
                    let text = self.text(start, at);
                    let typed = typed.map(str::to_owned);
                    self.push(What::Log { typed }, start, at, text);
                    begun = None;
                }
                _ => {}
            }
        }
    }

    /// `history`: each line was typed before.
    fn history(&mut self, from: usize, to: usize) {
        for at in from..to {
            let Some(line) = self.lines.get(at).copied() else {
                return;
            };
            let text = line.text.trim_start();
            let command = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '*');
            if command.len() == text.len() || !command.starts_with(' ') {
                continue;
            }
            let command = command.trim();
            let does = command::does(command);
            let start = line.text_start + line.text.trim_end().len() - command.len();
            if matches!(does, Does::Start | Does::Prepare | Does::Surround) {
                self.found.push(Found {
                    what: What::Typed(does),
                    from: (start, start + command.len()),
                    text: command.to_owned(),
                    place: self.place.clone(),
                });
            }
        }
    }

    /// The lines of a here-document; the line behind its end.
    pub(super) fn here_document(&mut self, written: Written, from: usize) -> usize {
        let inside = |text: &str| text.strip_prefix("> ").unwrap_or(text).trim_end() == written.end;
        if self.missing_ends.contains(&written.end) {
            return from;
        }
        let Some(end) = (from..self.lines.len())
            .find(|at| self.lines.get(*at).is_some_and(|line| inside(line.text)))
        else {
            self.missing_ends.insert(written.end);
            return from;
        };
        let mut text = String::new();
        for line in self.lines.get(from..end).unwrap_or(&[]) {
            let line = line.text.strip_prefix("> ").unwrap_or(line.text);
            text.push_str(if line == ">" { "" } else { line });
            text.push('\n');
        }
        if !written.is_quoted {
            text = super::here::expanded(&text, &self.place);
        }
        let path = self.place.path(&written.path);
        let kind = match Kind::of_path(&path) {
            Kind::File if text.contains("[uwsgi]") => Kind::Ini,
            kind => kind,
        };
        let path = Some(path);
        self.push(What::File { path, kind }, from, end, text);
        end + 1
    }

    /// The text of lines, each with an end.
    fn text(&self, from: usize, to: usize) -> String {
        let lines = self.lines.get(from..to).unwrap_or(&[]);
        lines.iter().fold(String::new(), |mut text, line| {
            text.push_str(line.text);
            text.push('\n');
            text
        })
    }

    fn push(&mut self, what: What, from: usize, to: usize, text: String) {
        let start = self.lines.get(from).map_or(0, |line| line.start);
        let end = match to.checked_sub(1).filter(|_| to > from) {
            Some(last) => self.lines.get(last).map_or(start, |line| line.end),
            None => start,
        };
        self.found.push(Found {
            what,
            from: (start, end),
            text,
            place: self.place.clone(),
        });
    }
}

/// What stands for lines that are left out; in Python it may be code.
fn is_gap(text: &str) -> bool {
    matches!(
        text.trim(),
        "..." | "…" | "[...]" | "[…]" | "# ..." | "[... snip ...]" | "...."
    )
}

/// A long file of nginx's package: where it is cut, the stock one is known better.
fn is_stock_list(path: &str) -> bool {
    ["/mime.types", "_params", "/fastcgi.conf"]
        .iter()
        .any(|ending| path.ends_with(ending))
}

/// `cat: x: No such file or directory`.
fn is_complaint(text: &str) -> bool {
    [
        ": No such file or directory",
        ": Permission denied",
        ": Is a directory",
        ": Not a directory",
    ]
    .iter()
    .any(|end| text.trim_end().ends_with(end))
}

/// Lines that come between the lines of a log and are none.
fn is_noise(text: &str) -> bool {
    let line = text.trim();
    matches!(line, "..." | "…" | "[...]" | "[…]" | "^C" | "(END)")
        || line.starts_with("[... ")
        || line.starts_with('░')
        || line.starts_with("[sudo] password")
        || line.starts_with("-- ")
        || line.starts_with("lines ") && line.contains("(END)")
        || is_job(line)
}

/// `[1] 5120`: the shell tells of a background job.
fn is_job(line: &str) -> bool {
    line.strip_prefix('[')
        .and_then(|rest| rest.split_once("] "))
        .is_some_and(|(number, pid)| {
            number.parse::<u32>().is_ok() && pid.trim().parse::<u32>().is_ok()
        })
}
