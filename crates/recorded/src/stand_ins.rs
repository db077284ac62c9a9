//! Words for what differs from run to run: pids, addresses, times, durations, connection numbers.

/// What is looked for and what stands in for it. In the first, `%a` is a letter, `%1` a digit, `%_` a digit or a blank,
/// `%d` a number, `%x` a hexadecimal number, `%A` one long enough to be an address, and `%l` the rest of the line.
const STAND_INS: &[(&str, &str)] = &[
    ("%a%a%a %a%a%a %_%1 %1%1:%1%1:%1%1 %1%1%1%1", "TIME"),
    ("%1%1%1%1/%1%1/%1%1 %1%1:%1%1:%1%1", "TIME"),
    ("%1%1/%a%a%a/%1%1%1%1:%1%1:%1%1:%1%1 +%1%1%1%1", "TIME"),
    ("%1%1%1%1-%1%1-%1%1 %1%1:%1%1:%1%1,%1%1%1", "TIME"),
    ("%a%a%a, %1%1 %a%a%a %1%1%1%1 %1%1:%1%1:%1%1 GMT", "TIME"),
    ("%1%1%1%1-%1%1-%1%1 %1%1:%1%1:%1%1", "TIME"),
    ("os: Linux-%l", "os: Linux"),
    ("ETag: \"%x-", "ETag: \"TIME-"),
    ("pid: %d", "pid: PID"),
    ("pid %d", "pid PID"),
    (
        "[notice] %d#%d: signal process started",
        "[notice] PID#PID: signal process started",
    ),
    ("] %d#%d: *%d ", "] PID#PID: *N "),
    ("] %d#%d: ", "] PID#PID: "),
    ("of process %d is done", "of process PID is done"),
    ("process %d exited", "process PID exited"),
    ("ing process %d", "ing process PID"),
    ("main process %d", "main process PID"),
    ("control process %d", "control process PID"),
    ("left-over process %d", "left-over process PID"),
    ("remaining process %d", "remaining process PID"),
    ("PID %d", "PID PID"),
    ("Consumed %d.%ds CPU time", "Consumed N CPU time"),
    ("Consumed %dms CPU time", "Consumed N CPU time"),
    ("uptime %d:%1%1:%1%1", "uptime N"),
    ("0x%A", "0xADDR"),
    ("ready in %d seconds", "ready in N seconds"),
    ("buried after %d seconds", "buried after N seconds"),
    ("{%d vars in %d bytes}", "{N vars in N bytes}"),
    ("in %d msecs", "in N msecs"),
    ("(%d switches on core", "(N switches on core"),
    (" since %d", " since N"),
];

/// Lines that tell of the host, and what the stock systems have in their place.
const HOST_LINES: &[(&str, &str)] = &[
    (
        "detected number of CPU cores: %d",
        "detected number of CPU cores: 2",
    ),
    (
        "your processes number limit is %d",
        "your processes number limit is 96365",
    ),
];

/// What differs in the output of `ls`: the dates, which nothing depends on.
const LISTING_STAND_INS: &[(&str, &str)] = &[
    (" %a%a%a %_%1 %1%1:%1%1 ", " Jan  1 00:00 "),
    (" %a%a%a %_%1  %1%1%1%1 ", " Jan  1 00:00 "),
];

/// The fewest digits that make a hexadecimal number an address.
const ADDRESS_DIGITS: usize = 7;

/// Replaces what differs from run to run by its stand-ins.
#[must_use]
pub fn with_stand_ins(text: &str) -> String {
    STAND_INS
        .iter()
        .chain(HOST_LINES)
        .fold(text.to_owned(), |text, (pattern, stand_in)| {
            replace(&text, pattern, stand_in)
        })
}

/// Replaces what differs from run to run in a header of an answer. Werkzeug writes the methods of `Allow` in the order of a
/// set of texts, which is another one in each process.
#[must_use]
pub fn header_with_stand_ins(header: &str) -> String {
    let header = with_stand_ins(header);
    let Some(methods) = header.strip_prefix("Allow: ") else {
        return header;
    };
    let mut methods: Vec<&str> = methods.split(", ").collect();
    methods.sort_unstable();
    format!("Allow: {}", methods.join(", "))
}

/// Replaces when pip compiled uWSGI, which is no fact of a system; when Debian's package was compiled is one.
#[must_use]
pub fn without_wheel_dates(log: &str) -> String {
    let mut of_debian = true;
    let line = |line: &str| {
        if line.starts_with("*** Starting uWSGI ") {
            of_debian = line.contains("-debian ");
        }
        match line.strip_prefix("compiled with version: ") {
            Some(rest) if !of_debian => {
                let compiler = rest.split(" on ").next().unwrap_or(rest);
                format!("compiled with version: {compiler} on TIME")
            }
            _ => line.to_owned(),
        }
    };
    let lines: Vec<String> = log.split('\n').map(line).collect();
    lines.join("\n")
}

/// Replaces the dates of `ls` lines by one and the same.
#[must_use]
pub fn listing_with_stand_ins(text: &str) -> String {
    LISTING_STAND_INS
        .iter()
        .fold(text.to_owned(), |text, (pattern, stand_in)| {
            replace(&text, pattern, stand_in)
        })
}

