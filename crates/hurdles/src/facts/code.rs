//! The app's own text: where it returns, sleeps, is configured.

use hurdles_source::Span;
use hurdles_uwsgi::{Event, Refusal};

use super::Facts;
use crate::fix::Candidate;

impl Facts<'_> {
    /// The app's file, whether it was loaded or not.
    pub(crate) fn app_file(&self) -> Option<Span> {
        let attempt = self.app_attempt()?;
        self.module_file(attempt)
    }

    /// Where it is defined.
    pub(crate) fn callable_definition(&self) -> Option<Span> {
        self.definition_in(self.app_file()?, &self.callable_name())
    }

    /// What the app gave that is no bytes, for people.
    pub(crate) fn wrong_items(&self) -> Option<String> {
        if !self.app_was_called() {
            return None;
        }
        let unhandled = self
            .uwsgi_events()
            .any(|event| matches!(event, Event::Refused(Refusal::NotBytes(_))));
        let raised = self.raised_at_request().filter(|raised| {
            raised.class == "TypeError" && raised.message.contains("object is not iterable")
        });
        match raised {
            Some(raised) => Some(format!(
                "an object that cannot be iterated ({})",
                raised.message
            )),
            None => unhandled.then(|| "something else than bytes".to_owned()),
        }
    }

    /// The line on which the app returns its answer.
    pub(crate) fn return_line(&self) -> Option<Span> {
        let file = self.app_file()?;
        let at = self.text(file).rfind("return ")?;
        Some(self.trimmed(self.line_of(file.part(at, at + 6))))
    }

    /// A line of the app that sleeps.
    pub(crate) fn slow_line(&self) -> Option<Span> {
        let file = self.app_file()?;
        let at = self.text(file).find("sleep(")?;
        Some(self.trimmed(self.line_of(file.part(at, at + 6))))
    }

    /// Makes a line that sleeps quick.
    pub(crate) fn quicken(&self, line: Span) -> Option<Candidate> {
        let text = self.text(line);
        let from = text.find("sleep(")? + "sleep(".len();
        let to = from + text.get(from..)?.find(')')?;
        Some(Candidate::new("Make the slow line quick").replace(line.part(from, to), "0"))
    }

    /// The modules that hold a Django configuration in the project, by their dotted names.
    pub(crate) fn settings_modules(&self) -> Vec<String> {
        let prefix = format!("{}/", self.cwd().trim_end_matches('/'));
        self.files()
            .into_iter()
            .filter_map(|(path, span)| {
                let module = path
                    .strip_prefix(&prefix)?
                    .strip_suffix(".py")?
                    .replace('/', ".");
                let text = self.text(span);
                let looks = text.contains("SECRET_KEY")
                    || text.contains("ROOT_URLCONF")
                    || module.contains("settings");
                (looks && !module.ends_with("__init__")).then_some(module)
            })
            .collect()
    }
}
