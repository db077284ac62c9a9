//! Python's tracebacks: several lines that say one thing, where it happened, and whether the app was being imported.

/// A traceback, or the few lines that Python prints of a syntax error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Traceback {
    /// How many lines it has.
    pub(super) n_lines: usize,
    /// All places, the outermost first.
    pub(super) frames: Vec<Frame>,
    /// The last line, which names the exception.
    pub(super) exception: String,
}

/// A place in a traceback.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) file: String,
    pub(crate) line: u32,
    /// The function; none where Python says only the file, as for a syntax error.
    pub(crate) function: Option<String>,
}

/// What joins two tracebacks (traceback.py, `_cause_message` and `_context_message`).
const JOINTS: [&str; 2] = [
    "During handling of the above exception, another exception occurred:",
    "The above exception was the direct cause of the following exception:",
];

/// As many lines as one traceback may have.
const MOST_LINES: usize = 2_000;

/// Reads a traceback that begins with the first of these lines.
pub(super) fn read<'t>(lines: impl Iterator<Item = &'t str> + Clone) -> Option<Traceback> {
    let first = lines.clone().next()?;
    let has_head = is_head(first);
    // uWSGI prints the place of a syntax error without a head.
    if !(has_head || first.starts_with(' ') && frame(first).is_some()) {
        return None;
    }
    let mut found = Traceback::default();
    let mut is_code = false;
    let mut ended = 0;
    for (n, line) in lines.take(MOST_LINES).enumerate() {
        let text = line.trim();
        if ended > 0 {
            // Only another traceback may follow, behind what joins the two.
            if JOINTS.contains(&text) {
                ended = 0;
            } else if !text.is_empty() {
                break;
            }
            continue;
        }
        if is_head(line) || text.is_empty() || JOINTS.contains(&text) {
            is_code = false;
        } else if let Some(frame) = frame(line) {
            found.frames.push(frame);
            is_code = true;
        } else if line.starts_with([' ', '\t']) || is_marks(text) {
            is_code = false;
        } else if is_code && !is_exception(text) {
            // The line of code, whose indentation was lost on the way.
            is_code = false;
        } else {
            text.clone_into(&mut found.exception);
            found.n_lines = n + 1;
            ended = n + 1;
        }
    }
    (!found.exception.is_empty() && (has_head || !found.frames.is_empty())).then_some(found)
}

/// Whether a line begins a traceback.
pub(super) fn is_head(line: &str) -> bool {
    line.trim() == "Traceback (most recent call last):"
}

/// `  File "app.py", line 3, in <module>`.
fn frame(line: &str) -> Option<Frame> {
    let rest = line.trim_start().strip_prefix("File \"")?;
    let (file, rest) = rest.split_once("\", line ")?;
    let (line, function) = match rest.split_once(", in ") {
        Some((line, function)) => (line, Some(function.trim().to_owned())),
        None => (rest, None),
    };
    Some(Frame {
        file: file.to_owned(),
        line: line.trim().parse().ok()?,
        function,
    })
}

/// `    ~~~~^^^^^`.
fn is_marks(text: &str) -> bool {
    text.bytes().all(|byte| b"^~ ".contains(&byte))
}

/// Whether a line can be the last one of a traceback: a class, perhaps with words.
pub(super) fn is_exception(text: &str) -> bool {
    let class = text.split(':').next().unwrap_or("");
    let own = class.rsplit('.').next().unwrap_or("");
    own.starts_with(|c: char| c.is_ascii_uppercase())
        && class
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_.".contains(&byte))
}

impl Traceback {
    /// Whether the app was being imported: the outermost place is a module's own, or a server was loading it.
    pub(super) fn is_import(&self) -> bool {
        let functions = self
            .frames
            .iter()
            .filter_map(|frame| frame.function.as_deref());
        let mut functions = functions.peekable();
        match functions.peek() {
            None | Some(&"<module>") => true,
            Some(_) => functions.any(|function| {
                matches!(
                    function,
                    "import_app"
                        | "load_wsgi"
                        | "load_wsgiapp"
                        | "import_from_string"
                        | "get_internal_wsgi_application"
                        | "spawn_worker"
                        | "locate_app"
                )
            }),
        }
    }

    /// The last place outside of Python's own directories, where people look first; else the last.
    pub(super) fn place(&self) -> Option<&Frame> {
        let is_own = |frame: &&Frame| {
            !frame.file.starts_with('<')
                && ![
                    "/site-packages/",
                    "/dist-packages/",
                    "/usr/lib/python",
                    "/lib/python3",
                ]
                .iter()
                .any(|part| frame.file.contains(part))
        };
        self.frames.iter().rev().find(is_own).or(self.frames.last())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHAINED: &str = "Traceback (most recent call last):
  File \"/srv/a.py\", line 3, in <module>
    x[1]
    ~^^^
KeyError: 1

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File \"/srv/a.py\", line 5, in <module>
    import b
  File \"/usr/lib/python3/dist-packages/b.py\", line 1, in <module>
ValueError: no
unable to load app 0";

    #[test]
    fn a_chain_is_one_traceback() {
        let found = read(CHAINED.lines()).unwrap();
        assert_eq!(found.exception, "ValueError: no");
        assert_eq!((found.n_lines, found.frames.len()), (13, 3));
        assert_eq!(found.place().map(|frame| frame.line), Some(5));
        assert!(found.is_import());
    }

    #[test]
    fn a_syntax_error_has_no_head_and_lost_indentation_is_borne() {
        let found = read(
            "  File \"app.py\", line 3\n    a b\n      ^\nSyntaxError: invalid syntax".lines(),
        );
        assert_eq!(found.map(|found| found.n_lines), Some(4));
        let found = read(
            "Traceback (most recent call last):\nFile \"a.py\", line 1, in view\nraise X\nX: y"
                .lines(),
        )
        .unwrap();
        assert_eq!(
            (found.exception.as_str(), found.is_import()),
            ("X: y", false)
        );
        assert_eq!(read("Traceback".lines()), None);
    }
}
