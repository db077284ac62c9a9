//! Pastes as people make them, and what the machine is after each.

use super::*;
use crate::{Address, Bits, Identity, NodeKind};
use hurdles_source::Sources;

struct Read {
    machine: Machine,
    listing: Listing,
    sources: Sources,
}

fn read(text: &str) -> Read {
    let mut machine = crate::stock::machine("debian-12").unwrap();
    crate::stock::add_login_user(&mut machine, "ubuntu");
    let mut sources = Sources::default();
    let given = sources.add("/srv/app/wsgi.py", "import flask\n");
    machine.write_scenario_file("ubuntu", "/srv/app/wsgi.py", "import flask\n".into(), given);
    let id = sources.add("listing", text);
    let listing = super::read(&mut machine, text, id, "/srv/app");
    Read {
        machine,
        listing,
        sources,
    }
}

impl Read {
    fn line(&self, path: &str) -> String {
        self.machine
            .ls_line(path)
            .unwrap_or_else(|| "nothing".to_owned())
    }

    fn unread(&self) -> Vec<&str> {
        let spans = self.listing.unread.iter().map(|unread| unread.span);
        spans.map(|span| self.sources.text_of(span)).collect()
    }

    fn identity(&self, name: &str) -> Identity {
        self.machine
            .accounts
            .login(self.machine.accounts.user(name).unwrap())
    }
}

#[test]
fn a_bare_ls_is_of_the_current_directory() {
    let read = read(
        "total 8\ndrwxr-x--- 2 app www-data 4096 Mar  3 10:11 .\ndrwxr-xr-x 3 root root 4096 Mar  3 10:11 ..\n-rw-r----- 1 app www-data 99 Mar  3 10:11 settings.py\nsrw-rw---- 1 app app 0 Mar  3 10:11 app.sock\n",
    );
    assert_eq!(
        read.line("/srv/app"),
        "drwxr-x--- app www-data 4096 /srv/app"
    );
    assert_eq!(read.line("/srv"), "drwxr-xr-x root root 4096 /srv");
    assert_eq!(
        read.line("/srv/app/settings.py"),
        "-rw-r----- app www-data 99 /srv/app/settings.py"
    );
    assert_eq!(
        read.line("/srv/app/app.sock"),
        "srw-rw---- app app 0 /srv/app/app.sock"
    );
    assert_eq!(
        read.line("/srv/app/wsgi.py"),
        "nothing",
        "it is not shown, so it is gone"
    );
    assert!(read.unread().is_empty());
    assert!(
        read.listing
            .assumptions
            .iter()
            .any(|assumption| assumption.text.contains("/srv/app/wsgi.py"))
    );
    assert_eq!(read.identity("app").uid, 1001);
}

#[test]
fn several_directories_and_prompts_are_told_apart() {
    let read = read(
        "ubuntu@vm:~$ cd /run && ls -l\ntotal 0\ndrwxr-xr-x 2 root root 40 Mar  3 10:11 uwsgi\nubuntu@vm:/run$ ls -lR /srv/a /srv/b\n/srv/a:\ntotal 0\ndrwx------ 2 root root 40 Mar  3 10:11 x\n\n/srv/a/x:\ntotal 0\n-rw-r--r-- 1 root root 0 Mar  3 10:11 empty\n\n/srv/b:\ntotal 0\n",
    );
    assert_eq!(
        read.line("/run/uwsgi"),
        "drwxr-xr-x root root 4096 /run/uwsgi"
    );
    assert_eq!(
        read.line("/run/lock"),
        "nothing",
        "a whole listing does not show it"
    );
    assert_eq!(read.line("/srv/a/x"), "drwx------ root root 4096 /srv/a/x");
    assert_eq!(read.machine.text_of("/srv/a/x/empty").as_deref(), Some(""));
    assert!(read.unread().is_empty(), "{:?}", read.unread());
}

#[test]
fn hidden_names_stay_where_they_were_not_asked_for() {
    let read = read("$ ls -l /home/ubuntu\ntotal 0\n$ ls /home\nubuntu\n");
    assert_ne!(read.line("/home/ubuntu/.bashrc"), "nothing");
    assert_ne!(read.line("/home/ubuntu"), "nothing");
    let filtered = self::read(
        "$ ls -la /home/ubuntu | grep x\n$ ls -l /srv/app/*.sh\nls: cannot access '/srv/app/*.sh': No such file or directory\n",
    );
    assert_ne!(filtered.line("/srv/app/wsgi.py"), "nothing");
}

