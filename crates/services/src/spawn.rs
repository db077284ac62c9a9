//! What systemd does between fork and exec: accounts, streams, directories, mounts, the program, the working directory
//! (`exec_child`, src/core/execute.c, in its order).

use std::collections::BTreeMap;

use hurdles_machine::shell::Word;
use hurdles_machine::{
    Bits, Context, Environment, Errno, Identity, Machine, Mounted, Node, NodeId, NodeKind, Origin,
    User, View,
};

use crate::exec_line::ExecLine;
use crate::service::{Directories, Output, Preserve, ProtectHome, ProtectSystem, Service};
use crate::unit::Unit;

/// Where a service looks for programs when nothing else is said.
pub const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// A program ready to be executed.
#[derive(Clone, Debug)]
pub struct Ready {
    /// Its words, variables put in; the first is the path that was found.
    pub argv: Vec<Word>,
    /// Who runs it, where, with which environment, umask and mounts.
    pub context: Context,
    /// The file that what it says is added to; the journal where there is none.
    pub output: Option<String>,
}

/// Which step failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// `User=`.
    User,
    /// `Group=`, `SupplementaryGroups=`.
    Group,
    /// `StandardOutput=`.
    Stdout,
    /// `StandardError=`.
    Stderr,
    /// Mounts.
    Namespace,
    /// The program.
    Exec,
    /// `WorkingDirectory=`.
    Chdir,
}

impl Step {
    /// The exit status of a child that fails here.
    #[must_use]
    pub fn status(self) -> i32 {
        match self {
            Self::Chdir => 200,
            Self::Exec => 203,
            Self::Stdout => 209,
            Self::Group => 216,
            Self::User => 217,
            Self::Stderr => 222,
            Self::Namespace => 226,
        }
    }
}

/// Why a program was not executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The step.
    pub step: Step,
    /// What the kernel said.
    pub errno: Errno,
    /// The value that asked for it.
    pub word: Word,
    /// Its path, as far as it is one.
    pub path: String,
    /// What the child logs, without the unit's name.
    pub lines: Vec<String>,
}

fn failure(
    step: Step,
    errno: Errno,
    word: &Word,
    path: &str,
    program: &str,
    message: String,
) -> Failure {
    let word_of_step = crate::status::word(step.status());
    Failure {
        step,
        errno,
        word: word.clone(),
        path: path.to_owned(),
        lines: vec![
            format!("{message}: {errno}"),
            format!("Failed at step {word_of_step} spawning {program}: {errno}"),
        ],
    }
}

/// Who a service runs as, before anything is looked up for a single command.
struct Account {
    identity: Identity,
    user: Option<User>,
}

fn account(machine: &mut Machine, unit: &Unit, program: &str) -> Result<Account, Failure> {
    let service = &unit.service;
    let mut identity = Identity::root();
    let mut found = None;
    if service.dynamic_user && service.user.is_none() {
        let name = unit
            .name
            .rsplit_once('.')
            .map_or(&*unit.name, |(stem, _)| stem);
        let user = dynamic_user(machine, name);
        identity = machine.accounts.login(&user);
        found = Some(user);
    }
    if let Some(word) = &service.user {
        let user = machine.accounts.user(&word.text).cloned().or_else(|| {
            let uid = word.text.parse().ok()?;
            machine.accounts.user_by_id(uid).cloned()
        });
        let user = match user {
            Some(user) => user,
            None if service.dynamic_user => dynamic_user(machine, &word.text),
            None => {
                let message = "Failed to determine user credentials".to_owned();
                return Err(failure(
                    Step::User,
                    Errno::NoProcess,
                    word,
                    &word.text,
                    program,
                    message,
                ));
            }
        };
        identity = machine.accounts.login(&user);
        found = Some(user);
    }
    let no_group = |word: &Word, what: &str| {
        let message = format!("Failed to determine {what}");
        failure(
            Step::Group,
            Errno::NoProcess,
            word,
            &word.text,
            program,
            message,
        )
    };
    if let Some(word) = &service.group {
        let gid = machine.accounts.group_id(&word.text);
        let gid = gid.ok_or_else(|| no_group(word, "group credentials"))?;
        identity.gid = gid;
        // initgroups(3) is asked for the user with this group as its own.
        identity.groups = match &found {
            Some(user) => machine.accounts.group_list(&user.name, gid),
            None => vec![gid],
        };
    }
    for word in &service.supplementary {
        let gid = machine.accounts.group_id(&word.text);
        let gid = gid.ok_or_else(|| no_group(word, "supplementary groups"))?;
        identity.groups.push(gid);
    }
    identity.groups.sort_unstable();
    identity.groups.dedup();
    let user = found;
    Ok(Account { identity, user })
}

