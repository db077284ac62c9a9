//! The recorded situations: `nginx -t` on a machine with their files says what the real one said.

#![expect(clippy::disallowed_methods, reason = "a test reads the recorded cases")]

use std::path::{Path, PathBuf};

use hurdles_machine::{Context, Identity, Machine, NodeKind, Origin, stock};
use hurdles_source::Sources;
use serde_json::Value;

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
    let mut found = Vec::new();
    let mut ahead = vec![root];
    while let Some(directory) = ahead.pop() {
        let Ok(entries) = std::fs::read_dir(directory) else {
            continue;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            // What service managers start needs those who execute it, above this crate.
            if path.ends_with("services") {
                continue;
            }
            if path.is_dir() {
                ahead.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn root_at(cwd: &str) -> Context {
    Context {
        identity: Identity::root(),
        cwd: cwd.to_owned(),
        environment: Default::default(),
        umask: 0o022,
    }
}

/// The few commands that setup lines need here; the shell proper is tested elsewhere.
fn type_line(machine: &mut Machine, line: &str, cwd: &str) {
    let mut cwd = cwd.to_owned();
    for command in line.split("&&").flat_map(|part| part.split("||")) {
        let words: Vec<&str> = command.split_whitespace().collect();
        let at = |word: &str| Machine::absolute(&cwd, word);
        match words.as_slice() {
            ["cd", directory] => cwd = at(directory),
            ["rm", "-f", path] => drop(machine.erase(&at(path))),
            ["ln", _, target, name] => {
                let mut name = at(name);
                if name.ends_with('/')
                    || machine
                        .find(&name)
                        .is_some_and(|id| machine.node(id).is_directory())
                {
                    name = format!(
                        "{}/{}",
                        name.trim_end_matches('/'),
                        target.rsplit('/').next().unwrap_or("")
                    );
                }
                let _ = machine.erase(&name);
                machine.place(
                    &name,
                    NodeKind::Symlink((*target).into()),
                    0o777,
                    (0, 0),
                    Origin::Made,
                );
            }
            ["mkdir", rest @ ..] => {
                for path in rest.iter().filter(|word| !word.starts_with('-')) {
                    machine.place_directory(&at(path), (0, 0), Origin::Made);
                }
            }
            ["chmod", mode, path] => {
                if let (Ok(mode), Some(id)) =
                    (u16::from_str_radix(mode, 8), machine.find(&at(path)))
                {
                    machine.node_mut(id).mode = mode;
                }
            }
            ["chown", owner, path] => {
                let (user, group) = owner.split_once(':').unwrap_or((owner, owner));
                let uid = machine.accounts.user(user).map(|user| user.uid);
                let gid = machine.accounts.group(group).map(|group| group.gid);
                if let Some(id) = machine.find(&at(path)) {
                    let _ = machine.change_owner(&Identity::root(), id, uid, gid);
                }
            }
            ["grep", .., "/etc/hosts"] => {
                let hosts = machine.text_of("/etc/hosts").unwrap_or_else(|| "".into());
                let text = format!("{hosts}::1 localhost\n");
                let content = hurdles_machine::Content::Text(text.into(), None);
                let _ = machine.write(&root_at("/"), "/etc/hosts", content, Origin::Made);
            }
            _ => {}
        }
    }
}

fn machine_of(scenario: &Value, system: &str) -> Option<Machine> {
    let mut machine = stock::machine(system)?;
    let user = scenario["user"].as_str().unwrap_or("ubuntu");
    stock::add_login_user(&mut machine, user);
    let home = format!("/home/{user}");
    let cwd = scenario["cwd"].as_str().unwrap_or(&home);
    let mut sources = Sources::default();
    for (name, text) in scenario["files"].as_object()? {
        let path = Machine::absolute(cwd, name);
        let id = sources.add(name, text.as_str()?);
        let text = sources.get(id).text.clone();
        machine.write_scenario_file(user, &path, text, id);
    }
    for line in scenario["setup"].as_array().into_iter().flatten() {
        type_line(&mut machine, line.as_str()?, cwd);
    }
    Some(machine)
}

#[test]
fn nginx_tests_every_recorded_configuration_as_the_real_one_did() {
    let mut wrong = Vec::new();
    let mut n_compared = 0;
    for path in cases() {
        let case: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for (system, observed) in case["observed"].as_object().unwrap() {
            let Some(mut machine) = machine_of(&case["scenario"], system) else {
                continue;
            };
            let outcome =
                hurdles_nginx::run(&mut machine, &root_at("/root"), &["nginx", "-t"], &mut None);
            let expected = observed["nginx_t"].as_str().unwrap();
            n_compared += 1;
            if outcome.output != expected {
                wrong.push(format!(
                    "{} on {system}\n  real: {expected}  here: {}",
                    path.display(),
                    outcome.output
                ));
            }
        }
    }
    assert!(n_compared > 100, "{n_compared}");
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Where the configuration passes requests on, as addresses.
fn passes(case: &Value) -> Vec<String> {
    let files = case["scenario"]["files"].as_object();
    let texts = files
        .into_iter()
        .flatten()
        .filter_map(|(_, text)| text.as_str());
    let mut found = Vec::new();
    for line in texts.flat_map(str::lines) {
        let mut words = line.trim().trim_end_matches(';').split_whitespace();
        let (Some("uwsgi_pass" | "proxy_pass" | "fastcgi_pass" | "server"), Some(address)) =
            (words.next(), words.next())
        else {
            continue;
        };
        let address = address
            .trim_start_matches("http://")
            .trim_start_matches("uwsgi://");
        found.push(address.replace("localhost", "127.0.0.1"));
    }
    found
}

/// Puts a listener where the recorded log shows that there was one.
fn put_listeners(machine: &mut Machine, case: &Value, error_log: &str) {
    let process = machine.start_process(hurdles_machine::Program::Uwsgi, &root_at("/"));
    let is_refused = error_log.contains("111: Connection refused") && !error_log.contains("[::1]");
    for address in passes(case) {
        if let Some(path) = address.strip_prefix("unix:") {
            let written = path.trim_end_matches(":/").trim_end_matches(':');
            if error_log.contains(&format!("unix:{written} failed (2: No such file")) {
                continue;
            }
            let path = format!("/{}", written.trim_start_matches('/'));
            let directory = path
                .rsplit_once('/')
                .map_or("/", |(directory, _)| directory);
            machine.place_directory(directory, (0, 0), Origin::Made);
            let is_reached = !error_log.contains("13: Permission");
            let walk = machine.walk(
                &Identity::root(),
                "/",
                directory,
                hurdles_machine::Bits::NONE,
            );
            for step in walk.steps.iter().filter(|_| is_reached) {
                machine.node_mut(step.node).mode |= 0o711;
            }
            // Where a link leads to the socket, the socket itself does as well.
            let _ = machine.erase(&path);
            let bound = machine.bind_unix(&root_at("/"), &path, process, 100, None);
            if let (Ok((node, _)), true) = (bound, is_reached) {
                machine.node_mut(node).mode = 0o777;
            }
        } else if let Ok(address) = address.parse::<std::net::SocketAddr>() {
            let (ip, port) = (address.ip(), address.port());
            let _ = machine.bind_tcp(&Identity::root(), ip, port, process, 100, None);
        }
    }
    if is_refused {
        machine.end_process(process);
    }
}

/// What the app must have said for the recorded answer to come about.
fn reply_for(observed: &Value, error_log: &str, files: &str) -> hurdles_machine::Reply {
    use hurdles_machine::{Reply, ReplyEnd};
    let (mut bytes, mut seconds, mut end) = (String::new(), 0.0, ReplyEnd::Closed);
    if error_log.contains("reset by peer") {
        end = ReplyEnd::Reset;
    } else if error_log.contains("timed out") || observed["curl_rc"] == 28 {
        end = ReplyEnd::Silent;
        seconds = 60.0;
    } else if !error_log.contains("prematurely closed") {
        bytes = format!("HTTP/1.1 {} X\r\n", observed["status"]);
        for header in observed["headers"].as_array().into_iter().flatten() {
            let header = header.as_str().unwrap_or("");
            let is_nginx = ["Server", "Date", "Connection", "Transfer-Encoding"]
                .iter()
                .any(|name| header.starts_with(name));
            let name = header.split(':').next().unwrap_or("");
            let is_added = files.contains(&format!("add_header {name} "));
            if !is_nginx && !is_added {
                bytes.push_str(&format!("{header}\r\n"));
            }
        }
        if error_log.contains("too big header") {
            bytes.push_str(&format!("X: {}\r\n", "y".repeat(5000)));
        }
        bytes.push_str("\r\n");
        bytes.push_str(observed["body"].as_str().unwrap_or(""));
    }
    Reply {
        bytes: bytes.into_bytes(),
        seconds,
        end,
    }
}

fn request_of(scenario: &Value) -> hurdles_nginx::Request {
    let asked = &scenario["request"];
    let mut request = hurdles_nginx::Request::get(asked.as_str().unwrap_or("http://localhost/"));
    // The lab's curl waits eight seconds (`tests/lab/inner.sh`).
    request.patience = 8.0;
    if let Some(url) = asked["url"].as_str() {
        request.url = url.to_owned();
        request.method = asked["method"].as_str().unwrap_or("GET").to_owned();
        request.body_bytes = asked["body_bytes"].as_u64().unwrap_or(0);
        let headers = asked["headers"].as_array().into_iter().flatten();
        request.headers = headers
            .filter_map(|header| Some(header.as_str()?.to_owned()))
            .collect();
    }
    request
}

/// What is compared: exit status of the start, status, headers, error log, access log.
type Seen = (i64, Option<u64>, Vec<String>, String, String);

fn expected_of(observed: &Value) -> Seen {
    let text = |name: &str| observed[name].as_str().unwrap_or("").to_owned();
    let headers = observed["headers"].as_array().into_iter().flatten();
    (
        observed["nginx_rc"].as_i64().unwrap_or(0),
        observed["status"].as_u64(),
        headers
            .filter_map(|header| Some(header.as_str()?.to_owned()))
            .collect(),
        text("error_log"),
        text("access_log"),
    )
}

fn found_for(case: &Value, observed: &Value, mut machine: Machine) -> Seen {
    let mut server = None;
    hurdles_nginx::run(&mut machine, &root_at("/"), &["nginx", "-t"], &mut server);
    let started = hurdles_nginx::run(&mut machine, &root_at("/"), &["nginx"], &mut server);
    let error_log = observed["error_log"].as_str().unwrap_or("");
    put_listeners(&mut machine, case, error_log);
    let reply = reply_for(observed, error_log, &case["scenario"]["files"].to_string());
    let response = hurdles_nginx::request(
        server.as_mut(),
        &mut machine,
        &request_of(&case["scenario"]),
        &mut |_, _, _| reply.clone(),
    );
    let log = |path: &str| {
        let text = machine.text_of(path);
        text.map_or_else(String::new, |text| text.to_string())
    };
    (
        i64::from(started.status),
        response.status.map(u64::from),
        response.headers,
        log("/var/log/nginx/error.log"),
        log("/var/log/nginx/access.log"),
    )
}

#[test]
fn nginx_answers_every_recorded_request_as_the_real_one_did() {
    let mut wrong = Vec::new();
    let mut n_compared = 0;
    for path in cases() {
        let case: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let after = case["scenario"]["after"].as_array();
        let is_changed_later = after.is_some_and(|lines| !lines.is_empty());
        for (system, observed) in case["observed"].as_object().unwrap() {
            let Some(machine) = machine_of(&case["scenario"], system) else {
                continue;
            };
            let expected = expected_of(observed);
            // Whoever else holds the browser's port is tested elsewhere.
            let is_direct = expected.1.is_some() && expected.4.is_empty();
            // The browser's answer does not show what others were asked before.
            let files = case["scenario"]["files"].to_string();
            let asks_several = files.contains("auth_request ") || files.contains(" backup;");
            // What is replayed is HTTP, whatever the app's socket spoke.
            let speaks_otherwise = expected.1 == Some(200) && files.contains("fastcgi_pass");
            if is_changed_later
                || is_direct
                || asks_several
                || speaks_otherwise
                || expected.3.contains("98: Address")
            {
                continue;
            }
            n_compared += 1;
            let found = found_for(&case, observed, machine);
            if found != expected {
                let path = path.display();
                wrong.push(format!(
                    "{path} on {system}\n  real: {expected:?}\n  here: {found:?}"
                ));
            }
        }
    }
    assert!(n_compared > 100, "{n_compared}");
    let n_wrong = wrong.len();
    assert!(wrong.is_empty(), "{n_wrong} differ:\n{}", wrong.join("\n"));
}
