//! The words for each [`ProblemKind`], as nginx 1.10 to 1.26 print them.

use std::fmt;

use crate::problem::{ProblemKind, address_fault_text};

/// Writes the message without file, line and level.
pub(crate) fn write(kind: &ProblemKind, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    use ProblemKind as P;
    match kind {
        P::UnexpectedCharacter(character) => write!(f, "unexpected \"{character}\""),
        P::UnexpectedEndOfFile { in_directive: true } => {
            f.write_str("unexpected end of file, expecting \";\" or \"}\"")
        }
        P::UnexpectedEndOfFile {
            in_directive: false,
        } => f.write_str("unexpected end of file, expecting \"}\""),
        P::UnexpectedEndOfParameter => {
            f.write_str("unexpected end of parameter, expecting \";\"")
        }
        P::BlockInGlobalOption => {
            f.write_str("block directives are not supported in -g option")
        }
        P::TooLongParameter(start) => write!(f, "too long parameter \"{start}...\" started"),
        P::UnclosedQuote(quote) => write!(
            f,
            "too long parameter, probably missing terminating \"{quote}\" character"
        ),
        P::UnknownDirective(name) => write!(f, "unknown directive \"{name}\""),
        P::NotAllowedHere(name) => write!(f, "\"{name}\" directive is not allowed here"),
        P::NotTerminated(name) => {
            write!(f, "directive \"{name}\" is not terminated by \";\"")
        }
        P::NoOpeningBrace(name) => write!(f, "directive \"{name}\" has no opening \"{{\""),
        P::ArgumentCount(name) => {
            write!(f, "invalid number of arguments in \"{name}\" directive")
        }
        P::Duplicate(name) => write!(f, "\"{name}\" directive is duplicate"),
        P::InvalidNumber(name) => write!(f, "\"{name}\" directive invalid number"),
        P::InvalidValueOf(name) => write!(f, "\"{name}\" directive invalid value"),
        P::OutOfBounds { low, high } => write!(f, "value must be between {low} and {high}"),
        P::InvalidFlag { value, name } => write!(
            f,
            "invalid value \"{value}\" in \"{name}\" directive, it must be \"on\" or \"off\""
        ),
        P::InvalidValue(value) => write!(f, "invalid value \"{value}\""),
        P::InvalidValueText(text) => f.write_str(text),
        P::DuplicateValue(value) => write!(f, "duplicate value \"{value}\""),
        P::InvalidParameter(value) => write!(f, "invalid parameter \"{value}\""),
        P::DirectiveText { name, text } => write!(f, "\"{name}\" directive {text}"),
        P::Call { call, errno } => write!(f, "{call} failed ({}: {errno})", errno.number()),
        P::CallText(text) => f.write_str(text),
        P::GetPwNam(name) => write!(f, "getpwnam(\"{name}\") failed"),
        P::GetGrNam(name) => write!(f, "getgrnam(\"{name}\") failed"),
        P::UserIgnored => f.write_str(
            "the \"user\" directive makes sense only if the master process runs with super-user privileges, ignored",
        ),
        _ => write_http(kind, f),
    }
}

/// The faults of servers, locations and upstreams. More than 60 lines: one arm for each message.
fn write_http(kind: &ProblemKind, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    use ProblemKind as P;
    match kind {
        P::ListenAddress { fault, text } => write!(
            f,
            "{} in \"{text}\" of the \"listen\" directive",
            address_fault_text(*fault)
        ),
        P::UpstreamAddress { fault, text } => {
            write!(f, "{} in upstream \"{text}\"", address_fault_text(*fault))
        }
        P::UpstreamPort { name, port } => {
            write!(f, "upstream \"{name}\" may not have port {port}")
        }
        P::DuplicateListen(address) => write!(f, "a duplicate listen {address}"),
        P::DuplicateDefault(address) => {
            write!(f, "a duplicate default server for {address}")
        }
        P::DuplicateListenOptions(address) => {
            write!(f, "duplicate listen options for {address}")
        }
        P::ProtocolOptionsRedefined(address) => {
            write!(f, "protocol options redefined for {address}")
        }
        P::ListenHttp2Deprecated => f.write_str(
            "the \"listen ... http2\" directive is deprecated, use the \"http2\" directive instead",
        ),
        P::NoCertificateForListen => f.write_str(
            "no \"ssl_certificate\" is defined for the \"listen ... ssl\" directive",
        ),
        P::NoCertificateForSsl => {
            f.write_str("no \"ssl_certificate\" is defined for the \"ssl\" directive")
        }
        P::SslDeprecated => f.write_str(
            "the \"ssl\" directive is deprecated, use the \"listen ... ssl\" directive instead",
        ),
        P::ServerNameInvalid(name) => write!(f, "server name \"{name}\" is invalid"),
        P::ServerNameSuspicious(name) => {
            write!(f, "server name \"{name}\" has suspicious symbols")
        }
        P::ServerNameConflict { name, address } => {
            write!(f, "conflicting server name \"{name}\" on {address}, ignored")
        }
        P::ServerNameOrWildcard { name, address } => {
            write!(f, "invalid server name or wildcard \"{name}\" on {address}")
        }
        P::HashBucket { hash, size } => write!(
            f,
            "could not build {hash}, you should increase {hash}_bucket_size: {size}"
        ),
        P::LocationModifier(text) => write!(f, "invalid location modifier \"{text}\""),
        P::LocationOutside { inner, outer } => {
            write!(f, "location \"{inner}\" is outside location \"{outer}\"")
        }
        P::LocationInExact { inner, outer } => write!(
            f,
            "location \"{inner}\" cannot be inside the exact location \"{outer}\""
        ),
        P::LocationInNamed { inner, outer } => write!(
            f,
            "location \"{inner}\" cannot be inside the named location \"{outer}\""
        ),
        P::NamedLocationTooDeep(name) => {
            write!(f, "named location \"{name}\" can be on the server level only")
        }
        P::DuplicateLocation(name) => write!(f, "duplicate location \"{name}\""),
        P::Regex {
            pcre2,
            text,
            pattern,
            at,
        } => {
            let call = if *pcre2 { "pcre2_compile" } else { "pcre_compile" };
            write!(f, "{call}() failed: {text} in \"{pattern}\"")?;
            at.as_ref().map_or(Ok(()), |at| write!(f, " at \"{at}\""))
        }
        P::RootAfterAlias { first, name } => write!(
            f,
            "\"{name}\" directive is duplicate, \"{first}\" directive was specified earlier"
        ),
        P::AliasInNamed => f.write_str(
            "the \"alias\" directive cannot be used inside the named location",
        ),
        P::NoServersInside => f.write_str("no servers are inside upstream"),
        P::NoServers(name) => write!(f, "no servers in upstream \"{name}\""),
        P::DuplicateUpstream(name) => write!(f, "duplicate upstream \"{name}\""),
        P::BalancingParameter(text) => {
            write!(f, "balancing method does not support parameter \"{text}\"")
        }
        P::BalancingRedefined => f.write_str("load balancing method redefined"),
        P::PassUriNotAllowed => f.write_str(
            "\"proxy_pass\" cannot have URI part in location given by regular expression, or inside named location, or inside \"if\" statement, or inside \"limit_except\" block",
        ),
        P::InvalidUrlPrefix => f.write_str("invalid URL prefix"),
        _ => write_values(kind, f),
    }
}

