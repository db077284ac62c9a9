//! Versions, and the values of log lines that tell of the host: read from the programs' own words in a real run.

use std::path::Path;

use crate::lab::run;
use crate::lab::scenario::Scenario;
use crate::program::{Trouble, output_of, program};

/// A deployment that starts everything there is.
const SCENARIO: &str = r#"{"invocation": "uwsgi --plugin python3 -s /tmp/stock.sock"}"#;

/// The text of `facts.txt`. More than 60 lines, since it is a table.
pub(crate) fn of(system: &str, root: &Path) -> Result<String, Trouble> {
    let seen = run::play(system, &Scenario::read(SCENARIO)?, None)?;
    let log = seen.uwsgi_log.as_str();
    let said = output_of(program("chroot", &[]).arg(root).args(["nginx", "-v"]))?;
    let server = said.trim().trim_start_matches("nginx version: ");
    let nginx = between(server, "nginx/", " ");
    let access_log = seen.access_log.unwrap_or_default();
    let banner = between(log, "Python version: ", "\n");
    let host_lines = format!(
        "nodename: {}",
        between(log, "\nnodename: ", "\ncurrent working directory")
    );
    let release = system.rsplit('-').next().unwrap_or_default();
    let facts = [
        ("title", format!("Debian {release}")),
        ("verified", "yes".to_owned()),
        (
            "nginx_version",
            nginx.split(' ').next().unwrap_or_default().to_owned(),
        ),
        ("nginx_server", server.to_owned()),
        (
            "uwsgi_version",
            between(log, "*** Starting uWSGI ", " (").to_owned(),
        ),
        (
            "uwsgi_compiled",
            between(log, "compiled with version: ", "\n").to_owned(),
        ),
        ("uwsgi_os", between(log, "\nos: ", "\n").to_owned()),
        ("uwsgi_host_lines", host_lines.replace('\n', "|")),
        ("nodename", between(log, "\nnodename: ", "\n").to_owned()),
        (
            "uwsgi_binary",
            between(log, "detected binary path: ", "\n").to_owned(),
        ),
        (
            "process_limit",
            between(log, "your processes number limit is ", "\n").to_owned(),
        ),
        (
            "page_size",
            between(log, "your memory page size is ", " bytes").to_owned(),
        ),
        (
            "max_fds",
            between(log, "detected max file descriptor number: ", "\n").to_owned(),
        ),
        (
            "cores",
            between(log, "detected number of CPU cores: ", "\n").to_owned(),
        ),
        (
            "lock_engine",
            between(log, "lock engine: ", "\n").to_owned(),
        ),
        ("somaxconn", somaxconn()?),
        (
            "python_version",
            banner.split(' ').next().unwrap_or_default().to_owned(),
        ),
        ("python_banner", banner.to_owned()),
        (
            "curl_version",
            between(&access_log, "\"curl/", "\"").to_owned(),
        ),
        // What a scenario starts from, whatever `HOME_MODE` says of later accounts.
        ("home_mode", "755".to_owned()),
    ];
    let lines: String = facts
        .iter()
        .map(|(key, value)| format!("{key} = {value}\n"))
        .collect();
    Ok(format!(
        "# Read from a Debian {release} installation; host lines as a virtual machine shows them.\n{lines}"
    ))
}

/// What a new network namespace allows to wait on a socket.
fn somaxconn() -> Result<String, Trouble> {
    let said = output_of(&mut program(
        "unshare",
        &["--net", "cat", "/proc/sys/net/core/somaxconn"],
    ))?;
    Ok(said.trim().to_owned())
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = text.split_once(start).map_or("", |(_, rest)| rest);
    rest.split_once(end).map_or(rest, |(inside, _)| inside)
}
