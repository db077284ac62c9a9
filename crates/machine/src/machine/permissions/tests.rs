//! Tables of who may do what, and where paths lead.

use super::*;
use crate::{Content, Context, Environment, Origin};

/// A machine on which these lines of `mkdir -p`, `touch` and `chmod` by root have been run.
fn machine(entries: &[(&str, &str, u16, u32, u32)]) -> Machine {
    let mut machine = Machine::bare("none");
    for (path, kind, mode, owner, group) in entries {
        let kind = match *kind {
            "directory" => NodeKind::Directory(std::collections::BTreeMap::new()),
            "file" => NodeKind::File(Content::Text("".into(), None)),
            target => NodeKind::Symlink(target.into()),
        };
        machine.place(path, kind, *mode, (*owner, *group), Origin::Made);
    }
    machine
}

fn who(uid: u32, groups: &[u32]) -> Identity {
    Identity {
        uid,
        gid: groups[0],
        groups: groups.to_vec(),
        view: crate::View::default(),
    }
}

#[test]
fn only_the_first_class_that_fits_decides() {
    for (mode, uid, groups, expected) in [
        (0o077, 1, [9].as_slice(), false),
        (0o400, 1, &[9], true),
        (0o707, 2, &[5], false),
        (0o040, 2, &[5], true),
        (0o040, 2, &[9, 5], true),
        (0o004, 2, &[9], true),
        (0o040, 2, &[9], false),
        (0o000, 0, &[0], true),
    ] {
        let machine = machine(&[("/f", "file", mode, 1, 5)]);
        let walk = machine.walk(&who(uid, groups), "/", "/f", Bits::READ);
        assert_eq!(walk.end.is_ok(), expected, "{mode:o} for {uid} {groups:?}");
    }
}

#[test]
fn every_directory_on_the_way_must_be_searchable() {
    let machine = machine(&[
        ("/home", "directory", 0o755, 0, 0),
        ("/home/u", "directory", 0o750, 1, 1),
        ("/home/u/s", "file", 0o666, 1, 1),
    ]);
    let walk = machine.walk(&who(33, &[33]), "/", "/home/u/s", Bits::WRITE);
    assert_eq!(walk.end, Err(Errno::AccessDenied));
    let last = walk.steps.last().unwrap();
    assert_eq!((last.path.as_str(), last.granted), ("/home/u", false));
    assert_eq!((&last.class, last.has), (&Class::Other, Bits::NONE));
    assert!(
        machine
            .walk(&who(33, &[33, 1]), "/", "/home/u/s", Bits::WRITE)
            .end
            .is_ok()
    );
}

#[test]
fn the_mask_cuts_named_entries_and_the_owning_group_alone() {
    let mut machine = machine(&[("/d", "directory", 0o750, 1, 5)]);
    let id = machine.find("/d").unwrap();
    let set = |machine: &mut Machine, mask: u16| {
        machine.node_mut(id).mode = 0o700 | (mask << 3);
        machine.node_mut(id).acl = Some(crate::Acl {
            users: vec![(33, 7)],
            groups: vec![(7, 5)],
            group_obj: 6,
        });
    };
    let granted = |machine: &Machine, uid, groups: &[u32], bits| {
        machine
            .walk(&who(uid, groups), "/", "/d", Bits(bits))
            .end
            .is_ok()
    };
    set(&mut machine, 0o7);
    assert!(granted(&machine, 33, &[33], 7), "named user");
    assert!(
        granted(&machine, 2, &[5], 6) && !granted(&machine, 2, &[5], 1),
        "owning group"
    );
    assert!(granted(&machine, 2, &[7], 5), "named group");
    // Two group entries do not add up: each has to give all that is asked for.
    assert!(!granted(&machine, 2, &[5, 7], 7));
    assert!(granted(&machine, 2, &[5, 7], 6) && granted(&machine, 2, &[5, 7], 5));
    assert!(!granted(&machine, 2, &[9], 1), "others have nothing");
    set(&mut machine, 0o4);
    assert!(granted(&machine, 33, &[33], 4) && !granted(&machine, 33, &[33], 1));
    assert!(granted(&machine, 1, &[5], 7), "the owner is not masked");
    let step = machine.check(&who(33, &[33]), "/d", id, Bits::SEARCH);
    assert_eq!(
        (step.class, step.mask),
        (Class::NamedUser(33), Some(Bits(4)))
    );
}