#[test]
fn an_acl_is_read_where_getfacl_shows_it_and_told_unknown_where_not() {
    let mark = "$ ls -ld /srv/app\ndrwxrwx---+ 2 ubuntu ubuntu 40 Mar  3 10:11 /srv/app\n";
    let open = read(mark);
    let unknown: Vec<&str> = open
        .listing
        .unknown
        .iter()
        .map(|unknown| unknown.tell.as_str())
        .collect();
    assert_eq!(unknown, ["getfacl -p /srv/app"]);
    let shown = read(&format!(
        "{mark}$ getfacl /srv/app\ngetfacl: Removing leading '/' from absolute path names\n# file: srv/app\n# owner: ubuntu\n# group: ubuntu\nuser::rwx\nuser:www-data:r-x\ngroup::---\nmask::rwx\nother::---\n\n"
    ));
    assert!(shown.listing.unknown.is_empty());
    let www_data = shown.identity("www-data");
    let may = |bits| {
        shown
            .machine
            .walk(&www_data, "/", "/srv/app", Bits(bits))
            .end
            .is_ok()
    };
    assert!(may(5) && !may(2));
}

#[test]
fn accounts_are_read_from_all_that_tells_them() {
    let read = read(
        "$ id nginx\nuid=101(nginx) gid=102(nginx) groups=102(nginx),33(www-data)\n$ getent passwd deploy\ndeploy:x:1500:1500:Deploy,,,:/opt/deploy:/bin/bash\n$ groups www-data\nwww-data : www-data ubuntu\n$ grep x /etc/group\nvault:x:1700:ubuntu,deploy\n$ id nobody2\nid: ‘nobody2’: no such user\n",
    );
    assert_eq!(read.identity("nginx").groups, [33, 102]);
    assert_eq!(read.identity("deploy").groups, [1500, 1700]);
    assert_eq!(
        read.machine.accounts.user("deploy").unwrap().home,
        "/opt/deploy"
    );
    assert_eq!(read.identity("www-data").groups, [33, 1000]);
    assert!(read.unread().is_empty(), "{:?}", read.unread());
}

#[test]
fn namei_and_stat_show_modes_too() {
    let read = read(
        "$ namei -l /run/app/x.sock\nf: /run/app/x.sock\ndrwxr-xr-x root     root     /\ndrwxr-xr-x root     root     run\ndrwx------ ubuntu   www-data app\n           x.sock - No such file or directory\n$ stat -c '%a %U:%G %n' /srv/app\n2750 ubuntu:www-data /srv/app\n",
    );
    assert_eq!(
        read.line("/run/app"),
        "drwx------ ubuntu www-data 4096 /run/app"
    );
    assert_eq!(
        read.line("/srv/app"),
        "drwxr-s--- ubuntu www-data 4096 /srv/app"
    );
    assert!(read.unread().is_empty(), "{:?}", read.unread());
}

#[test]
fn listeners_are_others_unless_they_are_nginx() {
    let read = read(
        "$ sudo ss -ltnp\nState  Recv-Q Send-Q Local Address:Port Peer Address:Port Process\nLISTEN 0 511 0.0.0.0:80 0.0.0.0:* users:((\"nginx\",pid=9,fd=6))\nLISTEN 0 5 127.0.0.1:3031 0.0.0.0:* users:((\"python3\",pid=8,fd=3))\n$ ps aux | grep nginx\nroot       9  0.0  0.1  10364  1000 ?  Ss 10:00 0:00 nginx: master process /usr/sbin/nginx\nwww-data  10  0.0  0.1  10364  1000 ?  S  10:00 0:00 nginx: worker process\n",
    );
    let open: Vec<&Address> = read
        .machine
        .listeners()
        .map(|(_, listener)| &listener.address)
        .collect();
    assert_eq!(open, [&Address::Tcp("127.0.0.1".parse().unwrap(), 3031)]);
    assert_eq!(
        read.listing.nginx_worker.as_ref().unwrap().value,
        "www-data"
    );
    assert!(read.unread().is_empty(), "{:?}", read.unread());
}

#[test]
fn what_cannot_be_read_is_told_with_its_line() {
    let read = read(
        "$ lsof -i :80\nCOMMAND PID USER\nnginx 9 root\n$ ls -ld /root/x\nls: cannot access '/root/x': Permission denied\nsome words\n-rw-r--r-- 1 root\n",
    );
    assert_eq!(
        read.unread(),
        ["$ lsof -i :80", "some words", "-rw-r--r-- 1 root"]
    );
    assert_eq!(read.listing.unknown[0].tell, "sudo ls -ld /root/x");
}

