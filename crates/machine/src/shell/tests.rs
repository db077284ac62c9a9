//! Tables of shell lines: what programs get, what is said, and where it was typed.

use super::*;
use hurdles_source::Sources;

/// Keeps every command that the machine itself does not run.
#[derive(Default)]
struct Kept(Vec<Command>);

impl Programs for Kept {
    fn run(&mut self, _: &mut Machine, command: &Command) -> Option<Outcome> {
        self.0.push(command.clone());
        Some(Outcome::running())
    }
}

/// What `uwsgi` would get from an invocation typed by `ubuntu`, with the sources it was read from.
fn typed(system: &str, line: &str) -> (Vec<Command>, Script, Sources) {
    let mut machine = crate::stock::machine(system).unwrap();
    crate::stock::add_login_user(&mut machine, "ubuntu");
    let mut sources = Sources::default();
    let id = sources.add("invocation", line);
    let context = login(&machine, "ubuntu", "/home/ubuntu").unwrap();
    let mut kept = Kept::default();
    let script = run(&mut machine, line, id, &context, &mut kept);
    (kept.0, script, sources)
}

#[test]
fn every_part_of_a_word_knows_where_it_was_typed() {
    for (line, argument, range, expected) in [
        ("uwsgi --mount /=wsgi:app", "/=wsgi:app", 2..6, "wsgi"),
        (
            "uwsgi --mount='/=wsgi:app'",
            "--mount=/=wsgi:app",
            15..18,
            "app",
        ),
        ("uwsgi -s ~/x.sock", "/home/ubuntu/x.sock", 0..12, "~"),
        ("uwsgi -s \"$HOME/a b\"", "/home/ubuntu/a b", 13..16, "a b"),
        (
            "sudo su www-data -s /bin/sh -c 'uwsgi -s /run/x'",
            "/run/x",
            1..4,
            "run",
        ),
        ("X=1; uwsgi --x=a${X}b", "--x=a1b", 5..6, "${X}"),
        ("uwsgi /a\\ b", "/a b", 0..4, "/a\\ b"),
    ] {
        let (commands, script, sources) = typed("debian-12", line);
        let word = commands[0].argv.last().unwrap();
        assert_eq!(word.text, argument, "{line}: {script:?}");
        assert_eq!(sources.text_of(word.span_of(range)), expected, "{line}");
    }
}

#[test]
fn sudo_resets_the_environment_as_debian_sets_it_up() {
    for (system, line, home, user, umask) in [
        ("debian-12", "sudo uwsgi", "/root", "root", 0o022),
        ("debian-12", "sudo HOME=/x uwsgi", "/x", "root", 0o022),
        ("debian-12", "sudo -E uwsgi", "/home/ubuntu", "root", 0o022),
        (
            "debian-12",
            "sudo -u www-data uwsgi",
            "/var/www",
            "www-data",
            0o022,
        ),
        (
            "debian-12",
            "sudo su www-data -s /bin/bash -c uwsgi",
            "/var/www",
            "www-data",
            0o022,
        ),
        (
            "debian-12",
            "umask 077; sudo -H uwsgi",
            "/root",
            "root",
            0o077,
        ),
        ("debian-13", "uwsgi", "/home/ubuntu", "ubuntu", 0o002),
        (
            "debian-13",
            "sudo -u www-data uwsgi",
            "/var/www",
            "www-data",
            0o002,
        ),
        ("debian-13", "sudo uwsgi", "/root", "root", 0o022),
        ("ubuntu-16.04", "sudo uwsgi", "/home/ubuntu", "root", 0o022),
        ("ubuntu-16.04", "sudo -H uwsgi", "/root", "root", 0o022),
    ] {
        let (commands, ..) = typed(system, line);
        let context = &commands[0].context;
        assert_eq!(context.environment["HOME"], home, "{line}");
        assert_eq!(context.environment["USER"], user, "{line}");
        assert_eq!(context.umask, umask, "{system}: {line}");
    }
}

#[test]
fn links_lead_to_the_program_and_the_typed_name_stays() {
    let (commands, ..) = typed("debian-12", "FOO=bar uwsgi_python3 --x > log 2>&1 &");
    let command = &commands[0];
    assert_eq!(command.program, "/usr/bin/uwsgi-core");
    assert_eq!(command.argv[0].text, "uwsgi_python3");
    assert_eq!(command.stderr, Stream::File("/home/ubuntu/log".to_owned()));
    assert_eq!(command.context.environment["FOO"], "bar");
    assert!(command.background);
}