#[test]
fn paths_lead_where_path_resolution_7_says() {
    let machine = machine(&[
        ("/run", "directory", 0o755, 0, 0),
        ("/run/app", "directory", 0o755, 0, 0),
        ("/run/app/f", "file", 0o644, 0, 0),
        ("/var/run", "/run", 0o777, 0, 0),
        ("/var/up", "../run/app", 0o777, 0, 0),
        ("/a", "/b", 0o777, 0, 0),
        ("/b", "/a", 0o777, 0, 0),
        ("/gone", "/nowhere", 0o777, 0, 0),
    ]);
    let who = who(33, &[33]);
    let long = "x".repeat(256);
    for (cwd, path, expected) in [
        ("/", "/run/app/f", Ok("/run/app/f")),
        ("/run", "app/f", Ok("/run/app/f")),
        ("/run/app", "./../app//f", Ok("/run/app/f")),
        ("/", "/../../run", Ok("/run")),
        ("/", "/var/run/app/f", Ok("/run/app/f")),
        ("/var", "up/../app/f", Ok("/run/app/f")),
        ("/", "/run/app/", Ok("/run/app")),
        ("/", "/run/app/f/", Err(Errno::NotADirectory)),
        ("/", "/run/app/f/x", Err(Errno::NotADirectory)),
        ("/", "/run/nope/x", Err(Errno::NotFound)),
        ("/", "/gone", Err(Errno::NotFound)),
        ("/", "", Err(Errno::NotFound)),
        ("/", "/a", Err(Errno::TooManyLinks)),
        ("/", long.as_str(), Err(Errno::NameTooLong)),
    ] {
        let walk = machine.walk(&who, cwd, path, Bits::NONE);
        let end = walk.end.map(|_| walk.steps.last().unwrap().path.as_str());
        assert_eq!(end, expected, "{path} from {cwd}");
    }
    let walk = machine.walk(&who, "/", "/run/nope/x", Bits::NONE);
    assert_eq!(walk.missing.as_deref(), Some("/run/nope"));
    assert!(machine.walk_to_link(&who, "/", "/gone").end.is_ok());
}

#[test]
fn a_bit_more_never_takes_access_away() {
    let everyone = [
        who(1, &[9]),
        who(2, &[5]),
        who(2, &[9]),
        who(33, &[33]),
        who(2, &[7]),
        who(0, &[0]),
    ];
    for base in 0..0o1000_u16 {
        for (n, who) in everyone.iter().enumerate() {
            for want in 0..8 {
                let granted = |mode: u16| {
                    let machine = machine(&[("/f", "file", mode, 1, 5)]);
                    machine.walk(who, "/", "/f", Bits(want)).end.is_ok()
                };
                // One r, w or x for all three classes.
                let more = base | 0o111 << (base % 3);
                assert!(
                    !granted(base) || granted(more),
                    "{base:o} {more:o} for {n}: {want}"
                );
            }
        }
    }
}

#[test]
fn sticky_directories_keep_names_for_their_owners() {
    let mut machine = machine(&[
        ("/tmp", "directory", 0o1777, 0, 0),
        ("/tmp/x", "file", 0o666, 1, 1),
    ]);
    let (owner, other) = (who(1, &[1]), who(2, &[2]));
    assert_eq!(
        machine.remove(&other, "/", "/tmp/x", false),
        Err(Errno::NotPermitted)
    );
    assert_eq!(
        machine.rename(&other, "/", "/tmp/x", "/tmp/y"),
        Err(Errno::NotPermitted)
    );
    assert_eq!(machine.remove(&owner, "/", "/tmp/x", false), Ok(()));
}

#[test]
fn new_nodes_take_mode_group_and_lists_from_their_directory() {
    let mut machine = machine(&[("/d", "directory", 0o2775, 0, 5)]);
    let context = Context {
        identity: who(1, &[1, 5]),
        cwd: "/d".to_owned(),
        environment: Environment::new(),
        umask: 0o027,
    };
    let below = machine
        .make_directory(&context, "sub", Origin::Made)
        .unwrap();
    assert_eq!(
        (machine.node(below).mode, machine.node(below).group),
        (0o2750, 5)
    );
    let id = machine.find("/d").unwrap();
    machine.node_mut(id).default_acl = Some(crate::DefaultAcl {
        mode: 0o755,
        users: vec![(33, 7)],
        groups: Vec::new(),
        mask: Some(7),
    });
    // The umask plays no part; the mode asked for cuts the mask (acl(5), "OBJECT CREATION AND DEFAULT ACLs").
    let file = machine
        .write(&context, "f", Content::Text("".into(), None), Origin::Made)
        .unwrap();
    assert_eq!(machine.node(file).mode, 0o664);
    assert_eq!(machine.access_list(file).mask, Some(6));
    assert_eq!(machine.access_list(file).users, [(33, 7)]);
}
