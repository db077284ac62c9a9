//! openssl(1): keys, certificates and requests for them, each known by its key alone.

use super::super::Outcome;
use super::super::run::{Call, Shell};
use super::options::Saying;
use crate::{Content, Errno, pem};

/// openssl(1); what asks questions on the terminal or shows something is left aside.
pub(super) fn openssl(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let words: Vec<&str> = call
        .argv
        .iter()
        .skip(1)
        .map(|word| word.text.as_str())
        .collect();
    let arguments = Arguments(words.get(1..).unwrap_or(&[]));
    match *words.first()? {
        "req" => request(shell, call, &arguments),
        "genrsa" | "genpkey" => new_key(shell, call, arguments.value("-out")?),
        "ecparam" if arguments.has("-genkey") => new_key(shell, call, arguments.value("-out")?),
        "x509" => sign(shell, call, &arguments),
        "dhparam" => {
            let path = arguments.value("-out")?;
            let text = pem::belonging("DH PARAMETERS", 0);
            Some(write(shell, call, path, text, false))
        }
        _ => None,
    }
}

/// The words behind the subcommand.
struct Arguments<'a>(&'a [&'a str]);

impl<'a> Arguments<'a> {
    fn has(&self, name: &str) -> bool {
        self.0.contains(&name)
    }

    fn value(&self, name: &str) -> Option<&'a str> {
        let at = self.0.iter().position(|word| *word == name)?;
        self.0.get(at + 1).copied()
    }
}

/// `openssl req`: a certificate of one's own with `-x509`, else a request; with `-newkey` or `-new` alone also a key.
fn request(shell: &mut Shell<'_>, call: &Call<'_>, arguments: &Arguments<'_>) -> Option<Outcome> {
    let asks = !arguments.has("-subj") && !arguments.has("-batch") && !arguments.has("-config");
    let (number, made) = match arguments.value("-key") {
        Some(path) => (number_of(shell, call, path)?, None),
        None => {
            let is_open = arguments.has("-nodes") || arguments.has("-noenc");
            // A key that is to be encrypted asks for its phrase.
            let path = arguments.value("-keyout").filter(|_| is_open)?;
            (shell.machine.new_key(), Some(path))
        }
    };
    if asks {
        return None;
    }
    if let Some(path) = made {
        let outcome = write(shell, call, path, pem::private_key(number), true);
        if outcome.status != Some(0) {
            return Some(outcome);
        }
    }
    let kind = if arguments.has("-x509") {
        "CERTIFICATE"
    } else {
        "CERTIFICATE REQUEST"
    };
    let path = arguments.value("-out")?;
    Some(write(
        shell,
        call,
        path,
        pem::belonging(kind, number),
        false,
    ))
}

/// `openssl x509 -req -in … -signkey …`: the certificate belongs to the key of the request.
fn sign(shell: &mut Shell<'_>, call: &Call<'_>, arguments: &Arguments<'_>) -> Option<Outcome> {
    let path = arguments.value("-out")?;
    let number = number_of(shell, call, arguments.value("-in")?)?;
    Some(write(
        shell,
        call,
        path,
        pem::belonging("CERTIFICATE", number),
        false,
    ))
}

fn new_key(shell: &mut Shell<'_>, call: &Call<'_>, path: &str) -> Option<Outcome> {
    let number = shell.machine.new_key();
    Some(write(shell, call, path, pem::private_key(number), true))
}

fn number_of(shell: &Shell<'_>, call: &Call<'_>, path: &str) -> Option<u32> {
    let (who, cwd) = (&call.context.identity, &call.context.cwd);
    match shell.machine.read(who, cwd, path) {
        Ok(Content::Text(text, _)) => pem::key_number(&text),
        _ => None,
    }
}

/// Writes a file; a new one with a key is 0600 (apps/lib/apps.c, `bio_open_owner`).
fn write(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    path: &str,
    text: String,
    is_private: bool,
) -> Outcome {
    let machine = &mut shell.machine;
    let is_there = machine
        .find(&crate::Machine::absolute(&call.context.cwd, path))
        .is_some();
    let content = Content::Text(text.into(), None);
    match machine.write(call.context, path, content, call.origin()) {
        Ok(id) => {
            if is_private && !is_there {
                machine.node_mut(id).mode = 0o600;
            }
            Outcome::status(0)
        }
        Err(errno) => cannot_write(path, errno),
    }
}

fn cannot_write(path: &str, errno: Errno) -> Outcome {
    let mut saying = Saying::default();
    saying.error(&format!("Can't open \"{path}\" for writing, {errno}"));
    saying.outcome()
}