/// The account that lives as long as the service (`DynamicUser=`).
fn dynamic_user(machine: &mut Machine, name: &str) -> User {
    if let Some(user) = machine.accounts.user(name) {
        return user.clone();
    }
    let line = format!("{name}:x:63000:63000:Dynamic User:/:/usr/sbin/nologin");
    let group = format!("{name}:x:63000:");
    if let Some(group) = hurdles_machine::Group::from_group_line(&group, Origin::Made) {
        machine.accounts.groups.push(group);
    }
    match User::from_passwd_line(&line, Origin::Made) {
        Some(user) => {
            machine.accounts.users.push(user.clone());
            user
        }
        None => User {
            name: name.to_owned(),
            uid: 63000,
            gid: 63000,
            home: "/".to_owned(),
            shell: "/usr/sbin/nologin".to_owned(),
            origin: Origin::Made,
        },
    }
}

/// Makes everything ready for one command of a unit.
///
/// # Errors
/// The first step that fails.
pub fn prepare(
    machine: &mut Machine,
    unit: &Unit,
    line: &ExecLine,
    files: &Environment,
    extra: &Environment,
) -> Result<Ready, Failure> {
    let service = &unit.service;
    let program = line.program.text.as_str();
    let account = account(machine, unit, program)?;
    let identity = account.identity.clone();
    let output = output(machine, service, program)?;
    make_directories(machine, service, &identity);
    let mut context = Context {
        identity: if line.privileged {
            Identity::root()
        } else {
            identity
        },
        cwd: "/".to_owned(),
        environment: environment(machine, unit, &account, files, extra),
        umask: service.umask.unwrap_or(0o022),
    };
    if service.has_namespace() && !line.privileged {
        context.identity.view = view(machine, unit, program)?;
    }
    let value_of = |name: &str| context.environment.get(name).cloned();
    let mut argv = line.with_variables(&value_of);
    let path = find_program(machine, &context, line)?;
    context.cwd = directory(machine, service, &account, &context.identity, program)?;
    may_execute(machine, &context, line, &path)?;
    // `argv[0]` is what the unit says, the file what was found.
    if let Some(first) = argv.first_mut()
        && first.text == program
        && path != program
    {
        let whole = (first.span.start, first.span.end);
        *first = Word::traced(path.clone(), first.span, vec![whole; path.len()]);
    }
    Ok(Ready {
        argv,
        context,
        output,
    })
}

/// `HOME`, `PATH` and what the unit adds, in the order in which later ones win (`exec_child`, `accum_env`).
fn environment(
    machine: &Machine,
    unit: &Unit,
    account: &Account,
    files: &Environment,
    extra: &Environment,
) -> Environment {
    let service = &unit.service;
    let mut all = Environment::new();
    let mut set = |name: &str, value: &str| all.insert(name.to_owned(), value.to_owned());
    set("PATH", PATH);
    if has_locale(&machine.system) {
        set("LANG", "C.UTF-8");
    }
    set("INVOCATION_ID", "ID");
    set("JOURNAL_STREAM", "N:N");
    set("SYSTEMD_EXEC_PID", "PID");
    let named: [(&str, &str, &Directories); 5] = [
        ("RUNTIME_DIRECTORY", "/run", &service.runtime),
        ("STATE_DIRECTORY", "/var/lib", &service.state),
        ("CACHE_DIRECTORY", "/var/cache", &service.cache),
        ("LOGS_DIRECTORY", "/var/log", &service.logs),
        ("CONFIGURATION_DIRECTORY", "/etc", &service.configuration),
    ];
    for (name, root, directories) in named {
        let paths: Vec<String> = (directories.names.iter())
            .map(|directory| format!("{root}/{}", directory_name(&directory.text).0))
            .collect();
        if !paths.is_empty() {
            set(name, &paths.join(":"));
        }
    }
    if let (Some(user), true) = (
        &account.user,
        service.user.is_some() || service.dynamic_user,
    ) {
        set("HOME", &user.home);
        set("LOGNAME", &user.name);
        set("USER", &user.name);
        if user.shell != "/usr/sbin/nologin" && user.shell != "/bin/false" {
            set("SHELL", &user.shell);
        }
    }
    for (name, value) in extra {
        set(name, value);
    }
    for (name, value) in &service.environment {
        set(name, &value.text);
    }
    all.extend(files.clone());
    all
}

