//! What whole pastes become.

use super::*;

fn sorted(text: &str) -> Paste {
    let paste = paste(text);
    let mut at = 0;
    let mut parts: Vec<(usize, usize)> = paste
        .pieces
        .iter()
        .map(|p| (p.from_start, p.from_end))
        .collect();
    parts.extend(paste.left.iter().map(|l| (l.from_start, l.from_end)));
    parts.sort_unstable();
    for (start, end) in parts {
        assert!(start <= at, "bytes {at} to {start} are nowhere");
        at = at.max(end);
    }
    assert_eq!(at, text.len());
    paste
}

#[test]
fn a_scroll_back_becomes_a_scenario() {
    let paste = sorted(
        "ana@box:~/shop$ cat shop.ini\n[uwsgi]\nmodule = shop:app\nana@box:~/shop$ sudo mkdir /run/shop\nana@box:~/shop$ uwsgi shop.ini &\n[1] 77\n*** Starting uWSGI 2.0.21-debian (64bit) on [x] ***\nana@box:~/shop$ curl localhost/x\nana@box:~/shop$ ls -l\ntotal 0\n",
    );
    let scenario = paste.scenario;
    assert_eq!(
        (scenario.user.as_str(), scenario.cwd.as_str()),
        ("ana", "/home/ana/shop")
    );
    assert_eq!(
        scenario.files["/home/ana/shop/shop.ini"],
        "[uwsgi]\nmodule = shop:app\n"
    );
    assert_eq!(scenario.setup, ["sudo mkdir /run/shop"]);
    assert_eq!(scenario.invocation, "uwsgi shop.ini &");
    assert_eq!(scenario.request.url, "http://localhost/x");
    assert!(scenario.listing.contains("Starting uWSGI") && scenario.listing.contains("total 0"));
    assert!(scenario.partial);
}

#[test]
fn documents_hold_what_the_pieces_say() {
    let text = "# app.py\nimport x\n\n[uwsgi]\nmodule=app\n\nserver {\n  listen 80;\n}\nuwsgi --ini uwsgi.ini\n";
    let paste = sorted(text);
    let sources = paste.scenario.sources();
    for piece in &paste.pieces {
        let id = sources.find(&piece.document).unwrap();
        let document = &sources.get(id).text;
        let there = &document[piece.start..piece.end];
        assert_eq!(there.trim(), text[piece.from_start..piece.from_end].trim());
    }
    let kinds: Vec<_> = paste.pieces.iter().map(|piece| piece.kind.word()).collect();
    assert_eq!(kinds, ["python", "ini", "nginx", "invocation"]);
}

#[test]
fn prose_is_left() {
    let text = "Hello,\nit does not work, and uwsgi is to blame.\nThanks!\n";
    let paste = sorted(text);
    assert!(paste.pieces.is_empty());
    assert_eq!(
        paste.left,
        [Left {
            from_start: 0,
            from_end: text.len()
        }]
    );
}

#[test]
fn here_documents_write_files() {
    let paste = sorted(
        "root@h:~# cat > /etc/nginx/conf.d/a.conf <<'EOF'\n> server {\n> }\n> EOF\nroot@h:~# uwsgi -s :1\n",
    );
    assert_eq!(
        paste.scenario.files["/etc/nginx/conf.d/a.conf"],
        "server {\n}\n"
    );
    assert_eq!(paste.scenario.invocation, "uwsgi -s :1");
    assert_eq!(paste.scenario.cwd, "/root");
}

#[test]
fn the_last_start_counts_and_those_that_go_on() {
    let start = |text| sorted(text).scenario.invocation;
    assert_eq!(start("$ uwsgi -s :1\n$ uwsgi -s :2\n"), "uwsgi -s :2");
    assert_eq!(
        start("$ uwsgi --http :1 &\n$ uwsgi -s :2\n"),
        "uwsgi --http :1 &\nuwsgi -s :2"
    );
    assert_eq!(
        start("$ . venv/bin/activate\n$ uwsgi -s :2\n"),
        ". venv/bin/activate\nuwsgi -s :2"
    );
}

#[test]
fn no_paste_is_slow_or_breaks() {
    let pieces = [
        "$ cat x\n",
        "```\n",
        "```python\n",
        "a@b:~$ cat > f <<EOF\n",
        "server {\n",
        "> ",
        "[uwsgi]\n",
        "é\u{7f}\r\n",
        "# cat /x y\n",
        "\\\n",
        "$ history\n 1 uwsgi x\n",
        "$ mkdir /a/b\n",
        "import x\n",
        "\"\"\"\n",
        "'",
        "$ nginx -T\n# configuration file /a:\n",
    ];
    let mut seed = 7u32;
    for _ in 0..400 {
        let mut text = String::new();
        for _ in 0..30 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(pieces[(seed >> 16) as usize % pieces.len()]);
        }
        sorted(&text);
    }
}
