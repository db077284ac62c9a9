//! The programs that the machine runs itself, by name.

mod accounts;
mod acl;
mod builtins;
mod copy;
mod dead_socket;
mod files;
mod list;
mod modes;
mod network;
mod openssl;
mod options;
mod packages;
mod pip;
mod privileges;
mod processes;
mod python;
mod remove;
mod rename;
mod symbolic;
mod text;

use super::Outcome;
use super::run::{Call, Shell};

/// A program that ends at once.
pub(super) type Builtin = fn(&mut Shell<'_>, &Call<'_>) -> Outcome;
/// A program that ends at once; `None` where this use of it is left to the other programs.
pub(super) type Tool = fn(&mut Shell<'_>, &Call<'_>) -> Option<Outcome>;
/// A program that starts another; `None` where that one goes on running.
pub(super) type Starter = fn(&mut Shell<'_>, &Call<'_>) -> Option<i32>;

/// A command of the shell itself.
pub(super) fn builtin(name: &str) -> Option<Builtin> {
    Some(match name {
        ":" | "true" => builtins::succeed,
        "false" => builtins::fail,
        "cd" => builtins::change_directory,
        "pwd" => builtins::print_directory,
        "export" | "declare" | "typeset" | "local" | "readonly" => builtins::export,
        "unset" => builtins::unset,
        "set" => builtins::set,
        "umask" => builtins::umask,
        "exit" | "logout" | "return" => builtins::exit,
        "break" => builtins::leave_loop,
        "continue" => builtins::next_round,
        "echo" => text::echo,
        "printf" => text::printf,
        "test" | "[" => builtins::test,
        "type" | "hash" => builtins::locate,
        "wait" | "alias" | "unalias" | "ulimit" | "history" | "shopt" | "jobs" | "disown"
        | "fg" | "bg" | "trap" | "read" => builtins::succeed,
        "kill" => processes::kill,
        _ => return None,
    })
}

/// A command of the shell itself that runs others.
pub(super) fn builtin_starter(name: &str) -> Option<Starter> {
    Some(match name {
        "exec" => privileges::exec,
        "command" | "builtin" => privileges::plain,
        "time" => privileges::plain,
        "eval" => privileges::eval,
        "." | "source" => privileges::source,
        _ => return None,
    })
}

/// pip, whichever file it is.
pub(super) fn pip(shell: &mut Shell<'_>, call: &Call<'_>) -> Outcome {
    pip::pip(shell, call)
}

/// A program that runs others.
pub(super) fn starter(name: &str) -> Option<Starter> {
    Some(match name {
        "sudo" => privileges::sudo,
        "su" | "runuser" => privileges::su,
        "env" => privileges::env,
        "nohup" | "setsid" => privileges::detached,
        "nice" | "ionice" | "stdbuf" | "timeout" | "chrt" => privileges::skipping_options,
        "bash" | "sh" | "dash" => privileges::shell,
        "xargs" => privileges::xargs,
        _ => return None,
    })
}

/// A program that changes or tells what is on the machine.
pub(super) fn tool(name: &str) -> Option<Tool> {
    Some(match name {
        "mkdir" => files::mkdir,
        "touch" => files::touch,
        "ln" => files::ln,
        "install" => files::install,
        "rm" | "unlink" => remove::rm,
        "rmdir" => remove::rmdir,
        "cp" => copy::cp,
        "mv" => rename::mv,
        "chmod" => modes::chmod,
        "chown" | "chgrp" => modes::chown,
        "setfacl" => acl::setfacl,
        "getfacl" => acl::getfacl,
        "useradd" => accounts::useradd,
        "adduser" | "addgroup" => accounts::adduser,
        "groupadd" => accounts::groupadd,
        "usermod" => accounts::usermod,
        "gpasswd" => accounts::gpasswd,
        "userdel" | "deluser" | "groupdel" | "delgroup" => accounts::delete,
        "id" => accounts::id,
        "whoami" => accounts::whoami,
        "groups" => accounts::groups,
        "chsh" => builtins::not_followed,
        "getent" => accounts::getent,
        "passwd" | "chpasswd" | "sync" | "clear" | "visudo" | "ldconfig" | "hostnamectl"
        | "timedatectl" | "tput" => builtins::nothing,
        "cat" => text::cat,
        "tee" => text::tee,
        "sed" => text::sed,
        "grep" | "egrep" | "fgrep" => text::grep,
        "head" | "tail" => text::ends,
        "wc" => text::wc,
        "true" => builtins::nothing,
        "false" => builtins::nothing_and_fail,
        "ls" | "dir" => list::ls,
        "readlink" | "realpath" => list::readlink,
        "basename" | "dirname" => list::path_part,
        "hostname" => network::hostname,
        "ip" => network::ip,
        "ifconfig" => network::ifconfig,
        "openssl" => openssl::openssl,
        "which" => builtins::which,
        "sleep" => processes::sleep,
        "pgrep" | "pkill" | "killall" | "pidof" => processes::by_name,
        "apt" | "apt-get" | "aptitude" | "dpkg" => packages::apt,
        "pip" | "pip3" => |shell, call| Some(pip::pip(shell, call)),
        "virtualenv" => python::virtualenv,
        python if python.starts_with("python") => python::python,
        _ => return None,
    })
}