#[test]
fn nothing_after_a_program_that_goes_on_is_reached() {
    for (line, n_commands, status) in [
        ("uwsgi; nginx", 1, None),
        ("uwsgi && nginx", 1, None),
        ("uwsgi & nginx", 2, None),
        ("(cd /nope && uwsgi)", 0, Some(1)),
        ("cd /nope; uwsgi", 1, None),
        ("false || uwsgi", 1, None),
        ("uwsgi | tee log", 1, None),
        ("exec uwsgi; nginx", 1, None),
        ("nohup uwsgi > /dev/null 2>&1 & true", 1, Some(0)),
    ] {
        let (commands, script, _) = typed("debian-12", line);
        assert_eq!(
            (commands.len(), script.status),
            (n_commands, status),
            "{line}"
        );
    }
}

#[test]
fn what_is_not_understood_is_told_at_its_place() {
    for (line, place, words) in [
        ("uwsgi 'abc", "'", "`'` is never closed"),
        ("uwsgi --x $(ls", "$(", "`$(` is never closed"),
        ("uwsgi && ", " ", "`end of the line` is not expected here"),
        ("for x in a; do ls", "for", "`for` is never closed"),
        ("foo --bar", "foo", "there is no command `foo`"),
        ("case x in esac", "case", "`case` is not simulated"),
        ("echo ${x#y}", "${x#y}", "`${x#y}` is not simulated"),
        (
            "cat /etc/login.defs",
            "cat /etc/login.defs",
            "the text of `/etc/login.defs` is not simulated",
        ),
    ] {
        let (_, script, sources) = typed("debian-12", line);
        let complaint = script
            .complaints
            .first()
            .unwrap_or_else(|| panic!("{line}"));
        assert_eq!(sources.text_of(complaint.span), place, "{line}");
        assert_eq!(complaint.kind.to_string(), words, "{line}");
    }
}

#[test]
fn programs_say_what_the_coreutils_say() {
    for (line, expected) in [
        (
            "mkdir /run",
            "mkdir: cannot create directory ‘/run’: File exists\n",
        ),
        (
            "mkdir /run/x",
            "mkdir: cannot create directory ‘/run/x’: Permission denied\n",
        ),
        (
            "chown root .bashrc",
            "chown: changing ownership of '.bashrc': Operation not permitted\n",
        ),
        ("chown nope .bashrc", "chown: invalid user: ‘nope’\n"),
        (
            "chmod 999 .",
            "chmod: invalid mode: ‘999’\nTry 'chmod --help' for more information.\n",
        ),
        (
            "setfacl -m u:nope:x .",
            "setfacl: Option -m: Invalid argument near character 3\n",
        ),
        ("rm /tmp", "rm: cannot remove '/tmp': Is a directory\n"),
        (
            "rm -f nope; cp nope x",
            "cp: cannot stat 'nope': No such file or directory\n",
        ),
        (
            "ln -s a b; ln -s a b",
            "ln: failed to create symbolic link 'b': File exists\n",
        ),
        (
            "echo x > /etc/x",
            "bash: line 1: /etc/x: Permission denied\n",
        ),
        (
            "sudo echo x > /etc/x",
            "bash: line 1: /etc/x: Permission denied\n",
        ),
        (
            "cd nope",
            "bash: line 1: cd: nope: No such file or directory\n",
        ),
        (
            "/etc/hosts",
            "bash: line 1: /etc/hosts: Permission denied\n",
        ),
        ("id -un; umask", "ubuntu\n0022\n"),
        (
            "useradd bob",
            "useradd: Permission denied.\nuseradd: cannot lock /etc/passwd; try again later.\n",
        ),
        ("su root -c id", "Password: su: Authentication failure\n"),
    ] {
        let (_, script, _) = typed("debian-12", line);
        assert_eq!(script.output, expected, "{line}");
    }
}

