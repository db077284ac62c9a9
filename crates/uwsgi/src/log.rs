//! What uWSGI says, line by line, and where it says it.

use hurdles_source::Span;

/// Where a line ends up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sink {
    /// The terminal (or wherever the shell sent it) that started uWSGI.
    Terminal,
    /// A file named by `logto`, `logto2`, `daemonize` or `daemonize2`, absolute.
    File(String),
    /// A remote or plugin logger that is not simulated.
    Elsewhere(String),
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLine {
    /// The text, with `PID`, `TIME`, `0xADDR` and `N` where a run differs.
    pub text: String,
    /// The characters that cause it, where one place does.
    pub span: Option<Span>,
    /// Seconds after the start.
    pub at: f64,
    /// Where it is written.
    pub sink: Sink,
    /// Whether it goes to standard output rather than standard error.
    pub is_output: bool,
}

/// The lines so far and where the next one goes.
#[derive(Clone, Debug)]
pub(crate) struct Log {
    pub(crate) lines: Vec<LogLine>,
    pub(crate) sink: Sink,
    pub(crate) now: f64,
    /// Where lines of requests go instead, by `req-logger`.
    pub(crate) requests: Option<Sink>,
    /// Set by `logdate`: lines begin with a date.
    pub(crate) prefix: String,
}

impl Log {
    pub(crate) fn new(now: f64) -> Self {
        Self {
            lines: Vec::new(),
            sink: Sink::Terminal,
            requests: None,
            now,
            prefix: String::new(),
        }
    }

    /// Adds lines without a cause of their own.
    pub(crate) fn say(&mut self, text: impl AsRef<str>) {
        self.say_at(text, None);
    }

    /// Adds lines that rest on these characters.
    pub(crate) fn say_at(&mut self, text: impl AsRef<str>, span: Option<Span>) {
        for line in text.as_ref().split('\n') {
            let line = line.strip_suffix('\r').unwrap_or(line);
            self.push(format!("{}{line}", self.prefix), span, false);
        }
    }

    /// Adds a line of the verbose logger, which always carries a date (core/logging.c:uwsgi_log_verbose).
    pub(crate) fn say_dated(&mut self, text: impl AsRef<str>) {
        self.push(format!("TIME - {}", text.as_ref()), None, false);
    }

    /// Adds output of the app, a whole number of lines.
    pub(crate) fn say_output(&mut self, text: &str, span: Option<Span>) {
        let text = text.strip_suffix('\n').unwrap_or(text);
        if !text.is_empty() {
            self.say_at(text, span);
        }
    }

    /// Adds a line on standard output.
    pub(crate) fn print(&mut self, text: impl AsRef<str>) {
        self.push(text.as_ref().to_owned(), None, true);
    }

    /// Adds a request line, which carries its own date.
    pub(crate) fn say_request(&mut self, text: String) {
        let general = self.sink.clone();
        if let Some(requests) = &self.requests {
            self.sink = requests.clone();
        }
        self.push(text, None, false);
        self.sink = general;
    }

    /// Adds a line as another program wrote it.
    pub(crate) fn say_plain(&mut self, text: String) {
        self.push(text, None, false);
    }

    /// Takes over lines of another process on the same terminal.
    pub(crate) fn adopt(&mut self, lines: Vec<LogLine>) {
        for line in lines {
            let place = self.lines.partition_point(|other| other.at <= line.at);
            self.lines.insert(place, line);
        }
    }

    fn push(&mut self, text: String, span: Option<Span>, is_output: bool) {
        let sink = if is_output {
            Sink::Terminal
        } else {
            self.sink.clone()
        };
        // A request that takes long is told before later ones that are quick: lines are kept in the order of time.
        let place = self.lines.partition_point(|line| line.at <= self.now);
        self.lines.insert(
            place,
            LogLine {
                text,
                span,
                at: self.now,
                sink,
                is_output,
            },
        );
    }
}
