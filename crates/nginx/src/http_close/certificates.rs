//! Certificates and keys (`ngx_http_ssl_merge_srv_conf`, `ngx_http_ssl_init`).

use hurdles_machine::{Bits, Content, Errno, pem};

use crate::check::Checked;
use crate::http::ServerBlock;
use crate::parse::Reading;
use crate::problem::{Problem, ProblemKind};
use crate::settings::Chain;
use crate::tree::DirectiveId;

/// Loads the certificates of every server, whether it listens with `ssl` or not.
pub(super) fn check(reading: &Reading<'_>, servers: &[ServerBlock]) -> Checked {
    let is_used = reading
        .tree
        .iter()
        .any(|(_, directive)| directive.is("ssl_certificate") || directive.is("ssl"));
    // Without any there is nothing to look up, server by server.
    for server in servers.iter().filter(|_| is_used) {
        let chain = Chain::of(&reading.tree, server.id);
        let certificates = chain.all("ssl_certificate");
        if chain.flag("ssl", false)
            && certificates.is_empty()
            && let Some(directive) = chain.directive("ssl")
        {
            let kind = ProblemKind::NoCertificateForSsl;
            return Err(Problem::emerg(kind, Some(directive.place.clone())));
        }
        let keys = chain.all("ssl_certificate_key");
        if let Some(certificate) = certificates.get(keys.len()) {
            let directive = reading.tree.get(*certificate);
            let name = directive.argument(0).unwrap_or("").to_owned();
            let kind = ProblemKind::NoCertificateKey(name);
            return Err(Problem::emerg(kind, None).blaming(directive.place.span));
        }
        for (certificate, key) in certificates.iter().zip(&keys) {
            let holder = load(reading, *certificate, "certificate")?;
            let key_of = load(reading, *key, "certificate key")?;
            if let (Some(holder), Some(key_of)) = (holder, key_of)
                && holder != key_of
            {
                return Err(mismatch(reading, *key));
            }
        }
        further_files(reading, &chain, !certificates.is_empty())?;
    }
    Ok(())
}

/// `listen … ssl` needs a certificate in the default server of its address.
pub(super) fn listeners(reading: &Reading<'_>) -> Checked {
    for address in reading.addresses.iter().filter(|address| address.ssl) {
        let Some(server) = address.default_server() else {
            continue;
        };
        let chain = Chain::of(&reading.tree, server);
        if chain.all("ssl_certificate").is_empty() && !chain.flag("ssl_reject_handshake", false) {
            let place = reading.tree.get(server).place.clone();
            let kind = ProblemKind::NoCertificateForListen;
            return Err(Problem::emerg(kind, Some(place)));
        }
    }
    Ok(())
}

/// The other files that a server with a certificate reads, in the order of `ngx_http_ssl_merge_srv_conf`.
fn further_files(reading: &Reading<'_>, chain: &Chain<'_>, has_certificate: bool) -> Checked {
    let table = [
        ("ssl_client_certificate", "SSL_CTX_load_verify_locations"),
        ("ssl_trusted_certificate", "SSL_CTX_load_verify_locations"),
        ("ssl_dhparam", "BIO_new_file"),
    ];
    let given = table
        .iter()
        .filter_map(|(name, call)| Some((chain.find(name)?, *call)));
    for (id, call) in given.filter(|_| has_certificate) {
        let directive = reading.tree.get(id);
        let name = directive.argument(0).unwrap_or("");
        let path = reading.full_name(name, true);
        let Err(errno) = open(reading, &path) else {
            continue;
        };
        let reason = cannot_open(reading, &path, errno);
        let reason = match (call, reading.build.openssl3) {
            ("SSL_CTX_load_verify_locations", true) => {
                format!("{reason} error:05880002:x509 certificate routines::system lib")
            }
            _ => reason,
        };
        let text = format!("{call}(\"{path}\") failed (SSL: {reason})");
        let problem = Problem::emerg(ProblemKind::CallText(text), None);
        return Err(problem.blaming(directive.place.span));
    }
    Ok(())
}

