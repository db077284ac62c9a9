//! Certificates and keys (`ngx_http_ssl_merge_srv_conf`, `ngx_http_ssl_init`).

use hurdles_machine::{Bits, Content, Errno};

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
            load(reading, *certificate, "certificate")?;
            load(reading, *key, "certificate key")?;
        }
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

fn load(reading: &Reading<'_>, id: DirectiveId, what: &str) -> Checked {
    let directive = reading.tree.get(id);
    let name = directive.argument(0).unwrap_or("");
    if name.is_empty()
        || name.contains('$')
        || name.starts_with("data:")
        || name.starts_with("engine:")
    {
        return Ok(());
    }
    let path = reading.full_name(name, true);
    let who = &reading.context.identity;
    let walk = reading.machine.walk(who, "/", &path, Bits::READ);
    let text = match walk.end {
        Err(errno) => cannot_open(reading, what, &path, errno),
        Ok(_) => match reading.machine.read(who, "/", &path) {
            Ok(Content::Text(text, _)) if !text.contains("-----BEGIN ") => {
                cannot_parse(what, &path)
            }
            _ => return Ok(()),
        },
    };
    let problem = Problem::emerg(ProblemKind::CallText(text), None);
    Err(problem.blaming(directive.place.span))
}

/// OpenSSL's words for a file that does not open; version 3 has others than 1.1.
fn cannot_open(reading: &Reading<'_>, what: &str, path: &str, errno: Errno) -> String {
    let number = errno.number();
    let reason = if reading.build.openssl3 {
        let hint = if errno == Errno::NotFound {
            " error:10000080:BIO routines::no such file"
        } else {
            " error:10080002:BIO routines::system lib"
        };
        format!(
            "(SSL: error:800000{number:02X}:system library::{errno}:calling fopen({path}, r){hint})"
        )
    } else {
        let hint = if errno == Errno::NotFound {
            " error:2006D080:BIO routines:BIO_new_file:no such file"
        } else {
            " error:2006D002:BIO routines:BIO_new_file:system lib"
        };
        format!(
            "(SSL: error:020010{number:02X}:system library:fopen:{errno}:fopen('{path}','r'){hint})"
        )
    };
    if reading.build.version == crate::build::Version::V1_10_3 {
        let call = if what == "certificate" {
            "BIO_new_file"
        } else {
            "SSL_CTX_use_PrivateKey_file"
        };
        return format!("{call}(\"{path}\") failed {reason}");
    }
    format!("cannot load {what} \"{path}\": BIO_new_file() failed {reason}")
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
