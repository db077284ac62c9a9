//! `sys.path` as Debian's python computes it at the start (getpath, site.py with Debian's patch).

use hurdles_machine::{Bits, Content, Context, Machine, NodeKind};

use crate::fatal::{Fatal, path_configuration};
use crate::settings::Settings;

/// Where an entry of the search path comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathOrigin {
    /// The embedding program put it first: uWSGI's `.`.
    Embedder,
    /// The empty entry: the current directory at the time of the import.
    CurrentDirectory,
    /// The environment variable `PYTHONPATH`.
    PythonPath,
    /// The zip archive that may hold the standard library.
    Zip,
    /// The standard library.
    Stdlib,
    /// Its compiled part.
    LibDynload,
    /// The packages of one user, below the home directory.
    UserSite,
    /// The virtual environment's packages.
    VenvSite,
    /// Packages installed by root's pip.
    LocalDistPackages,
    /// Packages installed by apt.
    DistPackages,
    /// A line of this `.pth` file.
    PthFile(String),
    /// Inserted later: uWSGI's `pythonpath`.
    Inserted,
    /// The app's own code changed `sys.path`.
    Program,
    /// The `__path__` of a package.
    Package(String),
}

/// One place where Python looks for modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathEntry {
    /// The text, as in `sys.path`.
    pub text: String,
    /// Where it comes from.
    pub origin: PathOrigin,
}

/// What the start of the interpreter computes.
pub(crate) struct Start {
    pub(crate) entries: Vec<PathEntry>,
    pub(crate) prefix: String,
}

/// How Python's home was given.
enum Home {
    /// None, or a virtual environment (its directory, whether the system's packages count too).
    System(Option<(String, bool)>),
    /// `Py_SetPythonHome` or `PYTHONHOME`: the standard library is expected below it.
    Given(String),
}

struct Site<'a> {
    machine: &'a Machine,
    context: &'a Context,
    entries: Vec<PathEntry>,
}

/// Computes the search path.
// The order in which the path is put together, step after step: more than 60 lines.
pub(crate) fn compute(
    machine: &Machine,
    context: &Context,
    settings: &Settings,
) -> Result<Start, Fatal> {
    let version = settings.version;
    let library = format!("lib/python{}", version.short());
    let home = home_of(machine, context, settings);
    let base = match &home {
        Home::Given(home) => home.clone(),
        Home::System(_) => "/usr".to_owned(),
    };
    let program = settings
        .home
        .as_ref()
        .map(|home| format!("{home}/bin/python"));
    if let Home::Given(home) = &home
        && !is_directory(machine, context, &format!("{home}/{library}/encodings"))
    {
        let output = path_configuration(
            home,
            program.as_deref(),
            version,
            context.environment.get("PYTHONPATH"),
        );
        return Err(Fatal {
            output,
            home: home.clone(),
        });
    }
    let mut site = Site {
        machine,
        context,
        entries: Vec::new(),
    };
    if let Some(text) = context
        .environment
        .get("PYTHONPATH")
        .filter(|text| !text.is_empty())
    {
        for part in text.split(':') {
            site.add(
                &Machine::absolute(&context.cwd, part),
                PathOrigin::PythonPath,
            );
        }
    }
    site.add(
        &format!("{base}/lib/python{}.zip", version.digits()),
        PathOrigin::Zip,
    );
    site.add(&format!("{base}/{library}"), PathOrigin::Stdlib);
    site.add(
        &format!("{base}/{library}/lib-dynload"),
        PathOrigin::LibDynload,
    );
    let (prefix, with_system) = match &home {
        Home::System(Some((venv, with_system))) => {
            site.add_directory(
                &format!("{venv}/{library}/site-packages"),
                PathOrigin::VenvSite,
            );
            (venv.clone(), *with_system)
        }
        _ => (base.clone(), true),
    };
    if with_system {
        if !context.environment.contains_key("PYTHONNOUSERSITE")
            && let Some(user_base) = user_base(machine, context)
        {
            site.add_directory(
                &format!("{user_base}/{library}/site-packages"),
                PathOrigin::UserSite,
            );
        }
        site.add_directory(
            &format!("/usr/local/{library}/dist-packages"),
            PathOrigin::LocalDistPackages,
        );
        site.add_directory("/usr/lib/python3/dist-packages", PathOrigin::DistPackages);
        if version.minor >= 10 {
            site.add_directory(
                &format!("/usr/{library}/dist-packages"),
                PathOrigin::DistPackages,
            );
        }
    }
    let first = settings.first_entries.iter().map(|text| PathEntry {
        text: text.clone(),
        origin: if text.is_empty() {
            PathOrigin::CurrentDirectory
        } else {
            PathOrigin::Embedder
        },
    });
    let entries = first.chain(site.entries).collect();
    Ok(Start { entries, prefix })
}

