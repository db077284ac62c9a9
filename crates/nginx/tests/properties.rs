//! No text makes nginx panic or hang, and every span lies inside its text on character borders.

use hurdles_machine::{Context, Identity, Machine, Reply, ReplyEnd, stock};
use hurdles_nginx::{Request, Server};
use hurdles_source::Sources;

const SITE: &str = "/etc/nginx/sites-enabled/default";

/// A configuration that uses a bit of everything.
const RICH: &str = "map $uri $m { ~^/a(?<x>.*)$ 1; default 0; }\n\
upstream up { server 127.0.0.1:1 weight=2; server unix:/run/ü.sock backup; }\n\
server {\n listen 80 default_server;\n server_name _ *.a .b c.* ~^re(.)$;\n root \"/srv/w w\";\n\
 error_page 404 =200 @f; error_page 502 /50x.html;\n client_max_body_size 10m;\n\
 location = /e { return 301 /x$is_args$args; }\n\
 location /s/ { alias /srv/s/; autoindex on; expires 1h; }\n\
 location ~* \\.(php|py)$ { include uwsgi_params; uwsgi_pass up; }\n\
 location / { try_files $uri $uri/ @f; if ($host ~ a) { set $y 1; } rewrite ^/o/(.*)$ /n/$1? last; }\n\
 location @f { proxy_pass http://up; proxy_set_header Host $host; }\n}\n";

fn root() -> Context {
    Context {
        identity: Identity::root(),
        cwd: "/".to_owned(),
        environment: Default::default(),
        umask: 0o022,
    }
}

/// Tests and starts nginx with this site, checks all spans, and makes some requests.
fn play(text: &str) {
    let mut machine = stock::machine("debian-12").expect("Debian 12 is carried");
    let mut sources = Sources::default();
    let id = sources.add(SITE, text);
    let _ = machine.erase(SITE);
    machine.write_scenario_file("root", SITE, text.into(), id);
    let outcome = hurdles_nginx::run(&mut machine, &root(), &["nginx", "-t"], &mut None);
    let configuration = outcome.configuration.expect("a test reads its files");
    let problems = configuration.problems.iter();
    let blamed = problems.flat_map(|problem| [problem.blame, problem.missing_semicolon]);
    let read = configuration.tree.iter();
    let read = read.flat_map(|(_, directive)| [directive.place.span, directive.name.span]);
    for span in blamed.chain(read).flatten() {
        let inside = text.get(span.range()).is_some();
        assert!(inside, "{span:?} of {text:?}");
    }
    let mut server: Option<Server> = None;
    hurdles_nginx::run(&mut machine, &root(), &["nginx"], &mut server);
    for url in ["/", "/e?x", "/s/", "/a.php/ü?%", "/%zz", "/o/a//../b", "//"] {
        ask(&mut machine, &mut server, &format!("http://localhost{url}"));
    }
}

fn ask(machine: &mut Machine, server: &mut Option<Server>, url: &str) {
    let mut n = 0;
    let answers: [&[u8]; 4] = [
        b"",
        b"HTTP/1.1 200 \xff\r\n\r\n\xffx",
        b"Status: 9\n\n",
        b":\n",
    ];
    hurdles_nginx::request(
        server.as_mut(),
        machine,
        &Request::get(url),
        &mut |_, _, _| {
            n += 1;
            let bytes = answers.get(n % 4).copied().unwrap_or_default().to_vec();
            Reply {
                bytes,
                seconds: 0.0,
                end: ReplyEnd::Closed,
            }
        },
    );
}

#[test]
fn no_prefix_and_no_hole_of_a_configuration_makes_a_panic() {
    play(RICH);
    let borders: Vec<usize> = (0..=RICH.len())
        .filter(|at| RICH.is_char_boundary(*at))
        .collect();
    for pair in borders.windows(8).step_by(5) {
        let [from, .., to] = pair else { continue };
        play(&RICH[..*to]);
        play(&format!("{}{}", &RICH[..*from], &RICH[*to..]));
        play(&format!("{}{{ü;\"'}}{}", &RICH[..*from], &RICH[*from..]));
    }
}

#[test]
fn large_texts_are_read_without_recursion() {
    for part in [
        "{",
        "a{",
        "location / {",
        "server {",
        "a;",
        "}",
        "\"",
        "$",
        "\\",
        "ü ",
        "#",
    ] {
        play(&part.repeat((1 << 17) / part.len()));
    }
    play("include /etc/nginx/sites-enabled/*;\ninclude /etc/nginx/sites-enabled/*;\n");
    play(
        "server { error_page 500 /x; recursive_error_pages on; rewrite ^ /y; location / { rewrite ^ /y last; } }",
    );
}
