//! What a link goes through on its way, and links that were given away.

use super::*;
use crate::scenario::Request;

fn sample() -> Scenario {
    Scenario {
        title: Some("Für „beide“ ✓".to_owned()),
        system: "ubuntu-16.04".to_owned(),
        user: "alice".to_owned(),
        cwd: "/srv/app".to_owned(),
        files: [
            ("/a".to_owned(), String::new()),
            (
                "b.py".to_owned(),
                "x = '\u{1e}\u{1f}\u{1d}0 \0'\n".to_owned(),
            ),
        ]
        .into(),
        setup: vec!["mkdir /run/uwsgi".to_owned(), String::new()],
        partial: false,
        expect: None,
        listing: "total 0\n".to_owned(),
        invocation: "uwsgi --ini uwsgi.ini".to_owned(),
        after: vec![String::new()],
        request: Request {
            url: "http://h/?a=ü".to_owned(),
            method: "POST".to_owned(),
            headers: vec!["A: b".to_owned()],
            body_bytes: 12,
            ..Request::default()
        },
    }
}

#[test]
fn every_scenario_comes_back() {
    let empty = Scenario {
        title: Some(String::new()),
        user: String::new(),
        cwd: String::new(),
        request: Request::get(""),
        ..Scenario::default()
    };
    let later = Scenario {
        partial: true,
        expect: Some(crate::scenario::Expect {
            status: Some(502),
            goal: Some("open it to www-data alone".to_owned()),
            ..Default::default()
        }),
        ..sample()
    };
    for scenario in [Scenario::default(), sample(), empty, later] {
        assert_eq!(from_fragment(&to_fragment(&scenario)), Ok(scenario));
    }
}

#[test]
fn what_others_do_to_a_link_is_undone() {
    let fragment = to_fragment(&sample());
    let (first, second) = fragment.split_at(40);
    let percent = fragment.replace('-', "%2D").replace('_', "%5F");
    let standard = fragment.replace('-', "%252B").replace('_', "/");
    for link in [
        format!("https://example.org/#{fragment}"),
        format!("<https://example.org/#{fragment}>."),
        format!("{fragment})"),
        format!("{fragment}&gt;"),
        format!("_{fragment}_"),
        format!("{fragment}--"),
        format!(" {first}\r\n  {second}\n"),
        percent,
        standard + "==",
    ] {
        assert_eq!(from_fragment(&link), Ok(sample()), "{link}");
    }
}

#[test]
fn a_broken_link_says_so_and_gives_what_is_left() {
    let fragment = to_fragment(&sample());
    let kind = |link: &str| from_fragment(link).unwrap_err().kind;
    assert_eq!(kind(""), LinkErrorKind::Empty);
    assert_eq!(kind("…"), LinkErrorKind::Empty);
    assert_eq!(kind("top"), LinkErrorKind::NotALink);
    assert_eq!(kind("7abc"), LinkErrorKind::UnknownFormat('7'));
    assert_eq!(kind("1ab"), LinkErrorKind::Truncated);
    for length in 1..fragment.len() {
        assert!(from_fragment(&fragment[..length]).is_err(), "{length}");
    }
    let cut = from_fragment(&fragment[..fragment.len() - 8]).unwrap_err();
    assert_eq!(cut.kind, LinkErrorKind::Truncated);
    assert!(
        cut.recovered.contains("mkdir /run/uwsgi"),
        "{}",
        cut.recovered
    );
    for at in 5..fragment.len() {
        let other = if fragment.as_bytes()[at] == b'A' {
            "B"
        } else {
            "A"
        };
        let changed = format!("{}{other}{}", &fragment[..at], &fragment[at + 1..]);
        // The last character's spare bits alone may change without harm.
        if at < fragment.len() - 1 {
            assert!(from_fragment(&changed).is_err(), "{at}");
        }
    }
}

#[test]
fn the_dictionary_is_frozen() {
    let dictionary = include_bytes!("dictionary-1.txt");
    assert_eq!(dictionary.len(), 6443);
    assert_eq!(checksum(dictionary), "eJQF");
}

#[test]
fn links_given_away_are_still_read() {
    let first = "1g2DkdZjBDcAgDAP_HcLxCF2k3YFHpeZDH-XR8RsESARENnASWycDhwE7d2MPa-AYCrIx3SGVIKW-zFikETZjrAnqMcRb_XzitQl8z6m5h0W_FKfva-qml1gp-wE";
    let scenario = Scenario {
        title: Some("Mode 020 for a group that nginx is not in".to_owned()),
        cwd: "/home/ubuntu/simple".to_owned(),
        setup: vec!["mkdir /run/uwsgi".to_owned()],
        files: [("wsgi.py".to_owned(), "application = None\n".to_owned())].into(),
        invocation: "sudo uwsgi -s /run/uwsgi/x.sock --plugin python3 --mount /=wsgi:application"
            .to_owned(),
        ..Scenario::default()
    };
    assert_eq!(from_fragment(first), Ok(scenario));
    let all_members = "1vHvhbVkxCoAwEHP2D710c9Q6CiIu_qPFgq6C4Ng_uBZf0q0_6UusUkHEOVsCSUjW11VCd5zR4N3CgzmUnkcdjOXB7pS2xKnsZOsdrn8EokbfcAUCPVWIvr4HUCkBFfXCFj2gYBUTLDadrMgjlHYm-mX8BA";
    assert_eq!(from_fragment(all_members), Ok(sample()));
    assert_eq!(from_fragment("1xwBhk4MBAA"), Ok(Scenario::default()));
}
