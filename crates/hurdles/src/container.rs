//! Texts that describe containers: a Dockerfile, a compose file. They are recognised, and the line of them that starts a
//! program is taken out; nothing of them is played.

/// Which kind of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    /// A Dockerfile or Containerfile.
    Dockerfile,
    /// A compose file.
    Compose,
}

impl Container {
    /// Its name within a sentence.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Dockerfile => "a container that a Dockerfile describes",
            Self::Compose => "a container that a compose file describes",
        }
    }
}

/// The instructions of a Dockerfile (docs.docker.com, "Dockerfile reference").
const INSTRUCTIONS: [&str; 17] = [
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
];

/// What a text is; none where it is something else.
pub(crate) fn kind_of(text: &str) -> Option<Container> {
    let mut lines = text.lines().filter(|line| {
        let bare = line.trim_start();
        !bare.is_empty() && !bare.starts_with('#')
    });
    let first = lines.next()?;
    let is_instruction = |line: &str| {
        let word = line.split_whitespace().next().unwrap_or("");
        INSTRUCTIONS.contains(&word) || word == "WORKDIR"
    };
    let begins = first.starts_with("FROM ") || first.starts_with("ARG ");
    if begins || is_instruction(first) && lines.any(is_instruction) {
        return Some(Container::Dockerfile);
    }
    let has_services = text.lines().any(|line| line.trim_end() == "services:");
    let describes = text.lines().any(|line| {
        let key = line.trim_start();
        key.len() < line.len() && (key.starts_with("image:") || key.starts_with("build:"))
    });
    (has_services && describes).then_some(Container::Compose)
}

/// Whether a file of this path is one by its name.
pub(crate) fn is_named(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or("").to_ascii_lowercase();
    let stem = name.trim_end_matches(".yml").trim_end_matches(".yaml");
    name.starts_with("dockerfile")
        || name.ends_with(".dockerfile")
        || name == "containerfile"
        || (stem.len() < name.len() && (stem.contains("compose") || stem == "docker-stack"))
}

/// The shell lines that a text starts programs with, the last first: what overrides comes later.
pub(crate) fn commands(text: &str) -> Vec<String> {
    let joined = text.replace("\\\r\n", " ").replace("\\\n", " ");
    let mut entry = None;
    let mut found = Vec::new();
    for line in joined.lines() {
        let line = line.trim();
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        match word {
            "ENTRYPOINT" => entry = Some(words(rest)),
            "CMD" | "command:" => found.push(words(rest)),
            "entrypoint:" => entry = Some(words(rest)),
            _ => {}
        }
    }
    found.reverse();
    if let Some(entry) = entry {
        if found.is_empty() {
            found.push(entry);
        } else {
            found = found.iter().map(|rest| format!("{entry} {rest}")).collect();
        }
    }
    found.retain(|line| !line.trim().is_empty());
    found
}

/// A command in either form: `["a", "b"]`, or as in a shell.
fn words(text: &str) -> String {
    let text = text.trim();
    let Some(list) = text
        .strip_prefix('[')
        .and_then(|list| list.strip_suffix(']'))
    else {
        return text.trim_matches(['"', '\'']).to_owned();
    };
    let mut words = Vec::new();
    for word in list.split(',') {
        let word = word.trim().trim_matches(['"', '\'']);
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@+%,".contains(c);
        if word.chars().all(is_plain) {
            words.push(word.to_owned());
        } else {
            words.push(format!("'{word}'"));
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_are_told_from_shell_lines() {
        for (text, expected) in [
            (
                "# app\nFROM python:3.11\nRUN pip install uwsgi\n",
                Some(Container::Dockerfile),
            ),
            (
                "WORKDIR /app\nCMD uwsgi --ini a.ini\n",
                Some(Container::Dockerfile),
            ),
            (
                "version: '3'\nservices:\n  web:\n    build: .\n",
                Some(Container::Compose),
            ),
            ("uwsgi --ini a.ini\n", None),
            ("cd /srv && uwsgi\n", None),
            ("", None),
        ] {
            assert_eq!(kind_of(text), expected, "{text}");
        }
        assert!(is_named("/srv/docker-compose.prod.yml"));
        assert!(!is_named("/srv/app.yml"));
    }

    #[test]
    fn the_line_that_starts_a_program_is_taken_out() {
        for (text, expected) in [
            (
                "FROM x\nCMD [\"uwsgi\", \"--ini\", \"a b.ini\"]\n",
                vec!["uwsgi --ini 'a b.ini'"],
            ),
            (
                "FROM x\nENTRYPOINT [\"uwsgi\"]\nCMD [\"--ini\", \"a.ini\"]\n",
                vec!["uwsgi --ini a.ini"],
            ),
            (
                "services:\n  web:\n    command: uwsgi --socket :3031 \\\n      --master\n",
                vec!["uwsgi --socket :3031        --master"],
            ),
            ("FROM x\n", vec![]),
        ] {
            assert_eq!(commands(text), expected, "{text}");
        }
    }
}
