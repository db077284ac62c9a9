//! uWSGI's that a listing shows beside the distribution's, and the Python packages that `pip list` and `pip freeze` name.

use std::collections::BTreeSet;
use std::sync::Arc;

use hurdles_source::Span;

use super::recognise::fill;
use super::{Assumption, Listing, Unknown};
use crate::stock::{self, PACKAGES};
use crate::{
    Content, Machine, NodeId, NodeKind, Origin, ProgramFile, Runs, UwsgiBuild, UwsgiKind,
    python_packages,
};

/// What pip installs where no version is known.
const NEWEST: &str = "2.0.31";

/// The largest file that is taken for a script; pip's have some 200 bytes, uWSGI's program more than a megabyte.
const LARGEST_SCRIPT: u64 = 4096;

/// Gives files named `uwsgi` that only a listing shows the build that they probably are.
pub(super) fn uwsgis(machine: &mut Machine, appeared: &[(String, Span)], listing: &mut Listing) {
    for (path, span) in appeared {
        let Some((directory, "uwsgi" | "pyuwsgi")) = path.rsplit_once('/') else {
            continue;
        };
        let Some(id) = machine.find_link(path) else {
            continue;
        };
        let NodeKind::File(Content::Unknown(size)) = machine.node(id).kind else {
            continue;
        };
        let is_script = (1..LARGEST_SCRIPT).contains(&size);
        let (project, kind) = if is_script {
            ("pyuwsgi", UwsgiKind::Pyuwsgi)
        } else {
            ("uwsgi", UwsgiKind::Pip)
        };
        let told = listing
            .packages
            .iter()
            .find(|package| package.value.0.eq_ignore_ascii_case(project));
        let version = told.map_or(NEWEST, |package| &package.value.1).to_owned();
        if told.is_none() {
            listing.unknown.push(Unknown {
                span: *span,
                what: format!("which version of uWSGI {path} is"),
                tell: format!("{path} --version"),
            });
        }
        let version = version.split(".post").next().unwrap_or(NEWEST);
        let runs = Runs::Uwsgi(UwsgiBuild {
            kind,
            version: version.into(),
            has_pcre: true,
        });
        let interpreter = is_script.then(|| format!("{directory}/python3").into());
        let program = ProgramFile {
            interpreter,
            runs,
            size,
        };
        machine.node_mut(id).kind = NodeKind::File(Content::Program(Arc::new(program)));
        let text = format!("{path} is uWSGI {version} as pip installs it");
        listing.assumptions.push(Assumption { span: *span, text });
    }
}

/// Makes the file at a path uWSGI as pip installs it in its newest version, for everybody to execute.
pub fn take_for_uwsgi(machine: &mut Machine, path: &str) {
    let Some(id) = machine.find_link(path) else {
        return;
    };
    let program = ProgramFile {
        interpreter: None,
        runs: Runs::Uwsgi(UwsgiBuild {
            kind: UwsgiKind::Pip,
            version: NEWEST.into(),
            has_pcre: true,
        }),
        size: 0,
    };
    let node = machine.node_mut(id);
    node.kind = NodeKind::File(Content::Program(Arc::new(program)));
    node.mode = 0o755;
}

