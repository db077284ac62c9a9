//! Runs of the script, held against what it printed in real runs of 2.0.21-5.1.

use super::*;
use crate::packages::Package;
use hurdles_machine::Content;
use hurdles_source::Sources;

/// Starts everything that is not called `broken`.
#[derive(Default)]
struct Kept(Vec<App>);

impl Apps for Kept {
    fn start(&mut self, _: &mut Machine, app: &App) -> Option<i32> {
        self.0.push(app.clone());
        Some(i32::from(app.name == "broken"))
    }

    fn runs(&self, _: &Machine, pid_file: &str) -> bool {
        let mut running = self.0.iter().filter(|app| app.name != "broken");
        running.any(|app| app.pid_file == pid_file)
    }

    fn signal(&mut self, _: &mut Machine, pid_file: &str, _: i32) {
        self.0.retain(|app| app.pid_file != pid_file);
    }
}

fn ran(files: &[(&str, &str)], lines: &[&str]) -> (Vec<Script>, Kept) {
    let mut machine = hurdles_machine::stock::machine("debian-12").unwrap();
    Package::Uwsgi.install(&mut machine);
    for (name, text) in files {
        let kind = NodeKind::File(Content::Text((*text).into(), None));
        let path = format!("/etc/uwsgi/apps-enabled/{name}");
        machine.place(&path, kind, 0o644, (0, 0), Origin::Made);
    }
    let mut kept = Kept::default();
    let span = Span::new(Sources::default().add("invocation", "x"), 0, 1);
    let environment = Environment::new();
    let scripts = lines.iter().map(|line| {
        let words: Vec<&str> = line.split(' ').collect();
        run(&mut machine, &mut kept, &words, &environment, span)
    });
    (scripts.collect(), kept)
}

#[test]
fn the_words_are_those_of_the_script() {
    let (scripts, kept) = ran(&[("shop.yaml", "")], &["start", "start", "stop", "stop"]);
    let outputs: Vec<&str> = scripts.iter().map(|script| &*script.output).collect();
    let starting = "Starting app server(s): uwsgi -> . done.\n";
    let stopping = "Stopping app server(s): uwsgi -> . done.\n";
    assert_eq!(outputs, [starting, starting, stopping, stopping]);
    assert!(kept.0.is_empty());
    let (_, kept) = ran(&[("shop.yaml", "")], &["restart"]);
    let argv: Vec<&str> = kept.0[0].argv.iter().map(|word| &*word.text).collect();
    assert_eq!(
        argv.join(" "),
        "/usr/bin/uwsgi --ini /usr/share/uwsgi/conf/default.ini --yaml \
         /etc/uwsgi/apps-enabled/shop.yaml --daemonize /var/log/uwsgi/app/shop.log"
    );
    assert_eq!(kept.0[0].pid_file, "/run/uwsgi/app/shop/pid");
}

#[test]
fn a_failure_is_told_and_nothing_found_is_none() {
    let omitted = " (omitted; missing conffile(s) in /etc/uwsgi/apps-enabled).\n";
    let unknown_user = " ->\ninstall: invalid user ‘lenna’\n ! failed!\n";
    let broken = [("broken.ini", ""), ("shop.ini", "")];
    for (files, line, output, status) in [
        (&[][..], "start", omitted, 0),
        (&broken, "start", " -> ! . failed!\n", 1),
        (&broken[1..], "start sho", " -> ? done.\n", 0),
        (&[("broken.ini", "uid = lenna\n")], "start", unknown_user, 1),
    ] {
        let (scripts, _) = ran(files, &[line]);
        let expected = format!("Starting app server(s): uwsgi{output}");
        assert_eq!(scripts[0].output, expected);
        assert_eq!(scripts[0].status, status, "{output}");
    }
}
