//! Making what the app wants to open.

use hurdles_machine::Machine;
use hurdles_python::Raised;

use crate::facts::Facts;
use crate::fix::Candidate;

/// Makes the file that is opened, or the directory for it, and gives it to whoever uWSGI runs as.
pub(crate) fn make(facts: &Facts, raised: &Raised) -> Option<Candidate> {
    let (path, _, _) = raised.path.as_ref()?;
    let path = Machine::absolute(facts.cwd(), path);
    let (directory, _) = path.rsplit_once('/')?;
    let who = facts.runs_as().name;
    let (wanted, how) = if facts.has_directory(directory) {
        (path.as_str(), "touch")
    } else {
        (directory, "mkdir -p")
    };
    let title = format!("Make `{}` and give it to `{who}`", facts.short(wanted));
    let candidate = Candidate::new(title).setup(format!("{how} {wanted}"));
    Some(if who == "root" {
        candidate
    } else {
        candidate.setup(format!("chown {who} {wanted}"))
    })
}

/// Puts a template where it is looked for: below `templates`, for Flask beside the file that asks for it, for Django where
/// projects have theirs.
pub(crate) fn place_template(facts: &Facts, raised: &Raised) -> Vec<Candidate> {
    let name = raised.message.as_str();
    let is_plain = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || "._-/".contains(c));
    let files = facts.files();
    let asks = raised.span.and_then(|span| {
        let mut files = files.iter();
        files.find(|(_, file)| file.source == span.source)
    });
    let beside = asks.and_then(|(path, _)| path.rsplit_once('/'));
    let directory = match raised.class.as_str() {
        "TemplateNotFound" => beside.map(|(directory, _)| directory),
        "TemplateDoesNotExist" => Some(facts.cwd()),
        _ => None,
    };
    let Some(directory) = directory.filter(|_| is_plain) else {
        return Vec::new();
    };
    let path = Machine::absolute(directory, &format!("templates/{name}"));
    let below = path.rsplit_once('/').map_or("/", |(above, _)| above);
    let mut candidates = Vec::new();
    for found in facts.files_named(name) {
        let title = format!("Copy `{}` to where it is looked for", facts.short(&found));
        candidates.push(
            Candidate::new(title)
                .setup(format!("mkdir -p {below}"))
                .setup(format!("cp {found} {path}")),
        );
    }
    let title = format!("Make an empty template `{}`", facts.short(&path));
    candidates.push(
        Candidate::new(title)
            .setup(format!("mkdir -p {below}"))
            .setup(format!("touch {path}")),
    );
    candidates
}
