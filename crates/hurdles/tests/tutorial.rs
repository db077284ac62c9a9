//! What the tutorial shows of Ubuntu 16.04, line by line: uWSGI 2.0.12, nginx 1.10.3, Python 3.5.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the scenario is that of a case"
)]

use hurdles::{Report, Scenario, simulate};

const WSGI: &str = "/home/ubuntu/simple/wsgi.py";
const MYFLASK: &str = "/home/ubuntu/simple/myflask.py";
const SITE: &str = "/etc/nginx/sites-enabled/default";

/// The tutorial's own set-up with www-data as the group, which works.
fn scenario() -> Scenario {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/cases/works/socket-group-of-nginx.json"
    );
    let case: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut scenario = Scenario::from_json(&case["scenario"].to_string()).unwrap();
    scenario.system = "ubuntu-16.04".to_owned();
    scenario
}

/// Simulates the scenario after a change.
fn with(change: impl FnOnce(&mut Scenario)) -> Report {
    let mut scenario = scenario();
    change(&mut scenario);
    simulate(&scenario)
}

fn replace(scenario: &mut Scenario, path: &str, from: &str, to: &str) {
    let text = scenario.files.get_mut(path).unwrap();
    assert!(text.contains(from));
    *text = text.replace(from, to);
}

fn rename(scenario: &mut Scenario, from: &str, to: &str) {
    let text = scenario.files.remove(from).unwrap();
    scenario.files.insert(to.to_owned(), text);
}

/// Asserts that these lines follow one another in uWSGI's log.
fn prints(report: &Report, lines: &[&str]) {
    let expected = format!("\n{}\n", lines.join("\n"));
    let log = format!("\n{}", report.uwsgi.log);
    assert!(log.contains(&expected), "{expected}\nis not in\n{log}");
}

#[test]
fn the_app_gets_ready() {
    let report = with(|_| {});
    prints(
        &report,
        &[
            "mounting wsgi:application on /",
            "WSGI app 0 (mountpoint='/') ready in N seconds on interpreter 0xADDR pid: PID (default app)",
            "*** uWSGI is running in multiple interpreter mode ***",
            "spawned uWSGI worker 1 (and the only) (pid: PID, cores: 1)",
        ],
    );
    assert_eq!(report.response.body, "<h1>Hello There!</h1>");
}

#[test]
fn a_system_without_runs_is_said_to_be_so() {
    let says = |report: Report| {
        let mut unknown = report.unknown.into_iter();
        unknown.any(|unknown| {
            unknown
                .what
                .starts_with("what Ubuntu 16.04 does in every detail")
        })
    };
    assert!(says(with(|_| {})));
    assert!(!says(with(
        |scenario| scenario.system = "debian-12".to_owned()
    )));
}

/// The page shows `wsgi2` in the line above the error and `wsgi` in the error; a run names the same module in both.
#[test]
fn the_entry_point_is_not_found() {
    let report = with(|scenario| rename(scenario, WSGI, "/home/ubuntu/simple/wsgi_original.py"));
    prints(
        &report,
        &[
            "*** Operational MODE: single process ***",
            "mounting wsgi:application on /",
            "ImportError: No module named 'wsgi'",
            "unable to load app 0 (mountpoint='/') (callable not found or import error)",
            "*** no app loaded. going in full dynamic mode ***",
        ],
    );
    let report = with(|scenario| {
        scenario.invocation = scenario.invocation.replace("/=wsgi:", "/=wsgi2:");
    });
    prints(
        &report,
        &[
            "mounting wsgi2:application on /",
            "ImportError: No module named 'wsgi2'",
        ],
    );
}

#[test]
fn the_entry_point_imports_another_name() {
    let report = with(|scenario| {
        replace(
            scenario,
            WSGI,
            "import application",
            "import some_other_app",
        );
    });
    prints(
        &report,
        &[
            "*** Operational MODE: single process ***",
            "mounting wsgi:application on /",
            "Traceback (most recent call last):",
            "  File \"./wsgi.py\", line 1, in <module>",
            "    from myflask import some_other_app",
            "ImportError: cannot import name 'some_other_app'",
            "unable to load app 0 (mountpoint='/') (callable not found or import error)",
            "*** no app loaded. going in full dynamic mode ***",
        ],
    );
}