#[test]
fn python_leaves_a_socket_file_that_nobody_listens_on() {
    let after = |line: &str| {
        let mut machine = crate::stock::machine("debian-12").unwrap();
        let mut sources = Sources::default();
        let id = sources.add("setup", line);
        let context = login(&machine, "root", "/root").unwrap();
        run(&mut machine, line, id, &context, &mut Kept::default());
        machine
    };
    for line in [
        "python3 -c 'import socket; s = socket.socket(socket.AF_UNIX); s.bind(\"/tmp/old.sock\")'",
        "python3 -c \"import socket; socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).bind('/tmp/old.sock')\"",
    ] {
        let machine = after(line);
        let node = machine.node(machine.find("/tmp/old.sock").unwrap());
        assert!(matches!(node.kind, crate::NodeKind::Socket(_)), "{line}");
        assert_eq!((node.owner, node.mode), (0, 0o755), "{line}");
        assert!(machine.listeners().all(|(_, listener)| !listener.open));
    }
    let machine = after("python3 -c 'import os; s.bind(\"/tmp/old.sock\")'");
    assert!(machine.find("/tmp/old.sock").is_none());
}

/// What a line does when root types it: all output, and how much was said to be left out.
fn as_root(line: &str) -> (String, usize) {
    let mut machine = crate::stock::machine("debian-12").unwrap();
    crate::stock::add_login_user(&mut machine, "ubuntu");
    let mut sources = Sources::default();
    let id = sources.add("setup", line);
    let context = login(&machine, "root", "/root").unwrap();
    let script = run(&mut machine, line, id, &context, &mut Kept::default());
    (script.output, script.complaints.len())
}

#[test]
fn ownership_and_removal_go_where_the_real_tools_go() {
    let made = "mkdir -p /w/d; cd /w; touch d/f; ln -s d l;";
    for (line, expected) in [
        ("rm -rf l/; ls d; ls", "d\nl\n"),
        (
            "rm -r l/; ls d",
            "rm: cannot remove 'l/': Not a directory\n",
        ),
        (
            "chown -R www-data l; ls -ld d/f",
            "-rw-r--r-- root root 0 d/f\n",
        ),
        (
            "chown -R www-data l/; ls -ld d/f",
            "-rw-r--r-- www-data root 0 d/f\n",
        ),
        (
            "chown --from=ubuntu www-data d/f; ls -ld d/f",
            "-rw-r--r-- root root 0 d/f\n",
        ),
        (
            "chown --from=root:root www-data d/f; ls -ld d/f",
            "-rw-r--r-- www-data root 0 d/f\n",
        ),
        (
            "chmod 750 d; setfacl -n -m u:www-data:rwx d; getfacl -c d | grep mask",
            "mask::r-x\n",
        ),
        (
            "setfacl -m www-data:rx d; getfacl d | grep user:w",
            "user:www-data:r-x\n",
        ),
        (
            "cp d/f missing/",
            "cp: cannot create regular file 'missing/': Not a directory\n",
        ),
        (
            "install -m 640 /dev/null e; ls -l e",
            "-rw-r----- root root 0 e\n",
        ),
        ("echo a > c; sed -i.bak s/a/b/ c; cat c c.bak", "b\na\n"),
        ("mkdir q; cd $_; pwd", "/w/q\n"),
        (
            "sudo systemctl start x",
            "sudo: systemctl: command not found\n",
        ),
        (
            "groupdel ubuntu",
            "groupdel: cannot remove the primary group of user 'ubuntu'\n",
        ),
    ] {
        assert_eq!(as_root(&format!("{made} {line}")).0, expected, "{line}");
    }
}

#[test]
fn what_is_taken_but_not_done_is_told() {
    for line in [
        "chown -RL www-data /srv",
        "setfacl --set-file=/etc/acl /srv",
        "setfacl -RL -m u:www-data:x /srv",
        "cp --no-preserve=mode /etc/hosts /tmp",
        "cp -u /etc/hosts /tmp",
        "install -b /etc/hosts /tmp",
        "sed -i'old/*' s/a/b/ /etc/hosts",
        "useradd -o -u 33 twin",
        "useradd -m -b /srv bea",
        "useradd -m -k /srv kim",
        "usermod -g www-data ubuntu",
        "usermod -u 1500 ubuntu",
        "usermod -m -d /srv/x ubuntu",
        "groupadd -U ubuntu crew",
        "addgroup --system crew",
        "addgroup ubuntu www-data",
        "adduser --disabled-login ann",
        "adduser --ingroup www-data ann",
        "deluser --remove-home ubuntu",
        "chsh -s /bin/sh ubuntu",
    ] {
        assert_eq!(as_root(line).1, 1, "{line}");
    }
}
