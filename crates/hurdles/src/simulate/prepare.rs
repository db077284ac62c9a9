//! The machine before anything is typed: the stock system, the user at home, the scenario's files in their places.

use hurdles_machine::{Context, Environment, Identity, Machine, stock};
use hurdles_source::Sources;

use crate::Scenario;
use crate::report::Unknown;

/// The account that an installation has when nobody says otherwise.
const ORDINARY_USER: &str = "ubuntu";

/// Makes the machine; what cannot be placed is added to `unknown`.
pub(super) fn machine(
    scenario: &Scenario,
    sources: &Sources,
    unknown: &mut Vec<Unknown>,
) -> Machine {
    let mut machine = stock::machine(&scenario.system).unwrap_or_else(|| {
        unknown.push(Unknown {
            what: format!("the stock system `{}`", scenario.system),
            tell: "cat /etc/os-release".to_owned(),
        });
        Machine::bare(&scenario.system)
    });
    hurdles_services::install(&mut machine);
    for name in [ORDINARY_USER, &scenario.user] {
        if !name.is_empty() {
            stock::add_login_user(&mut machine, name);
        }
    }
    if let Some(ip) = host_address(&scenario.request.url) {
        machine.assume_address(ip);
    }
    if scenario.partial {
        machine.trust_bound_addresses();
    }
    super::managers::install(&mut machine, scenario);
    machine.make_scenario_directories(&scenario.user, &scenario.cwd);
    // A file may have the name of a document, so sources are told apart by their order.
    let first_file = sources.iter().count() - scenario.files.len();
    let ids = sources.iter().skip(first_file).map(|(id, _)| id);
    for ((path, text), source) in scenario.files.iter().zip(ids) {
        let absolute = scenario.absolute(path);
        let text = text.as_str().into();
        if machine
            .write_scenario_file(&scenario.user, &absolute, text, source)
            .is_none()
        {
            unknown.push(Unknown {
                what: format!("the file `{path}`: something else is in its place"),
                tell: format!("ls -ld {path}"),
            });
        }
    }
    machine
}

/// The address that a URL names in place of a host.
fn host_address(url: &str) -> Option<std::net::IpAddr> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let ipv6 = host
        .strip_prefix('[')
        .and_then(|rest| rest.split(']').next());
    ipv6.or_else(|| host.split(':').next())?.parse().ok()
}

/// What root has in a shell in this directory.
pub(super) fn root_context(cwd: &str) -> Context {
    let environment: Environment = [
        ("HOME", "/root"),
        ("LC_ALL", "C.UTF-8"),
        ("LOGNAME", "root"),
        (
            "PATH",
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ),
        ("PWD", cwd),
        ("SHELL", "/bin/bash"),
        ("USER", "root"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();
    Context {
        identity: Identity::root(),
        cwd: cwd.to_owned(),
        environment,
        umask: 0o022,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepared(scenario: &Scenario) -> (Machine, Vec<Unknown>) {
        let mut unknown = Vec::new();
        let machine = machine(scenario, &scenario.sources(), &mut unknown);
        (machine, unknown)
    }

    fn shown(machine: &Machine, path: &str) -> String {
        let node = machine.node(machine.find(path).unwrap());
        let owner = machine.accounts.user_name(node.owner);
        format!("{} {owner}", node.mode_text())
    }

    #[test]
    fn files_belong_to_root_below_the_system_directories_only() {
        let files = ["/etc/nginx/x.conf", "/srv/a/b.py", "c.py", "/var/lib/d"];
        let scenario = Scenario {
            user: "alice".to_owned(),
            cwd: "/home/alice/app".to_owned(),
            files: files.map(|path| (path.to_owned(), String::new())).into(),
            ..Scenario::default()
        };
        let (machine, unknown) = prepared(&scenario);
        assert_eq!(unknown, []);
        assert_eq!(shown(&machine, "/etc/nginx/x.conf"), "-rw-r--r-- root");
        assert_eq!(shown(&machine, "/srv/a"), "drwxr-xr-x alice");
        assert_eq!(shown(&machine, "/home/alice/app/c.py"), "-rw-r--r-- alice");
        assert_eq!(shown(&machine, "/var/lib/d"), "-rw-r--r-- root");
        assert_eq!(shown(&machine, "/home/alice"), "drwxr-xr-x alice");
        assert_eq!(
            machine.accounts.user("ubuntu").map(|user| user.uid),
            Some(1000)
        );
    }

    #[test]
    fn a_file_in_the_place_of_a_directory_is_reported() {
        let scenario = Scenario {
            files: ["/", "/etc", "/a", "/a/b"]
                .map(|path| (path.to_owned(), String::new()))
                .into(),
            ..Scenario::default()
        };
        let (_, unknown) = prepared(&scenario);
        assert_eq!(unknown.len(), 3);
    }
}