/// A directory with a readable `pyvenv.cfg` is a virtual environment (PEP 405); uWSGI takes any other as Python's home.
fn home_of(machine: &Machine, context: &Context, settings: &Settings) -> Home {
    let Some(home) = &settings.home else {
        return match context.environment.get("PYTHONHOME") {
            Some(home) if !home.is_empty() => {
                Home::Given(home.split(':').next().unwrap_or("").to_owned())
            }
            _ => Home::System(beside(machine, context, &settings.executable)),
        };
    };
    let config = format!("{home}/pyvenv.cfg");
    match machine.read(&context.identity, &context.cwd, &config) {
        Ok(Content::Text(text, _)) => {
            let absolute = Machine::absolute(&context.cwd, home);
            Home::System(Some((absolute, has_system_packages(&text))))
        }
        Ok(_) => Home::System(Some((Machine::absolute(&context.cwd, home), false))),
        Err(_) => Home::Given(home.clone()),
    }
}

/// The environment of a program: `pyvenv.cfg` stands beside it or one directory above (Modules/getpath.py).
fn beside(machine: &Machine, context: &Context, executable: &str) -> Option<(String, bool)> {
    let directory = executable.rsplit_once('/')?.0;
    let above = directory.rsplit_once('/').map(|(above, _)| above);
    let places = std::iter::once(directory).chain(above);
    for root in places {
        let config = format!("{root}/pyvenv.cfg");
        match machine.read(&context.identity, &context.cwd, &config) {
            Ok(Content::Text(text, _)) => {
                // sys.prefix is the directory above the program's, wherever the file was found (site.py:venv).
                let prefix = above.unwrap_or(root).to_owned();
                return Some((prefix, has_system_packages(&text)));
            }
            Ok(_) => return Some((above.unwrap_or(root).to_owned(), false)),
            Err(_) => {}
        }
    }
    None
}

/// What the text of `pyvenv.cfg` says.
fn has_system_packages(text: &str) -> bool {
    text.lines().any(|line| {
        line.split_once('=').is_some_and(|(key, value)| {
            key.trim() == "include-system-site-packages"
                && value.trim().eq_ignore_ascii_case("true")
        })
    })
}

/// `site.getuserbase`: `~/.local` of `HOME`, or of the account.
fn user_base(machine: &Machine, context: &Context) -> Option<String> {
    if let Some(base) = context
        .environment
        .get("PYTHONUSERBASE")
        .filter(|base| !base.is_empty())
    {
        return Some(base.clone());
    }
    let home = match context.environment.get("HOME") {
        Some(home) => home.clone(),
        None => machine
            .accounts
            .user_by_id(context.identity.uid)?
            .home
            .clone(),
    };
    Some(format!("{}/.local", home.trim_end_matches('/')))
}

/// Whether `stat` sees a directory there.
pub(crate) fn is_directory(machine: &Machine, context: &Context, path: &str) -> bool {
    let walk = machine.walk(&context.identity, &context.cwd, path, Bits::NONE);
    walk.end.is_ok_and(|id| machine.node(id).is_directory())
}

impl Site<'_> {
    fn add(&mut self, text: &str, origin: PathOrigin) {
        if !self.entries.iter().any(|entry| entry.text == text) {
            self.entries.push(PathEntry {
                text: text.to_owned(),
                origin,
            });
        }
    }

    /// `site.addsitedir`, where the directory exists: itself, then what its `.pth` files name.
    fn add_directory(&mut self, directory: &str, origin: PathOrigin) {
        if !is_directory(self.machine, self.context, directory) {
            return;
        }
        self.add(directory, origin);
        let who = &self.context.identity;
        let names = self.machine.list(who, "/", directory).unwrap_or_default();
        for name in names.iter().filter(|name| name.ends_with(".pth")) {
            let file = format!("{directory}/{name}");
            let Ok(Content::Text(text, _)) = self.machine.read(who, "/", &file) else {
                continue;
            };
            for line in text.lines().map(str::trim_end) {
                // Lines that begin with `import` are run (site.py, addpackage); what they do is not simulated.
                if line.is_empty()
                    || line.starts_with('#')
                    || line.starts_with("import ")
                    || line.starts_with("import\t")
                {
                    continue;
                }
                let path = Machine::absolute(directory, line);
                let walk = self.machine.walk(who, "/", &path, Bits::NONE);
                if walk
                    .end
                    .is_ok_and(|id| !matches!(self.machine.node(id).kind, NodeKind::Socket(_)))
                {
                    self.add(&path, PathOrigin::PthFile(file.clone()));
                }
            }
        }
    }
}