/// The faults of values and of the start. More than 60 lines: one arm for each message.
fn write_values(kind: &ProblemKind, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    use ProblemKind as P;
    match kind {
        P::InvalidReturnCode(code) => write!(f, "invalid return code \"{code}\""),
        P::EmptyReplacement => f.write_str("empty replacement"),
        P::ConditionUnexpected(text) => write!(f, "unexpected \"{text}\" in condition"),
        P::ConditionInvalid(text) => write!(f, "invalid condition \"{text}\""),
        P::VariableName(name) => write!(f, "invalid variable name \"{name}\""),
        P::VariableEmpty => f.write_str("invalid variable name"),
        P::VariableBracket(name) => {
            write!(f, "the closing bracket in \"{name}\" variable is missing")
        }
        P::VariableUnknown(name) => write!(f, "unknown \"{name}\" variable"),
        P::VariableDuplicate(name) => write!(f, "the duplicate \"{name}\" variable"),
        P::ErrorPageRange { value, low, high } => {
            write!(f, "value \"{value}\" must be between {low} and {high}")
        }
        P::InvalidCode(code) => write!(f, "invalid code \"{code}\""),
        P::DuplicateExtension {
            extension,
            new,
            old,
        } => write!(
            f,
            "duplicate extension \"{extension}\", content type: \"{new}\", previous content type: \"{old}\""
        ),
        P::DuplicateMimeType(mime) => write!(f, "duplicate MIME type \"{mime}\""),
        P::UnknownLogFormat(name) => write!(f, "unknown log format \"{name}\""),
        P::InvalidLogLevel(name) => write!(f, "invalid log level \"{name}\""),
        P::DuplicateLogFormat(name) => write!(f, "duplicate \"log_format\" name \"{name}\""),
        P::DlOpen(path) => write!(
            f,
            "dlopen() \"{path}\" failed ({path}: cannot open shared object file: No such file or directory)"
        ),
        P::MapParameters => f.write_str("invalid number of the map parameters"),
        P::MapConflict(text) => write!(f, "conflicting parameter \"{text}\""),
        P::MapDefault => f.write_str("duplicate default map parameter"),
        P::LowAddressBits(text) => write!(f, "low address bits of {text} are meaningless"),
        P::Buffers { text } => f.write_str(text),
        P::Certificate { what, path, errno } => write!(
            f,
            "cannot load {what} \"{path}\": BIO_new_file() failed (SSL: error:8000000{}:system library::{errno}:calling fopen({path}, r) error:10000080:BIO routines::no such file)",
            errno.number()
        ),
        P::NoCertificateKey(path) => {
            write!(
                f,
                "no \"ssl_certificate_key\" is defined for certificate \"{path}\""
            )
        }
        P::WorkerConnections {
            connections,
            sockets,
        } => write!(
            f,
            "{connections} worker_connections are not enough for {sockets} listening sockets"
        ),
        P::NoEvents => f.write_str("no \"events\" section in configuration"),
        P::StillCouldNotBind => f.write_str("still could not bind()"),
        P::Bind { address, errno } => write!(
            f,
            "bind() to {address} failed ({}: {errno})",
            errno.number()
        ),
        P::EmptyPath => f.write_str("no such file or directory"),
        P::SyntaxOnlyOnce(text) => f.write_str(text),
        _ => Ok(()),
    }
}