/// Whether the manager gives its services a locale where none is configured: `LANG=C.UTF-8` since systemd 248; seen with 252.
fn has_locale(system: &str) -> bool {
    !matches!(
        system,
        "ubuntu-16.04" | "ubuntu-18.04" | "ubuntu-20.04" | "debian-9" | "debian-10" | "debian-11"
    )
}

/// A directory's name without the link that may follow it (`NAME:LINK`).
fn directory_name(text: &str) -> (&str, Option<&str>) {
    match text.split_once(':') {
        Some((name, link)) => (name, Some(link)),
        None => (text, None),
    }
}

/// The file that standard output and error go to.
fn output(
    machine: &mut Machine,
    service: &Service,
    program: &str,
) -> Result<Option<String>, Failure> {
    let mut open = |word: &Word, step: Step, what: &str| {
        let context = Context {
            identity: Identity::root(),
            cwd: "/".to_owned(),
            environment: Environment::new(),
            umask: 0o022,
        };
        let path = &word.text;
        let there = machine.walk(&context.identity, "/", path, Bits::WRITE).end;
        let opened = match there {
            Ok(id) if machine.node(id).is_directory() => Err(Errno::IsADirectory),
            Ok(_) => Ok(()),
            Err(Errno::NotFound) => {
                let kind = NodeKind::File(hurdles_machine::Content::Text("".into(), None));
                (machine.create(&context, path, kind, 0o666, Origin::Made)).map(|_| ())
            }
            Err(errno) => Err(errno),
        };
        opened.map_err(|errno| {
            failure(
                step,
                errno,
                word,
                path,
                program,
                format!("Failed to set up standard {what}"),
            )
        })
    };
    if let Output::File(word) = &service.stdout {
        open(word, Step::Stdout, "output")?;
    }
    if let Some(Output::File(word)) = &service.stderr {
        open(word, Step::Stderr, "error")?;
    }
    // uWSGI writes its log to standard error, which goes where standard output goes unless the unit says otherwise.
    Ok(match (&service.stderr, &service.stdout) {
        (Some(Output::File(word)), _) => Some(word.text.clone()),
        (Some(Output::Null), _) => Some("/dev/null".to_owned()),
        (Some(Output::Journal), _) => None,
        (_, Output::File(word)) => Some(word.text.clone()),
        (_, Output::Null) => Some("/dev/null".to_owned()),
        _ => None,
    })
}

/// Makes `RuntimeDirectory=` and its kin; what is there already is given to the service's user again.
fn make_directories(machine: &mut Machine, service: &Service, identity: &Identity) {
    let owner = (identity.uid, identity.gid);
    let kinds: [(&str, &Directories, bool); 5] = [
        ("/run", &service.runtime, service.preserve != Preserve::No),
        ("/var/lib", &service.state, true),
        ("/var/cache", &service.cache, true),
        ("/var/log", &service.logs, true),
        ("/etc", &service.configuration, false),
    ];
    for (root, directories, may_be_private) in kinds {
        for name in &directories.names {
            let (name, _) = directory_name(&name.text);
            let is_private = service.dynamic_user && may_be_private;
            let path = if is_private {
                machine.place_directory(&format!("{root}/private"), (0, 0), Origin::Made);
                if let Some(id) = machine.find(&format!("{root}/private")) {
                    machine.node_mut(id).mode = 0o700;
                }
                let target = format!("private/{name}");
                let link = NodeKind::Symlink(target.as_str().into());
                machine.place(&format!("{root}/{name}"), link, 0o777, (0, 0), Origin::Made);
                format!("{root}/private/{name}")
            } else {
                format!("{root}/{name}")
            };
            machine.place_directory(&path, (0, 0), Origin::Made);
            let Some(id) = machine.find(&path) else {
                continue;
            };
            let mode = directories.mode.unwrap_or(0o755);
            machine.node_mut(id).mode = mode;
            if root != "/etc" {
                give(machine, id, owner);
            }
        }
    }
}

/// Gives a directory and all below it to its new owner, where the directory is somebody else's (`path_chown_recursive`).
fn give(machine: &mut Machine, directory: NodeId, owner: (u32, u32)) {
    let node = machine.node(directory);
    if (node.owner, node.group) == owner {
        return;
    }
    let mut todo = vec![directory];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(id) = todo.pop() {
        if !seen.insert(id) {
            continue;
        }
        if let NodeKind::Directory(entries) = &machine.node(id).kind {
            todo.extend(entries.values().copied());
        }
        let node = machine.node_mut(id);
        (node.owner, node.group) = owner;
    }
}

