//! Which app answers (core/protocol.c:uwsgi_parse_vars, core/uwsgi.c:uwsgi_get_app_id).

use super::Request;
use crate::Instance;

impl Instance {
    /// `manage-script-name`: the longest mountpoint that begins the path moves to `SCRIPT_NAME`.
    pub(super) fn manage_script_name(&self, request: &mut Request) {
        let path = request.text("PATH_INFO").to_owned();
        if !self.flag("manage-script-name") || self.apps.loaded.is_empty() || path.len() <= 1 {
            return;
        }
        if request.var("SCRIPT_NAME").is_none() {
            request.vars.push(("SCRIPT_NAME".to_owned(), String::new()));
        }
        let mut best = 0;
        let mut chosen = None;
        for app in &self.apps.loaded {
            let mount = app.mountpoint.as_str();
            let plain = mount.strip_suffix('/').unwrap_or(mount);
            let rest = path.strip_prefix(plain);
            let is_prefix = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            if is_prefix && plain.len() > best {
                best = plain.len();
                // The mountpoint is cut off with its slash, if it has one.
                let rest = path.get(mount.len()..).unwrap_or_default();
                chosen = Some((mount.to_owned(), rest.to_owned()));
            }
        }
        if let Some((script_name, path_info)) = chosen {
            set(request, "SCRIPT_NAME", script_name);
            set(request, "PATH_INFO", path_info);
        }
    }

    /// The index of the app that answers: the one mounted at `UWSGI_APPID` or `SCRIPT_NAME`, else the default.
    pub(super) fn choose_app(&self, request: &Request) -> Option<usize> {
        let wanted = request.var("UWSGI_APPID").filter(|id| !id.is_empty());
        let wanted = wanted.unwrap_or_else(|| request.text("SCRIPT_NAME"));
        let found = self
            .apps
            .loaded
            .iter()
            .position(|app| app.mountpoint == wanted);
        let default = self.apps.default.filter(|_| !self.flag("no-default-app"));
        found.or(default)
    }
}

fn set(request: &mut Request, name: &str, value: String) {
    let found = request.vars.iter_mut().rev().find(|(key, _)| key == name);
    if let Some((_, old)) = found {
        *old = value;
    }
}