/// Puts packages that pip names where the environment of the listing, or pip's own place, has none of that name.
pub(super) fn packages(machine: &mut Machine, appeared: &[(String, Span)], listing: &mut Listing) {
    if listing.packages.is_empty() {
        return;
    }
    let series = stock::facts(&machine.system).map_or("3", |facts| facts.python_series());
    let roots = environments(machine, appeared);
    let site = match roots.iter().next() {
        Some(root) if roots.len() == 1 => format!("{root}/lib/python{series}/site-packages"),
        Some(_) => {
            let span = listing.packages.first().map(|package| package.span);
            listing.unknown.extend(span.map(|span| Unknown {
                span,
                what: "to which virtual environment the packages belong".to_owned(),
                tell: "which pip".to_owned(),
            }));
            return;
        }
        None => format!("/usr/local/lib/python{series}/dist-packages"),
    };
    let Some(stock) = stock::machine(&machine.system) else {
        return;
    };
    for package in listing.packages.clone() {
        let (name, version) = &package.value;
        let origin = Origin::Seen(package.span);
        let key = name.to_lowercase().replace(['-', '.'], "_");
        let listed = python_packages::packages().find(|known| {
            known
                .project
                .replace(['-', '.'], "_")
                .eq_ignore_ascii_case(&key)
        });
        let module = listed.map_or(key.as_str(), |known| known.module);
        let ids = match machine.find(&site).map(|id| machine.node(id)) {
            Some(node) => (node.owner, node.group),
            None => (0, 0),
        };
        let directory = NodeKind::Directory(std::collections::BTreeMap::new());
        let told = format!("{site}/{name}-{version}.dist-info");
        machine.place(&told, directory.clone(), 0o755, ids, origin);
        let path = format!("{site}/{module}");
        if machine.find(&path).is_some() || machine.find(&format!("{path}.py")).is_some() {
            continue;
        }
        let stock_path = format!("{PACKAGES}/{module}");
        let single = format!("{stock_path}.py");
        if let Some(from) = stock.find(&stock_path) {
            let into: NodeId = machine.place(&path, directory, 0o755, ids, origin);
            fill(machine, &stock, into, from, &stock_path);
        } else if stock.find(&single).is_some() {
            let kind = NodeKind::File(Content::Stock(single.into()));
            machine.place(&format!("{path}.py"), kind, 0o644, ids, origin);
        } else if module != "uwsgi" {
            let kind = NodeKind::File(Content::Stock(format!("{stock_path}/__init__.py").into()));
            machine.place(&format!("{path}/__init__.py"), kind, 0o644, ids, origin);
        }
    }
}

/// How many directories deep an environment is looked for.
const DEEPEST: usize = 6;

/// The virtual environments on the machine: those that the listing shows, else those that setup made.
fn environments(machine: &Machine, appeared: &[(String, Span)]) -> BTreeSet<String> {
    let root_of = |path: &str| -> Option<String> {
        let root = path
            .strip_suffix("/pyvenv.cfg")
            .or_else(|| path.strip_suffix("/bin/activate"))
            .or_else(|| path.strip_suffix("/bin/pip"))
            .or_else(|| path.strip_suffix("/bin/uwsgi"))
            .filter(|root| *root != "/usr/local" && *root != "/usr")?;
        Some(root.to_owned())
    };
    let shown: BTreeSet<String> = appeared
        .iter()
        .filter_map(|(path, _)| root_of(path))
        .collect();
    if !shown.is_empty() {
        return shown;
    }
    let mut found = BTreeSet::new();
    let mut waiting: Vec<(String, usize)> = ["/home", "/srv", "/opt", "/var/www", "/root"]
        .map(|path| (path.to_owned(), 0))
        .into();
    while let Some((path, depth)) = waiting.pop() {
        let id = machine.find_link(&path);
        let Some(NodeKind::Directory(entries)) = id.map(|id| &machine.node(id).kind) else {
            continue;
        };
        if entries.contains_key("pyvenv.cfg") {
            found.insert(path);
        } else if depth < DEEPEST {
            let below = entries
                .keys()
                .map(|name| (format!("{path}/{name}"), depth + 1));
            waiting.extend(below);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::{Runs, UwsgiKind, exec, listing, stock};
    use hurdles_source::Sources;

    #[test]
    fn a_uwsgi_in_an_environment_is_pips_and_has_its_version() {
        let mut machine = stock::machine("debian-12").unwrap();
        stock::add_login_user(&mut machine, "mira");
        let text = "$ ls -l /srv/v/bin\ntotal 2\n\
                    lrwxrwxrwx 1 mira mira 16 May  1 10:00 python3 -> /usr/bin/python3\n\
                    -rwxr-xr-x 1 mira mira 1812345 May  1 10:00 uwsgi\n\
                    $ /srv/v/bin/pip freeze\nredis==5.0\nuWSGI==2.0.28\n";
        let mut sources = Sources::default();
        let source = sources.add("listing", text);
        listing::read(&mut machine, text, source, "/srv");
        let program = exec::program_file(&machine, "/srv/v/bin/uwsgi").unwrap();
        let Runs::Uwsgi(uwsgi) = &program.runs else {
            panic!("{program:?}");
        };
        assert_eq!((uwsgi.kind, &*uwsgi.version), (UwsgiKind::Pip, "2.0.28"));
        let redis = "/srv/v/lib/python3.11/site-packages/redis/__init__.py";
        assert!(machine.find(redis).is_some());
    }
}
