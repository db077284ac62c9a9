//! Giving up root's rights, up to four times in one start (core/utils.c:uwsgi_as_root).

use hurdles_machine::{Identity, Machine};

use crate::event::{Event, ExitCause, Ignored, PrivilegeStep};
use crate::given::atoi;
use crate::hooks::Moment;
use crate::instance::{Exit, Step};
use crate::{Given, Instance, Version};

/// The four places of start-up where rights may be dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Before sockets are bound.
    Start,
    /// After sockets are bound.
    Bound,
    /// After plugins are initialised.
    Initialised,
    /// After apps are loaded.
    Loaded,
}

impl Instance {
    /// Drops rights here, unless an option puts it off.
    pub(crate) fn drop_privileges_at(&mut self, machine: &mut Machine, place: Place) -> Step {
        let after_bind = self.given("chown-socket").is_some();
        let after_init = self.flag("drop-after-init");
        let after_apps = self.flag("drop-after-apps");
        let applies = if self.table.version >= Version(2, 0, 16) {
            match place {
                Place::Start => !after_bind && !after_init && !after_apps,
                Place::Bound => !after_init && !after_apps,
                Place::Initialised => !after_apps,
                Place::Loaded => true,
            }
        } else {
            match place {
                Place::Start => !after_bind && !after_init && !after_apps,
                Place::Bound => after_bind && !after_init && !after_apps,
                Place::Initialised => after_init,
                Place::Loaded => after_apps,
            }
        };
        if !applies || self.flag("master-as-root") {
            return Ok(());
        }
        self.drop_privileges(machine, place as u8 + 1)
    }

    /// One step, as root or as whoever started.
    pub(crate) fn drop_privileges(&mut self, machine: &mut Machine, place: u8) -> Step {
        if !self.context.identity.is_root() {
            return self.check_without_root(place);
        }
        let is_quiet = self.flag("master-as-root");
        if !is_quiet && self.settings.uid_name.is_none() {
            self.say_initial("uWSGI running as root, you can use --uid/--gid/--chroot options");
        }
        if let Some(root) = self.given("chroot") {
            self.log
                .say_at(format!("chroot() to {}", root.text), root.span);
        }
        self.run_hooks(machine, Moment::AsRoot)?;
        if let Some(name) = self.settings.gid_name.clone() {
            let group = machine.accounts.group(&name.text).map(|group| group.gid);
            self.settings.gid = Some(self.found("gid", "group", group, &name)?).filter(|g| *g != 0);
        }
        if let Some(name) = self.settings.uid_name.clone() {
            let user = machine.accounts.user(&name.text).map(|user| user.uid);
            self.settings.uid = Some(self.found("uid", "user", user, &name)?).filter(|u| *u != 0);
        }
        let before = self.context.identity.clone();
        if let Some(gid) = self.settings.gid {
            self.set_groups(machine, gid, is_quiet)?;
        }
        if let Some(uid) = self.settings.uid {
            if !is_quiet {
                let span = self.span_of("uid");
                self.log
                    .say_at(format!("setuid() to {}", signed(uid)), span);
            }
            self.context.identity.uid = uid;
        }
        if self.context.identity.is_root() {
            self.say_initial(
                "*** WARNING: you are running uWSGI as root !!! (use the --uid flag) *** ",
            );
        }
        machine.set_identity(self.process, self.context.identity.clone());
        let after = self.context.identity.clone();
        let spans = [self.span_of("uid"), self.span_of("gid")];
        let spans = spans.into_iter().flatten().collect();
        self.events.push(Event::Privileges(PrivilegeStep {
            place,
            before,
            after,
            spans,
        }));
        self.run_hooks(machine, Moment::AsUser)
    }

    fn found(
        &mut self,
        option: &'static str,
        word: &str,
        id: Option<u32>,
        name: &Given,
    ) -> Result<u32, Exit> {
        id.ok_or_else(|| {
            let line = format!("{word} {} not found.", name.text);
            self.log.say_at(line, name.span);
            let name = name.clone();
            Exit::new(1, ExitCause::NoSuchAccount { option, name })
        })
    }

    fn set_groups(&mut self, machine: &Machine, gid: u32, is_quiet: bool) -> Step {
        let span = self.span_of("gid");
        if !is_quiet {
            self.log
                .say_at(format!("setgid() to {}", signed(gid)), span);
        }
        let uid = self.settings.uid;
        let mut groups = match uid {
            Some(uid) if !self.flag("no-initgroups") => {
                let name = self
                    .settings
                    .uid_name
                    .as_ref()
                    .map(|name| name.text.clone());
                let name = name.unwrap_or_else(|| machine.accounts.user_name(uid));
                machine.accounts.group_list(&name, gid)
            }
            _ => Vec::new(),
        };
        let added = self.list("add-gid");
        if !added.is_empty() {
            groups.clear();
            for name in &added {
                let number = u32::try_from(atoi(&name.text)).ok().filter(|id| *id != 0);
                let looked_up = machine.accounts.group(&name.text).map(|group| group.gid);
                let Some(id) = number.or(looked_up) else {
                    let line = format!("unable to find group {}", name.text);
                    self.log.say_at(line, name.span);
                    let (option, name) = ("add-gid", name.clone());
                    return Err(Exit::new(1, ExitCause::NoSuchAccount { option, name }));
                };
                groups.push(id);
            }
            groups.sort_unstable();
            groups.dedup();
        }
        for group in groups.iter().filter(|group| **group != gid) {
            let name = machine.accounts.group_by_id(*group);
            let name = name.map_or_else(String::new, |group| format!(" ({})", group.name));
            let line = format!("set additional group {}{name}", signed(*group));
            self.log.say_at(line, span);
        }
        let identity = &mut self.context.identity;
        *identity = Identity {
            uid: identity.uid,
            gid,
            groups,
            view: std::mem::take(&mut identity.view),
        };
        Ok(())
    }

    /// Without root's rights a number must be one's own and a name is never looked up.
    fn check_without_root(&mut self, place: u8) -> Step {
        let refused = |instance: &mut Self, what: &str, option: &'static str| {
            let value = instance.given(option).unwrap_or_default();
            let line = format!("cannot {what}() as non-root user");
            instance.log.say_at(line, value.span);
            Err(Exit::new(1, ExitCause::NotRoot { option, value }))
        };
        if self.given("chroot").is_some() {
            return refused(self, "chroot", "chroot");
        }
        if self
            .settings
            .gid
            .is_some_and(|gid| gid != self.context.identity.gid)
        {
            return refused(self, "setgid", "gid");
        }
        if self
            .settings
            .uid
            .is_some_and(|uid| uid != self.context.identity.uid)
        {
            return refused(self, "setuid", "uid");
        }
        if place == 1 {
            let names = [
                ("uid", self.settings.uid_name.clone()),
                ("gid", self.settings.gid_name.clone()),
            ];
            for (option, name) in names {
                if let Some(value) = name {
                    let ignored = Ignored::NameWithoutRoot { option, value };
                    self.events.push(Event::Ignored(ignored));
                }
            }
        }
        Ok(())
    }

    /// A line that `quiet` starts leave out.
    pub(crate) fn say_initial(&mut self, line: impl AsRef<str>) {
        if !self.settings.quiet {
            self.log.say(line);
        }
    }
}

/// Ids are printed with `%d`.
fn signed(id: u32) -> i32 {
    i32::from_ne_bytes(id.to_ne_bytes())
}