#[test]
fn a_file_that_only_changed_its_name_keeps_its_text() {
    let read =
        read("$ ls -l /srv/app\ntotal 4\n-rw-r--r-- 1 ubuntu ubuntu 13 Mar  3 10:11 wsgi_old.py\n");
    assert_eq!(
        read.machine.text_of("/srv/app/wsgi_old.py").as_deref(),
        Some("import flask\n")
    );
    assert_eq!(read.line("/srv/app/wsgi.py"), "nothing");
}

#[test]
fn texts_packages_and_links_are_taken_in() {
    let read = read(
        "$ cat /etc/hosts\n127.0.0.1 localhost\n::1 localhost\n$ pip list\nPackage    Version\n---------- -------\nFlask      2.2.2\n$ ls -l /etc/nginx/sites-enabled\ntotal 0\nlrwxrwxrwx 1 root root 10 Mar  3 10:11 app -> ../app.conf\n$ ls -ld /var/run/\ndrwxr-xr-x 9 root root 200 Mar  3 10:11 /var/run/\n",
    );
    assert_eq!(
        read.machine.text_of("/etc/hosts").as_deref(),
        Some("127.0.0.1 localhost\n::1 localhost\n")
    );
    assert_eq!(
        read.listing.packages[0].value,
        ("Flask".to_owned(), "2.2.2".to_owned())
    );
    assert_eq!(read.line("/etc/nginx/sites-enabled/default"), "nothing");
    let link = read
        .machine
        .find_link("/etc/nginx/sites-enabled/app")
        .unwrap();
    assert_eq!(
        read.machine.node(link).kind,
        NodeKind::Symlink("../app.conf".into())
    );
    assert!(matches!(
        read.machine
            .node(read.machine.find_link("/var/run").unwrap())
            .kind,
        NodeKind::Symlink(_)
    ));
}

#[test]
fn pastes_from_pages_and_odd_prompts_are_read() {
    let long = "drwxr-s--- 2 app web 40 Mar  3 10:11 /srv/x";
    for text in [
        format!("**ls -ld /srv/x**\n\n```\n{long}\n```\n"),
        format!("➜  app ls -ld /srv/x\n{long}\n➜  app \n"),
        format!("> [10:11] me@box:~$ sudo -u web ls -ld /srv/x\n> {long}\n"),
        format!("me@box app % ls -ld /srv/x\n{}\n", long.replace(' ', "\u{a0}")),
        "$ stat -c '%n: %a %U:%G' /srv/x\n/srv/x: 2750 app:web\n".to_owned(),
        "$ stat --format=\"%A %U %G %n\" /srv/x\ndrwxr-s--- app web /srv/x\n".to_owned(),
        "$ cd /srv; getfacl x\n# file: x\n# owner: app\n# group: web\n# flags: -s-\nuser::rwx\ngroup::r-x\nother::---\n".to_owned(),
        format!("$ ls -l /srv | grep x\n{}\n", long.replace("/srv/x", "x")),
    ] {
        let read = read(&text);
        assert_eq!(read.line("/srv/x"), "drwxr-s--- app web 4096 /srv/x", "{text}");
        assert!(read.unread().is_empty(), "{text}: {:?}", read.unread());
    }
}

#[test]
fn groups_are_read_of_whoever_they_are_asked_of() {
    for text in [
        "$ sudo -u www-data groups\nsudo: unable to resolve host vm: Name or service not known\nwww-data vault\n",
        "$ id -nG www-data\nwww-data vault\n",
        "www-data@vm:/$ id -Gn\nwww-data vault\n",
        "$ sudo --user=www-data id\nuid=33(www-data) gid=33(www-data) groups=33(www-data),1001(vault)\n",
    ] {
        let read = read(text);
        assert_eq!(read.identity("www-data").groups, [33, 1001], "{text}");
        assert!(read.unread().is_empty(), "{text}: {:?}", read.unread());
    }
    assert_eq!(read("$ groups zoe\nzoe : adm\n").identity("zoe").gid, 4);
}

#[test]
fn the_worker_is_the_nginx_that_is_not_roots() {
    for text in [
        "$ ps -o user= -C nginx\nroot\nwww-data\n",
        "$ ps -eo user,comm\nUSER     COMMAND\nroot     nginx\nubuntu   bash\nwww-data nginx\n",
        "$ ps axo user:20,pid,comm | grep nginx\nroot 9 nginx\nwww-data 10 nginx\n",
    ] {
        let read = read(text);
        let worker = read.listing.nginx_worker.as_ref().unwrap();
        assert_eq!(worker.value, "www-data", "{text}");
        assert!(read.unread().is_empty(), "{text}: {:?}", read.unread());
    }
}
