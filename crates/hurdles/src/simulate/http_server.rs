//! `python3 -m http.server`: the other web server that people have running.

use std::net::{IpAddr, Ipv4Addr};

use hurdles_machine::shell::{Command, Outcome};
use hurdles_machine::{Errno, Identity, ListenerId, Machine, Program};

use super::host::Host;

/// The backlog of Python's `socketserver.TCPServer` (its `request_queue_size`).
pub(super) const BACKLOG: u32 = 5;

/// A running server of files.
#[derive(Clone, Debug)]
pub(super) struct HttpServer {
    pub(super) listener: ListenerId,
    pub(super) identity: Identity,
    pub(super) directory: String,
}

impl Host {
    /// Starts the server, if that is what the words ask for.
    pub(super) fn run_http_server(
        &mut self,
        machine: &mut Machine,
        command: &Command,
        words: &[&str],
    ) -> Option<Outcome> {
        let ["-m", "http.server", options @ ..] = words.get(1..)? else {
            return None;
        };
        let context = &command.context;
        let (mut port, mut ip) = (8000, IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        let mut directory = context.cwd.clone();
        let mut options = options.iter();
        while let Some(option) = options.next() {
            match *option {
                "--directory" | "-d" => {
                    directory = Machine::absolute(&context.cwd, options.next()?);
                }
                "--bind" | "-b" => ip = machine.resolve(options.next()?).first().copied()?,
                number => port = number.parse().ok()?,
            }
        }
        let server = Program::HttpServer(directory.clone());
        let process = machine.start_process(server, context);
        let identity = context.identity.clone();
        let span = Some(command.span);
        match machine.bind_tcp(&identity, ip, port, process, BACKLOG, span) {
            Ok(listener) => {
                self.http_servers.push(HttpServer {
                    listener,
                    identity,
                    directory,
                });
                Some(Outcome::running())
            }
            Err(errno) => {
                machine.end_process(process);
                Some(Outcome {
                    status: Some(1),
                    stdout: String::new(),
                    stderr: refused(errno),
                })
            }
        }
    }
}

/// The last line of Python's traceback.
fn refused(errno: Errno) -> String {
    let class = match errno {
        Errno::AccessDenied => "PermissionError",
        _ => "OSError",
    };
    format!("{class}: [Errno {}] {errno}\n", errno.number())
}