fn replace(text: &str, pattern: &str, stand_in: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = None;
    while let Some(first) = rest.chars().next() {
        // A number that only continues a longer one is not the number meant.
        let inside_a_number =
            before.is_some_and(|c: char| c.is_ascii_digit()) && first.is_ascii_digit();
        match match_length(rest, pattern) {
            Some(length) if length > 0 && !inside_a_number => {
                out.push_str(stand_in);
                before = rest[..length].chars().next_back();
                rest = &rest[length..];
            }
            _ => {
                out.push(first);
                before = Some(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    out
}

/// Tells how many bytes at the start of `text` the pattern covers.
fn match_length(text: &str, pattern: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut pattern = pattern.bytes();
    while let Some(wanted) = pattern.next() {
        let class = if wanted == b'%' { pattern.next() } else { None };
        let run =
            |accepts: fn(&u8) -> bool| bytes[at..].iter().take_while(|byte| accepts(byte)).count();
        let length = match class {
            None => usize::from(bytes.get(at) == Some(&wanted)),
            Some(b'a') => usize::from(bytes.get(at).is_some_and(u8::is_ascii_alphabetic)),
            Some(b'1') => usize::from(bytes.get(at).is_some_and(u8::is_ascii_digit)),
            Some(b'_') => usize::from(
                bytes
                    .get(at)
                    .is_some_and(|byte| byte.is_ascii_digit() || *byte == b' '),
            ),
            Some(b'l') => run(|byte| *byte != b'\n'),
            Some(b'd') => run(u8::is_ascii_digit),
            Some(b'A') => Some(run(u8::is_ascii_hexdigit))
                .filter(|&digits| digits >= ADDRESS_DIGITS)
                .unwrap_or(0),
            Some(_) => run(u8::is_ascii_hexdigit),
        };
        if length == 0 {
            return None;
        }
        at += length;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::{
        header_with_stand_ins, listing_with_stand_ins, with_stand_ins, without_wheel_dates,
    };

    #[test]
    fn what_differs_from_run_to_run_gets_its_stand_in() {
        let table = [
            (
                "*** Starting uWSGI 2.0.21-debian (64bit) on [Sun Nov  2 08:33:05 2026] ***",
                "*** Starting uWSGI 2.0.21-debian (64bit) on [TIME] ***",
            ),
            (
                "spawned uWSGI worker 1 (and the only) (pid: 72, cores: 1)",
                "spawned uWSGI worker 1 (and the only) (pid: PID, cores: 1)",
            ),
            (
                "WSGI app 0 (mountpoint='/') ready in 0 seconds on interpreter 0x7fda6354bad8 pid: 72 (default app)",
                "WSGI app 0 (mountpoint='/') ready in N seconds on interpreter 0xADDR pid: PID (default app)",
            ),
            (
                "[pid: 72|app: 0|req: 1/1] 127.0.0.1 () {32 vars in 335 bytes} [Sun Nov 22 08:33:49 2026] GET / => generated 21 bytes in 1 msecs (HTTP/1.1 200) 2 headers in 79 bytes (1 switches on core 0)",
                "[pid: PID|app: 0|req: 1/1] 127.0.0.1 () {N vars in N bytes} [TIME] GET / => generated 21 bytes in N msecs (HTTP/1.1 200) 2 headers in 79 bytes (N switches on core 0)",
            ),
            (
                "2026/11/22 08:33:06 [error] 61#61: *1 upstream",
                "TIME [error] PID#PID: *N upstream",
            ),
            (
                "2026/11/22 08:33:06 [emerg] 61#61: bind() to",
                "TIME [emerg] PID#PID: bind() to",
            ),
            (
                "127.0.0.1 - - [22/Nov/2026:08:33:06 +0000] \"GET / HTTP/1.1\" 502 157",
                "127.0.0.1 - - [TIME] \"GET / HTTP/1.1\" 502 157",
            ),
            (
                "os: Linux-6.1.0-18-amd64 #1 SMP\nnodename: vm",
                "os: Linux\nnodename: vm",
            ),
            ("Date: Sun, 22 Nov 2026 08:33:06 GMT", "Date: TIME"),
        ];
        for (line, expected) in table {
            assert_eq!(with_stand_ins(line), expected);
        }
    }

    #[test]
    fn only_wheels_forget_when_they_were_compiled() {
        let log = |version: &str, on: &str| {
            format!(
                "*** Starting uWSGI {version} (64bit) on [TIME] ***\ncompiled with version: 12.2.0 on {on}\n"
            )
        };
        let (debian, pip) = ("2.0.21-debian", "2.0.31");
        let date = "01 December 2026 03:04:05";
        assert_eq!(without_wheel_dates(&log(debian, date)), log(debian, date));
        assert_eq!(without_wheel_dates(&log(pip, date)), log(pip, "TIME"));
    }

    #[test]
    fn allowed_methods_have_no_order() {
        let table = [
            ("Allow: OPTIONS, HEAD, GET", "Allow: GET, HEAD, OPTIONS"),
            ("Vary: Cookie, Accept", "Vary: Cookie, Accept"),
        ];
        for (header, expected) in table {
            assert_eq!(header_with_stand_ins(header), expected);
        }
    }

    #[test]
    fn dates_of_ls_are_all_the_same() {
        let table = [
            (
                "drwxr-xr-x 1 root   root   120 Nov 22 08:33 /",
                "drwxr-xr-x 1 root   root   120 Jan  1 00:00 /",
            ),
            (
                "-rw-r--r-- 1 ubuntu ubuntu  807 May  7  2026 .profile",
                "-rw-r--r-- 1 ubuntu ubuntu  807 Jan  1 00:00 .profile",
            ),
        ];
        for (line, expected) in table {
            assert_eq!(listing_with_stand_ins(line), expected);
        }
    }

    #[test]
    fn what_belongs_to_the_deployment_stays() {
        for line in [
            "uwsgi socket 0 bound to TCP address 127.0.0.1:8000 fd 3",
            "Python version: 3.11.2 (main, May 12 2026, 05:17:27) [GCC 12.2.0]",
            "mapped 72920 bytes (71 KB) for 1 cores",
            "setgid() to 33",
            "übung – 0x10 [#1]",
        ] {
            assert_eq!(with_stand_ins(line), line);
        }
    }
}