/// Opens a file as the master does, which is root's: its text, where that is known.
fn open(reading: &Reading<'_>, path: &str) -> Result<Option<String>, Errno> {
    let who = &reading.context.identity;
    match reading.machine.walk(who, "/", path, Bits::READ).end {
        Err(errno) => Err(errno),
        Ok(_) => Ok(match reading.machine.read(who, "/", path) {
            Ok(Content::Text(text, _)) => Some(text.to_string()),
            _ => None,
        }),
    }
}

/// Reads a certificate or a key: the number of its key, where that is known.
fn load(reading: &Reading<'_>, id: DirectiveId, what: &str) -> Result<Option<u32>, Problem> {
    let directive = reading.tree.get(id);
    let name = directive.argument(0).unwrap_or("");
    if name.is_empty()
        || name.contains('$')
        || name.starts_with("data:")
        || name.starts_with("engine:")
    {
        return Ok(None);
    }
    let path = reading.full_name(name, true);
    let wanted = if what == "certificate" {
        "CERTIFICATE-----"
    } else {
        "PRIVATE KEY-----"
    };
    let text = match open(reading, &path) {
        Err(errno) => {
            let reason = cannot_open(reading, &path, errno);
            cannot_load(reading, what, &path, &reason)
        }
        Ok(Some(text)) if !text.contains(wanted) => cannot_parse(what, &path),
        Ok(text) => return Ok(text.as_deref().and_then(pem::key_number)),
    };
    let problem = Problem::emerg(ProblemKind::CallText(text), None);
    Err(problem.blaming(directive.place.span))
}

/// A key that belongs to another certificate (`SSL_CTX_use_PrivateKey`).
fn mismatch(reading: &Reading<'_>, key: DirectiveId) -> Problem {
    let directive = reading.tree.get(key);
    let path = reading.full_name(directive.argument(0).unwrap_or(""), true);
    let reason = if reading.build.openssl3 {
        "error:05800074:x509 certificate routines::key values mismatch"
    } else {
        "error:0B080074:x509 certificate routines:X509_check_private_key:key values mismatch"
    };
    let text = format!("SSL_CTX_use_PrivateKey(\"{path}\") failed (SSL: {reason})");
    Problem::emerg(ProblemKind::CallText(text), None).blaming(directive.place.span)
}

/// OpenSSL's words for a file that does not open; version 3 has others than 1.1.
fn cannot_open(reading: &Reading<'_>, path: &str, errno: Errno) -> String {
    let number = errno.number();
    if reading.build.openssl3 {
        let hint = if errno == Errno::NotFound {
            " error:10000080:BIO routines::no such file"
        } else {
            " error:10080002:BIO routines::system lib"
        };
        format!("error:800000{number:02X}:system library::{errno}:calling fopen({path}, r){hint}")
    } else {
        let hint = if errno == Errno::NotFound {
            " error:2006D080:BIO routines:BIO_new_file:no such file"
        } else {
            " error:2006D002:BIO routines:BIO_new_file:system lib"
        };
        format!("error:020010{number:02X}:system library:fopen:{errno}:fopen('{path}','r'){hint}")
    }
}

/// What nginx makes of OpenSSL's reason.
fn cannot_load(reading: &Reading<'_>, what: &str, path: &str, reason: &str) -> String {
    if reading.build.version == crate::build::Version::V1_10_3 {
        let call = if what == "certificate" {
            "BIO_new_file"
        } else {
            "SSL_CTX_use_PrivateKey_file"
        };
        return format!("{call}(\"{path}\") failed (SSL: {reason})");
    }
    format!("cannot load {what} \"{path}\": BIO_new_file() failed (SSL: {reason})")
}

fn cannot_parse(what: &str, path: &str) -> String {
    let (call, expecting) = if what == "certificate" {
        ("PEM_read_bio_X509_AUX", "TRUSTED CERTIFICATE")
    } else {
        ("PEM_read_bio_PrivateKey", "ANY PRIVATE KEY")
    };
    format!(
        "cannot load {what} \"{path}\": {call}() failed (SSL: error:0480006C:PEM routines::no start line:Expecting: {expecting})"
    )
}
