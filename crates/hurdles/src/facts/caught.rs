//! What a framework caught and made an error page of.

use hurdles_python::Raised;
use hurdles_uwsgi::Event;

use super::Facts;

impl<'a> Facts<'a> {
    /// The exception behind the error page that the app answers with.
    pub(crate) fn behind_error_page(&self) -> Option<&'a Raised> {
        if self.worked() {
            return None;
        }
        let caught = self.uwsgi_events().filter_map(|event| match event {
            Event::Handled(raised) => Some(raised.as_ref()),
            _ => None,
        });
        caught.last()
    }

    /// The method and the path of the request.
    pub(crate) fn asked(&self) -> Option<(&'a str, &'a str)> {
        let request = &self.scenario.request;
        let (_, rest) = request.url.split_once("://")?;
        let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
        Some((&request.method, path.split('?').next()?))
    }

    /// Whether a directory of this name is on the machine before anything starts.
    pub(crate) fn has_directory(&self, path: &str) -> bool {
        let node = self.before().find(path);
        node.is_some_and(|id| self.before().node(id).is_directory())
    }
}
