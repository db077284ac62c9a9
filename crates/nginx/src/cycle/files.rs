//! Files that a cycle opens or makes: the pid file, logs, directories for temporary files.

use std::collections::{BTreeMap, BTreeSet};

use hurdles_machine::{Context, Errno, Identity, Machine, NodeId, Origin};

use super::{full_name, main_directive};
use crate::configuration::Configuration;
use crate::problem::{Level, Problem, ProblemKind};
use crate::terminal::{self, ErrorLog, Target};

pub(crate) fn pid_path(configuration: &Configuration) -> String {
    let name = main_directive(configuration, "pid").and_then(|directive| directive.argument(0));
    name.map_or_else(
        || "/run/nginx.pid".to_owned(),
        |name| full_name(configuration, name),
    )
}

pub(super) fn open(
    machine: &mut Machine,
    context: &Context,
    path: &str,
    directive: &str,
    configuration: &Configuration,
) -> Result<NodeId, Problem> {
    terminal::open_for_append(machine, context, path).map_err(|errno| {
        let call = format!("open() \"{path}\"");
        let mut directives = configuration.tree.iter().filter(|(_, found)| {
            found.is(directive)
                && found
                    .argument(0)
                    .is_some_and(|name| full_name(configuration, name) == path)
        });
        let span = directives.next().and_then(|(_, found)| found.place.span);
        Problem::emerg(ProblemKind::Call { call, errno }, None).blaming(span)
    })
}

/// Makes the directories for temporary files, one level deep (`ngx_create_paths`).
pub(super) fn temporary_directories(
    machine: &mut Machine,
    context: &Context,
    configuration: &Configuration,
    worker: &Identity,
) -> Result<(), Problem> {
    if configuration.http.is_none() {
        return Ok(());
    }
    for (name, default) in [
        ("client_body_temp_path", "body"),
        ("proxy_temp_path", "proxy"),
        ("fastcgi_temp_path", "fastcgi"),
        ("uwsgi_temp_path", "uwsgi"),
        ("scgi_temp_path", "scgi"),
    ] {
        let mut given = configuration
            .tree
            .iter()
            .filter(|(_, directive)| directive.is(name))
            .peekable();
        let mut paths = Vec::new();
        if given.peek().is_none() {
            paths.push((format!("/var/lib/nginx/{default}"), None));
        }
        paths.extend(given.map(|(_, directive)| {
            let path = full_name(configuration, directive.argument(0).unwrap_or(""));
            (path, directive.place.span)
        }));
        for (path, span) in paths {
            let context = Context {
                umask: 0o077,
                ..context.clone()
            };
            match machine.make_directory(&context, &path, Origin::Made) {
                Ok(id) => {
                    if context.identity.is_root() {
                        machine.node_mut(id).owner = worker.uid;
                    }
                }
                Err(Errno::Exists) => {
                    if let Some(id) = machine.find(&path)
                        && context.identity.is_root()
                    {
                        let node = machine.node_mut(id);
                        node.owner = worker.uid;
                        node.mode |= 0o700;
                    }
                }
                Err(errno) => {
                    let call = format!("mkdir() \"{path}\"");
                    let problem = Problem::emerg(ProblemKind::Call { call, errno }, None);
                    return Err(problem.blaming(span));
                }
            }
        }
    }
    Ok(())
}

/// The log files to open, in the order in which they are named; the default access log last.
pub(super) fn log_files(configuration: &Configuration) -> Vec<(String, &'static str)> {
    let mut files: Vec<(String, &'static str)> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut add = |path: String, directive| {
        if seen.insert(path.clone()) {
            files.push((path, directive));
        }
    };
    for (_, directive) in configuration.tree.iter() {
        let name = match directive.name.text.as_str() {
            "error_log" => "error_log",
            "access_log" => "access_log",
            _ => continue,
        };
        let target = directive.argument(0).unwrap_or("");
        let elsewhere = target.starts_with("syslog:")
            || target.starts_with("memory:")
            || target.contains('$')
            || (name == "error_log" && target == "stderr")
            || (name == "access_log" && target == "off");
        if !elsewhere {
            add(full_name(configuration, target), name);
        }
    }
    if main_directive(configuration, "error_log").is_none() && !configuration.build.logs_to_stderr {
        add("/var/log/nginx/error.log".to_owned(), "error_log");
    }
    if let Some(http) = &configuration.http {
        let tree = &configuration.tree;
        let sets = |block| tree.named(block, "access_log").next().is_some();
        let needs_default = !sets(http.block) && http.servers.iter().any(|server| !sets(server.id));
        if needs_default {
            add("/var/log/nginx/access.log".to_owned(), "access_log");
        }
    }
    files
}

/// The names of shared memory zones that are given a size.
pub(super) fn zones(configuration: &Configuration) -> BTreeSet<&str> {
    let limits = configuration
        .tree
        .iter()
        .filter(|(_, directive)| directive.is("limit_req_zone") || directive.is("limit_conn_zone"));
    limits
        .flat_map(|(_, directive)| directive.texts())
        .filter_map(|text| text.strip_prefix("zone=")?.split_once(':'))
        .map(|(name, _)| name)
        .collect()
}

pub(crate) fn main_error_logs(
    configuration: &Configuration,
    logs: &BTreeMap<String, NodeId>,
) -> Vec<ErrorLog> {
    let tree = &configuration.tree;
    let roots = tree.roots().iter().map(|id| tree.get(*id));
    let given: Vec<ErrorLog> = roots
        .filter(|directive| directive.is("error_log"))
        .map(|directive| error_log(configuration, directive, logs))
        .collect();
    if !given.is_empty() || configuration.build.logs_to_stderr {
        return given;
    }
    let default = logs.get("/var/log/nginx/error.log");
    default
        .map(|node| ErrorLog {
            target: Target::File(*node),
            level: Level::Error,
        })
        .into_iter()
        .collect()
}

/// What an `error_log` directive says.
pub(crate) fn error_log(
    configuration: &Configuration,
    directive: &crate::tree::Directive,
    logs: &BTreeMap<String, NodeId>,
) -> ErrorLog {
    let name = directive.argument(0).unwrap_or("");
    let target = if name == "stderr" {
        Target::Stderr
    } else {
        logs.get(&full_name(configuration, name))
            .map_or(Target::Nowhere, |node| Target::File(*node))
    };
    let level = directive
        .argument(1)
        .and_then(Level::parse)
        .unwrap_or(Level::Error);
    ErrorLog { target, level }
}
