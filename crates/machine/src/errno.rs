//! The kernel's error numbers, with the words the C library has for them.

/// Why a system call failed (errno(3); the texts are glibc's strerror(3)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Errno {
    /// EPERM.
    NotPermitted = 1,
    /// ENOENT.
    NotFound = 2,
    /// ESRCH.
    NoProcess = 3,
    /// EAGAIN.
    Again = 11,
    /// EACCES.
    AccessDenied = 13,
    /// EEXIST.
    Exists = 17,
    /// ENOTDIR.
    NotADirectory = 20,
    /// EISDIR.
    IsADirectory = 21,
    /// EINVAL.
    Invalid = 22,
    /// EMFILE.
    TooManyFiles = 24,
    /// EROFS.
    ReadOnly = 30,
    /// EPIPE.
    BrokenPipe = 32,
    /// ENAMETOOLONG.
    NameTooLong = 36,
    /// ENOTEMPTY.
    NotEmpty = 39,
    /// ELOOP.
    TooManyLinks = 40,
    /// EPROTOTYPE.
    WrongProtocolType = 91,
    /// EADDRINUSE.
    AddressInUse = 98,
    /// EADDRNOTAVAIL.
    AddressNotAvailable = 99,
    /// ENETUNREACH.
    NetworkUnreachable = 101,
    /// ECONNRESET.
    ConnectionReset = 104,
    /// ETIMEDOUT.
    TimedOut = 110,
    /// ECONNREFUSED.
    ConnectionRefused = 111,
}

impl Errno {
    /// Its number on Linux.
    #[must_use]
    pub fn number(self) -> i32 {
        self as i32
    }

    /// The C library's words for it.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::NotPermitted => "Operation not permitted",
            Self::NotFound => "No such file or directory",
            Self::NoProcess => "No such process",
            Self::Again => "Resource temporarily unavailable",
            Self::AccessDenied => "Permission denied",
            Self::Exists => "File exists",
            Self::NotADirectory => "Not a directory",
            Self::IsADirectory => "Is a directory",
            Self::Invalid => "Invalid argument",
            Self::TooManyFiles => "Too many open files",
            Self::ReadOnly => "Read-only file system",
            Self::BrokenPipe => "Broken pipe",
            Self::NameTooLong => "File name too long",
            Self::NotEmpty => "Directory not empty",
            Self::TooManyLinks => "Too many levels of symbolic links",
            Self::WrongProtocolType => "Protocol wrong type for socket",
            Self::AddressInUse => "Address already in use",
            Self::AddressNotAvailable => "Cannot assign requested address",
            Self::NetworkUnreachable => "Network is unreachable",
            Self::ConnectionReset => "Connection reset by peer",
            Self::TimedOut => "Connection timed out",
            Self::ConnectionRefused => "Connection refused",
        }
    }
}

impl std::fmt::Display for Errno {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.text())
    }
}
