//! The unit that started uWSGI, and what units hide.

use hurdles_services::unit::{self, Unit};
use hurdles_source::Span;

use super::Facts;

impl<'a> Facts<'a> {
    /// The unit whose service the last start of uWSGI belongs to.
    pub(crate) fn unit(&self) -> Option<&'a Unit> {
        let name = self
            .trace
            .uwsgi
            .iter()
            .rev()
            .find_map(|run| run.service.as_ref())?;
        let state = self.trace.services.manager.get(name)?;
        Some(&state.unit)
    }

    /// The setting that hides a path from nginx or from everybody else, and whose service it belongs to.
    pub(crate) fn private_tmp(&self, path: &str) -> Option<(Span, &'static str)> {
        if !["/tmp/", "/var/tmp/"]
            .iter()
            .any(|tmp| path.starts_with(tmp))
        {
            return None;
        }
        let setting = |unit: &Unit| Some(unit.service.private_tmp.as_ref()?.span);
        let of_uwsgi = self.unit().and_then(setting);
        let of_nginx = unit::load(self.machine(), "nginx.service", self.anywhere()?);
        let of_nginx = setting(&of_nginx);
        of_uwsgi
            .map(|span| (span, "uWSGI's service"))
            .or_else(|| of_nginx.map(|span| (span, "nginx's service")))
    }
}
