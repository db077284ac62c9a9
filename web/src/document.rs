//! The documents that a scenario is made of, as the page shows them: which card they belong to, how they are coloured, how they are read and written.

use hurdles::Scenario;

/// One text of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Document {
    /// The shell line that starts uWSGI.
    Invocation,
    /// The address that the browser asks for.
    Request,
    /// What was pasted from a terminal.
    Listing,
    /// Lines typed by root before anything starts.
    Setup,
    /// Lines typed by root once uWSGI runs.
    After,
    /// A file, by its path as the scenario writes it.
    File(String),
}

/// The card that shows a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Card {
    /// The invocation and the request.
    Lines,
    /// nginx's configuration.
    Nginx,
    /// Set-up, listing and later lines.
    Terminal,
    /// Python files and whatever else is no nginx configuration.
    Files,
}

impl Document {
    /// The document of that name in reports.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "invocation" => Self::Invocation,
            "request" => Self::Request,
            "listing" => Self::Listing,
            "setup" => Self::Setup,
            "after" => Self::After,
            path => Self::File(path.to_owned()),
        }
    }

    /// Its name in reports.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Invocation => "invocation",
            Self::Request => "request",
            Self::Listing => "listing",
            Self::Setup => "setup",
            Self::After => "after",
            Self::File(path) => path,
        }
    }

    /// What people call it: the last part of a path, or what the card says.
    pub(crate) fn title(&self) -> &str {
        match self {
            Self::Invocation => "the invocation",
            Self::Request => "the request",
            Self::Listing => "the listing",
            Self::Setup => "the set-up lines",
            Self::After => "the later lines",
            Self::File(path) => path.rsplit('/').next().unwrap_or(path),
        }
    }

    /// Where it is shown.
    pub(crate) fn card(&self) -> Card {
        match self {
            Self::Invocation | Self::Request => Card::Lines,
            Self::Listing | Self::Setup | Self::After => Card::Terminal,
            Self::File(path) if is_nginx(path) => Card::Nginx,
            Self::File(_) => Card::Files,
        }
    }

    /// The language that the editor colours it in; empty for plain text.
    pub(crate) fn language(&self) -> &'static str {
        match self {
            Self::Invocation | Self::Setup | Self::After => "shell",
            Self::Request | Self::Listing => "",
            Self::File(path) if is_nginx(path) => "nginx",
            Self::File(path) => match path.rsplit_once('.').map(|(_, extension)| extension) {
                Some("py") => "python",
                Some("ini" | "service" | "socket" | "conf" | "cfg" | "toml") => "ini",
                Some("sh") => "shell",
                _ => "",
            },
        }
    }

    /// Its text.
    pub(crate) fn text(&self, scenario: &Scenario) -> String {
        scenario.document(self.name()).unwrap_or_default()
    }
}

/// Whether a path names a part of nginx's configuration: what lies below a directory of that name, or says so itself.
fn is_nginx(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.contains("/nginx/") || path.starts_with("nginx/") || name.contains("nginx")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_go_to_the_card_of_their_kind() {
        let cases = [
            ("/etc/nginx/sites-enabled/default", Card::Nginx, "nginx"),
            ("config/simple-nginx.conf", Card::Nginx, "nginx"),
            ("wsgi.py", Card::Files, "python"),
            ("/etc/uwsgi/app.ini", Card::Files, "ini"),
            ("requirements", Card::Files, ""),
            ("", Card::Files, ""),
        ];
        for (path, card, language) in cases {
            let document = Document::File(path.to_owned());
            assert_eq!(document.card(), card, "{path}");
            assert_eq!(document.language(), language, "{path}");
        }
    }

    #[test]
    fn every_document_goes_by_the_name_that_reports_use() {
        for name in [
            "invocation",
            "request",
            "listing",
            "setup",
            "after",
            "/a/ü.py",
        ] {
            assert_eq!(Document::named(name).name(), name);
        }
    }
}
