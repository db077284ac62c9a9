//! What a paste does not show: it is taken to be there, unless something shows it to be absent.

use hurdles::report::{Outcome, Stage, State};
use hurdles::{Report, Scenario, simulate};

const APP: &str = "def application(environ, start_response):\n    start_response('200 OK', [])\n    return [b'x']\n";
const SITE: &str = "server {\n    listen 80;\n    location / {\n        include uwsgi_params;\n        uwsgi_pass 127.0.0.1:3031;\n    }\n}\n";

/// A deployment that works, of which a part may be left out.
fn pasted(files: &[(&str, &str)], invocation: &str, listing: &str) -> Scenario {
    let files = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    Scenario {
        cwd: "/srv/app".to_owned(),
        files: files.collect(),
        invocation: invocation.to_owned(),
        listing: listing.to_owned(),
        partial: true,
        ..Scenario::default()
    }
}

fn state(report: &Report, stage: Stage) -> Option<State> {
    let mut stages = report.stages.iter();
    stages
        .find(|told| told.stage == stage)
        .map(|told| told.state)
}

const START: &str = "uwsgi --plugin python3 -s 127.0.0.1:3031 --module shop";
const DEFAULT: &str = "/etc/nginx/sites-enabled/default";

#[test]
fn what_is_whole_works_as_before() {
    let all = [("/srv/app/shop.py", APP), (DEFAULT, SITE)];
    let report = simulate(&pasted(&all, START, ""));
    assert_eq!(report.outcome, Outcome::Works, "{:?}", report.unknown);
}

#[test]
fn a_module_that_was_not_pasted_is_unknown_and_not_absent() {
    let report = simulate(&pasted(&[(DEFAULT, SITE)], START, ""));
    assert_eq!(report.outcome, Outcome::Unknown);
    assert_eq!(report.first, None);
    assert_eq!(state(&report, Stage::EntryPoint), Some(State::Unknown));
    assert!(
        report
            .unknown
            .iter()
            .any(|unknown| unknown.what.contains("`shop`"))
    );
}

#[test]
fn a_listing_of_its_directory_shows_a_module_to_be_absent() {
    let listing = "$ ls -la /srv/app\ntotal 0\ndrwxr-xr-x 2 ubuntu ubuntu 4096 May  1 10:00 .\n\
                   drwxr-xr-x 3 root root 4096 May  1 10:00 ..\n$ ls -la /usr/local/lib/python3.11/dist-packages\ntotal 0\n\
                   $ python3 -c 'import shop'\n";
    let report = simulate(&pasted(&[(DEFAULT, SITE)], START, listing));
    assert_ne!(report.outcome, Outcome::Works);
}

#[test]
fn a_later_hurdle_that_is_certain_is_the_headline() {
    let site = SITE.replace("3031", "3032");
    let report = simulate(&pasted(&[(DEFAULT, &site)], START, ""));
    assert_eq!(
        (report.outcome, report.first),
        (Outcome::Fails, Some(Stage::Connect))
    );
    assert_eq!(state(&report, Stage::EntryPoint), Some(State::Unknown));
}

#[test]
fn nobody_is_asked_for_a_key() {
    let tls = "server {\n    listen 80;\n    listen 443 ssl;\n    ssl_certificate /etc/ssl/own.pem;\n    \
               ssl_certificate_key /etc/ssl/own.key;\n    location / {\n        include uwsgi_params;\n        \
               uwsgi_pass 127.0.0.1:3031;\n    }\n}\n";
    let all = [("/srv/app/shop.py", APP), (DEFAULT, tls)];
    let report = simulate(&pasted(&all, START, ""));
    assert_eq!(report.outcome, Outcome::Works, "{:?}", report.findings);
    assert!(
        !report
            .unknown
            .iter()
            .any(|unknown| unknown.what.contains("own."))
    );
}

#[test]
fn a_name_that_is_given_elsewhere_is_looked_for_in_the_wrong_place() {
    let all = [("/srv/app/below/shop.py", APP), (DEFAULT, SITE)];
    let report = simulate(&pasted(&all, START, ""));
    assert_eq!(
        (report.outcome, report.first),
        (Outcome::Fails, Some(Stage::EntryPoint))
    );
}

#[test]
fn where_no_site_is_pasted_the_stock_one_decides_nothing() {
    let report = simulate(&pasted(&[("/srv/app/shop.py", APP)], START, ""));
    assert_eq!((report.outcome, report.first), (Outcome::Unknown, None));
}

#[test]
fn accounts_may_exist_unless_something_shows_that_they_do_not() {
    let start = format!("sudo {START} --uid deploy");
    let all = [("/srv/app/shop.py", APP), (DEFAULT, SITE)];
    let open = simulate(&pasted(&all, &start, ""));
    assert_eq!((open.outcome, open.first), (Outcome::Unknown, None));
    let shown = simulate(&pasted(
        &all,
        &start,
        "$ id deploy\nid: 'deploy': no such user\n",
    ));
    assert_eq!(
        (shown.outcome, shown.first),
        (Outcome::Fails, Some(Stage::Privileges))
    );
}

#[test]
fn where_selinux_enforces_the_bits_alone_decide_nothing() {
    let all = [("/srv/app/shop.py", APP), (DEFAULT, SITE)];
    let report = simulate(&pasted(&all, START, "$ getenforce\nEnforcing\n"));
    assert_eq!(report.outcome, Outcome::Unknown);
    let off = simulate(&pasted(&all, START, "$ getenforce\nPermissive\n"));
    assert_eq!(off.outcome, Outcome::Works);
}