#[test]
fn the_app_is_defined_under_another_name() {
    let report = with(|scenario| {
        replace(scenario, MYFLASK, "application = ", "application_53 = ");
    });
    prints(
        &report,
        &[
            "*** Operational MODE: single process ***",
            "mounting wsgi:application on /",
            "Traceback (most recent call last):",
            "  File \"./wsgi.py\", line 1, in <module>",
            "    from myflask import application",
            "  File \"./myflask.py\", line 5, in <module>",
            "    @application.route(\"/\")",
            "NameError: name 'application' is not defined",
            "unable to load app 0 (mountpoint='/') (callable not found or import error)",
            "*** no app loaded. going in full dynamic mode ***",
        ],
    );
}

#[test]
fn the_imported_module_is_renamed() {
    let report = with(|scenario| {
        rename(scenario, MYFLASK, "/home/ubuntu/simple/myotherflask.py");
    });
    prints(
        &report,
        &[
            "*** Operational MODE: single process ***",
            "mounting wsgi:application on /",
            "Traceback (most recent call last):",
            "  File \"./wsgi.py\", line 1, in <module>",
            "    from myflask import application",
            "ImportError: No module named 'myflask'",
            "unable to load app 0 (mountpoint='/') (callable not found or import error)",
            "*** no app loaded. going in full dynamic mode ***",
        ],
    );
}

#[test]
fn flask_is_missing() {
    let report = with(|scenario| {
        let away = "mv /usr/lib/python3/dist-packages/flask /root/flask";
        scenario.setup.push(away.to_owned());
    });
    prints(
        &report,
        &[
            "mounting wsgi:application on /",
            "Traceback (most recent call last):",
            "  File \"./wsgi.py\", line 1, in <module>",
            "    from myflask import application",
            "  File \"./myflask.py\", line 1, in <module>",
            "    from flask import Flask",
            "ImportError: No module named 'flask'",
            "unable to load app 0 (mountpoint='/') (callable not found or import error)",
            "*** no app loaded. going in full dynamic mode ***",
        ],
    );
}

#[test]
fn nginx_looks_for_another_socket() {
    let report = with(|scenario| {
        replace(scenario, SITE, "/simple.sock", "/not-so-simple.sock");
        scenario.after = vec!["nginx -s reload".to_owned()];
    });
    let body = "\
<html>
<head><title>502 Bad Gateway</title></head>
<body bgcolor=\"white\">
<center><h1>502 Bad Gateway</h1></center>
<hr><center>nginx/1.10.3 (Ubuntu)</center>
</body>
</html>
";
    assert_eq!(report.response.body.replace('\r', ""), body);
    let error_log = "\
TIME [notice] PID#PID: signal process started
TIME [crit] PID#PID: *N connect() to unix:/run/uwsgi/not-so-simple.sock failed (2: No such file or directory) while connecting to upstream, client: 127.0.0.1, server: _, request: \"GET / HTTP/1.1\", upstream: \"uwsgi://unix:/run/uwsgi/not-so-simple.sock:\", host: \"localhost\"
";
    assert_eq!(report.nginx.error_log, error_log);
    assert_eq!(report.nginx.access_log, ACCESS_LOG);
}

const ACCESS_LOG: &str = "127.0.0.1 - - [TIME] \"GET / HTTP/1.1\" 502 182 \"-\" \"curl/7.47.0\"\n";

#[test]
fn nginx_may_not_write_to_the_socket() {
    let report = with(|scenario| {
        scenario.invocation = scenario.invocation.replace("--chmod-socket=020 ", "");
    });
    let error_log = "\
TIME [crit] PID#PID: *N connect() to unix:/run/uwsgi/simple.sock failed (13: Permission denied) while connecting to upstream, client: 127.0.0.1, server: _, request: \"GET / HTTP/1.1\", upstream: \"uwsgi://unix:/run/uwsgi/simple.sock:\", host: \"localhost\"
";
    assert_eq!(report.nginx.error_log, error_log);
    assert_eq!(report.nginx.access_log, ACCESS_LOG);
    let [socket] = report.uwsgi.sockets.as_slice() else {
        panic!("{:?}", report.uwsgi.sockets);
    };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    assert_eq!(
        [text(&socket.mode), text(&socket.owner), text(&socket.group)],
        ["0755", "ubuntu", "www-data"]
    );
}