/// A directory that only a mount shows.
fn hidden(machine: &mut Machine, mode: u16) -> NodeId {
    machine.add_node(Node {
        kind: NodeKind::Directory(BTreeMap::new()),
        mode,
        owner: 0,
        group: 0,
        acl: None,
        default_acl: None,
        origin: Origin::Made,
    })
}

/// The mounts of a service (`setup_namespace`, src/core/namespace.c).
///
/// # Errors
/// A path that is named and is not there.
pub fn view(machine: &mut Machine, unit: &Unit, program: &str) -> Result<View, Failure> {
    let service = &unit.service;
    let mut mounts: Vec<(String, Mounted)> = Vec::new();
    let protect_system = match (&service.protect_system, service.dynamic_user) {
        (_, true) => ProtectSystem::Strict,
        (Some((how, _)), false) => *how,
        (None, false) => ProtectSystem::No,
    };
    let read_only: &[&str] = match protect_system {
        ProtectSystem::No => &[],
        ProtectSystem::Yes => &["/usr", "/boot", "/efi"],
        ProtectSystem::Full => &["/usr", "/boot", "/efi", "/etc"],
        ProtectSystem::Strict => &["/"],
    };
    mounts.extend(
        read_only
            .iter()
            .map(|path| ((*path).to_owned(), Mounted::ReadOnly)),
    );
    if protect_system == ProtectSystem::Strict {
        let open = ["/dev", "/proc", "/sys"];
        mounts.extend(open.map(|path| (path.to_owned(), Mounted::Writable)));
    }
    let protect_home = match (&service.protect_home, service.dynamic_user) {
        (Some((how, _)), _) => *how,
        (None, true) => ProtectHome::ReadOnly,
        (None, false) => ProtectHome::No,
    };
    for home in ["/home", "/root", "/run/user"] {
        let mounted = match protect_home {
            // With a strict system homes are writable unless protected themselves.
            ProtectHome::No if protect_system == ProtectSystem::Strict => Mounted::ReadOnly,
            ProtectHome::No => continue,
            ProtectHome::ReadOnly => Mounted::ReadOnly,
            ProtectHome::Yes => Mounted::Instead(hidden(machine, 0)),
            ProtectHome::Tmpfs => Mounted::Instead(hidden(machine, 0o755)),
        };
        mounts.push((home.to_owned(), mounted));
        if matches!(mounted, Mounted::Instead(_)) {
            mounts.push((home.to_owned(), Mounted::ReadOnly));
        }
    }
    let lists = [
        (&service.read_write, Mounted::Writable),
        (&service.read_only, Mounted::ReadOnly),
    ];
    for (list, mounted) in lists {
        for word in list {
            if let Some(path) = mount_point(machine, word, program)? {
                mounts.push((path, mounted));
            }
        }
    }
    for word in &service.inaccessible {
        if let Some(path) = mount_point(machine, word, program)? {
            let nothing = hidden(machine, 0);
            mounts.push((path, Mounted::Instead(nothing)));
        }
    }
    if service.private_tmp.is_some() || service.dynamic_user {
        for tmp in ["/tmp", "/var/tmp"] {
            let id = private_tmp(machine, unit, tmp);
            mounts.push((tmp.to_owned(), Mounted::Instead(id)));
            mounts.push((tmp.to_owned(), Mounted::Writable));
        }
    }
    let roots = [
        ("/run", &service.runtime),
        ("/var/lib", &service.state),
        ("/var/cache", &service.cache),
        ("/var/log", &service.logs),
    ];
    for (root, directories) in roots {
        for name in &directories.names {
            let (name, _) = directory_name(&name.text);
            mounts.push((format!("{root}/{name}"), Mounted::Writable));
            mounts.push((format!("{root}/private/{name}"), Mounted::Writable));
        }
    }
    Ok(View::new(mounts))
}

/// The path of a list of paths; none where it may be missing and is.
fn mount_point(machine: &Machine, word: &Word, program: &str) -> Result<Option<String>, Failure> {
    let text = word.text.as_str();
    let may_miss = text.starts_with('-') || text.starts_with("+-");
    let path = text.trim_start_matches(['-', '+']);
    let walk = machine.walk(&Identity::root(), "/", path, Bits::NONE);
    match walk.end {
        Ok(_) => Ok(walk.steps.last().map(|step| step.path.clone())),
        Err(_) if may_miss => Ok(None),
        Err(errno) => {
            let message =
                format!("Failed to set up mount namespacing: /run/systemd/unit-root{path}");
            Err(failure(
                Step::Namespace,
                errno,
                word,
                path,
                program,
                message,
            ))
        }
    }
}

