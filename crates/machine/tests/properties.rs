//! What holds for every input: no panic, no endless work, every span inside its text on character borders.
#![expect(clippy::unwrap_used, reason = "a test may fail so")]

use hurdles_machine::shell::{self, NoPrograms};
use hurdles_machine::{Machine, listing, stock};
use hurdles_source::{Sources, Span};

/// Numbers that look random and are the same in every run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }
}

/// Pieces that mean something to the shell, and some that mean nothing to anybody.
const SHELL: &[&str] = &[
    "mkdir",
    "-p",
    "chmod",
    "g+s",
    "755",
    "chown",
    "ubuntu:www-data",
    "ls",
    "-la",
    "rm",
    "-rf",
    "/",
    "/run",
    "~",
    "a",
    "é",
    "\u{1f600}",
    " ",
    " ",
    " ",
    "\n",
    "'",
    "\"",
    "\\",
    "$",
    "${",
    "}",
    "$(",
    ")",
    "(",
    "`",
    "&&",
    "||",
    ";",
    "&",
    "|",
    ">",
    ">>",
    "2>&1",
    "<",
    "<<",
    "<<<",
    "*",
    "?",
    "[a",
    "]",
    "{",
    ",",
    "..",
    "if",
    "then",
    "fi",
    "for",
    "in",
    "do",
    "done",
    "while",
    "true",
    "sudo",
    "-u",
    "su",
    "-c",
    "bash",
    "eval",
    "x=1",
    "$x",
    "${x:-y}",
    "cd",
    "setfacl",
    "-Rm",
    "d:u:www-data:rwx",
    "useradd",
    "-m",
    "alice",
    "usermod",
    "-aG",
    "cp",
    "-r",
    "mv",
    "ln",
    "-s",
    "sed",
    "-i",
    "s#a#b#",
    "s/\\(a\\)/\\1/",
    "grep",
    "-q",
    "printf",
    "%s\\n",
    "echo",
    "-e",
    "\\x41",
    "test",
    "-d",
    "=",
    "kill",
    "-HUP",
    "python3",
    "-m",
    "venv",
    "http.server",
    "80",
    "pip",
    "install",
    "flask",
    "xargs",
    "env",
    "tee",
    "#",
    "\r\n",
    "\t",
    "\0",
];

const LISTING: &[&str] = &[
    "$ ",
    "# ",
    "ubuntu@vm:~/x$ ",
    "ls",
    "-la",
    "-ld",
    "/run",
    "/home/ubuntu",
    "\n",
    "\n",
    "\n",
    "total 0",
    "drwxr-xr-x",
    "-rw-r--r--+",
    "lrwxrwxrwx",
    "srw-rw----",
    " 2 ",
    "root",
    "root     ",
    "www-data",
    "ubuntu",
    " 40 ",
    "Nov 22 08:35",
    "2024-01-01 00:00",
    " . ",
    "..",
    " a -> b",
    "é",
    " ",
    " ",
    ":",
    "/srv:",
    "ls: cannot access '/x': No such file or directory",
    "uid=33(www-data) gid=33(www-data) groups=33(www-data),",
    "1000(ubuntu)",
    "id",
    "getfacl -p /run",
    "# file: run",
    "# owner: root",
    "# flags: -s-",
    "user::rwx",
    "user:www-data:--x",
    "default:",
    "mask::r-x",
    "namei -l /x",
    "f: /run/x",
    "stat",
    "  File: /x",
    "Access: (0755/drwxr-xr-x)  Uid: ( 1000/  ubuntu)   Gid: ( 1000/  ubuntu)",
    "LISTEN 0 511 0.0.0.0:80 0.0.0.0:*",
    "ss -ltn",
    "nginx: worker process",
    "pip list",
    "Package Version",
    "Flask 2.2.2",
    "flask==1",
    "alice:x:1001:1001::/home/alice:/bin/sh",
    "vault:x:1002:alice",
    "cat /etc/hosts",
    "\u{1b}[01;34m",
    "\r",
    "\t",
    "d????????? ? ? ? ? ? x",
    "99999999999999999999",
];

fn text(numbers: &mut Numbers, pieces: &[&str], count: usize, gap: &str) -> String {
    let mut text = String::new();
    for _ in 0..count {
        text.push_str(pieces[numbers.below(pieces.len())]);
        if numbers.below(3) > 0 {
            text.push_str(gap);
        }
    }
    text
}

fn machine() -> Machine {
    let mut machine = stock::machine("debian-12").unwrap();
    stock::add_login_user(&mut machine, "ubuntu");
    machine
}

fn assert_inside(sources: &Sources, span: Span) {
    let text = &sources.get(span.source).text;
    assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
}

fn run(machine: &mut Machine, text: &str, user: &str) {
    let mut sources = Sources::default();
    let id = sources.add("setup", text);
    let context = shell::login(machine, user, "/home/ubuntu").unwrap();
    let whole = shell::run(&mut machine.clone(), text, id, &context, &mut NoPrograms);
    let lines = shell::run_lines(machine, text, id, &context, &mut NoPrograms);
    for script in [whole, lines] {
        for complaint in &script.complaints {
            assert_inside(&sources, complaint.span);
        }
        for ran in &script.ran {
            assert_inside(&sources, ran.span);
        }
    }
}

fn read(machine: &mut Machine, text: &str) {
    let mut sources = Sources::default();
    let id = sources.add("listing", text);
    let listing = listing::read(machine, text, id, "/home/ubuntu");
    let unread = listing.unread.iter().map(|unread| unread.span);
    let assumed = listing.assumptions.iter().map(|assumption| assumption.span);
    for span in unread
        .chain(assumed)
        .chain(listing.unknown.iter().map(|unknown| unknown.span))
    {
        assert_inside(&sources, span);
    }
}

#[test]
fn no_shell_text_makes_a_panic() {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let stock = machine();
    for _ in 0..1500 {
        let count = 1 + numbers.below(40);
        let text = text(&mut numbers, SHELL, count, " ");
        let user = if numbers.below(2) == 0 {
            "root"
        } else {
            "ubuntu"
        };
        run(&mut stock.clone(), &text, user);
    }
}

#[test]
fn no_listing_makes_a_panic() {
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    let stock = machine();
    for _ in 0..1500 {
        let count = 1 + numbers.below(60);
        let text = text(&mut numbers, LISTING, count, " ");
        read(&mut stock.clone(), &text);
    }
}

#[test]
fn text_cut_anywhere_is_survived() {
    let shell = "mkdir -p /run/a{b,c} && chown -R 'ubuntu':\"www-data\" /run/${X:-ab} # é\nfor i in 1 2; do echo $(id -u) > ~/x; done";
    let listing = "$ ls -la /run\ntotal 0\ndrwxr-xr-x+ 2 über www-data 40 Nov 22 08:35 .\nlrwxrwxrwx 1 root root 7 Nov 22 08:35 a -> b\n$ getfacl -p /run\n# file: /run\nuser:www-data:rwx\t#effective:r--\n";
    let stock = machine();
    for text in [shell, listing] {
        for (at, _) in text.char_indices() {
            run(&mut stock.clone(), &text[..at], "root");
            read(&mut stock.clone(), &text[..at]);
            read(&mut stock.clone(), &text[at..]);
        }
    }
}

#[test]
fn long_text_of_anything_ends_soon() {
    let stock = machine();
    let units = [
        "a",
        " ",
        "'",
        "\"",
        "$",
        "(",
        "$(",
        "{",
        "{a,b}",
        "a;",
        "a|",
        "a&&",
        "*",
        "\\",
        "`",
        "if ",
        "mkdir a;",
        "x=$x$x;",
        "\n",
        "<<a\n",
        "é",
        "$ ls\n",
        "total 0\n",
        "-rw-r--r-- 1 root root 1 Nov 22 08:35 x\n",
        "ls: a: b\n",
        "a:x:1:1:::\n",
        "# file: a\n",
        "user::rwx\n",
        "a@b:",
        "- ",
        "sed -e s/a*a*a*b/c/ ;",
        "grep -E '(a*)*b' ;",
        "cd .;",
        "eval ",
    ];
    for unit in units {
        let text = unit.repeat((1 << 17) / unit.len());
        run(&mut stock.clone(), &text, "ubuntu");
        read(&mut stock.clone(), &text);
    }
}