/// The directory that a service has instead of `/tmp`; the same one as long as it runs.
fn private_tmp(machine: &mut Machine, unit: &Unit, tmp: &str) -> NodeId {
    let outer = format!("{tmp}/systemd-private-ID-{}-ID", unit.name);
    let inner = format!("{outer}/tmp");
    if let Some(id) = machine.find(&inner) {
        return id;
    }
    machine.place_directory(&inner, (0, 0), Origin::Made);
    if let Some(id) = machine.find(&outer) {
        machine.node_mut(id).mode = 0o700;
    }
    match machine.find(&inner) {
        Some(id) => {
            machine.node_mut(id).mode = 0o1777;
            id
        }
        None => hidden(machine, 0o1777),
    }
}

/// Looks for the program as root (`find_executable_full`, src/basic/path-util.c).
fn find_program(machine: &Machine, context: &Context, line: &ExecLine) -> Result<String, Failure> {
    let name = line.program.text.as_str();
    let root = Identity {
        view: context.identity.view.clone(),
        ..Identity::root()
    };
    let try_path = |path: &str| match machine.walk(&root, "/", path, Bits::SEARCH).end {
        Ok(id) if machine.node(id).is_directory() => Err(Errno::IsADirectory),
        Ok(_) => Ok(()),
        Err(errno) => Err(errno),
    };
    let mut refused = Errno::NotFound;
    if name.starts_with('/') {
        match try_path(name) {
            Ok(()) => return Ok(name.to_owned()),
            Err(errno) => refused = errno,
        }
    } else {
        for folder in PATH.split(':') {
            let path = format!("{folder}/{name}");
            match try_path(&path) {
                Ok(()) => return Ok(path),
                Err(Errno::AccessDenied) => refused = Errno::AccessDenied,
                Err(_) => {}
            }
        }
    }
    let message = format!("Failed to locate executable {name}");
    Err(failure(
        Step::Exec,
        refused,
        &line.program,
        name,
        name,
        message,
    ))
}

/// Asks the kernel as the service's user: the bits of the file and of the way to it, and the interpreter that a script names.
fn may_execute(
    machine: &Machine,
    context: &Context,
    line: &ExecLine,
    path: &str,
) -> Result<(), Failure> {
    let name = line.program.text.as_str();
    let refuse = |errno: Errno, path: &str| {
        let message = format!("Failed to execute {name}");
        failure(Step::Exec, errno, &line.program, path, name, message)
    };
    let who = &context.identity;
    let walk = machine.walk(who, "/", path, Bits::SEARCH);
    let id = walk.end.map_err(|errno| refuse(errno, path))?;
    let NodeKind::File(hurdles_machine::Content::Text(text, _)) = &machine.node(id).kind else {
        return Ok(());
    };
    let Some(first) = text.lines().next().and_then(|line| line.strip_prefix("#!")) else {
        return Ok(());
    };
    let interpreter = first.split_ascii_whitespace().next().unwrap_or("");
    let there = machine.walk(who, &context.cwd, interpreter, Bits::SEARCH);
    there
        .end
        .map(|_| ())
        .map_err(|errno| refuse(errno, interpreter))
}

/// Where the program starts (`apply_working_directory`).
fn directory(
    machine: &Machine,
    service: &Service,
    account: &Account,
    identity: &Identity,
    program: &str,
) -> Result<String, Failure> {
    let Some((word, may_miss)) = &service.directory else {
        return Ok("/".to_owned());
    };
    let home = account.user.as_ref().map_or("/root", |user| &user.home);
    let path = if word.text == "~" { home } else { &word.text };
    let walk = machine.walk(identity, "/", path, Bits::SEARCH);
    let end = walk
        .end
        .and_then(|id| match machine.node(id).is_directory() {
            true => Ok(()),
            false => Err(Errno::NotADirectory),
        });
    match end {
        Ok(()) => Ok(Machine::absolute(
            "/",
            &walk
                .steps
                .last()
                .map_or(path.to_owned(), |step| step.path.clone()),
        )),
        Err(_) if *may_miss => Ok("/".to_owned()),
        Err(errno) => {
            let message = "Changing to the requested working directory failed".to_owned();
            Err(failure(Step::Chdir, errno, word, path, program, message))
        }
    }
}
