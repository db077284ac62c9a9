//! Starts one program without a shell's grammar, as a service manager does: words are words, and no builtin stands before a
//! file (execve(2)).

use hurdles_source::Span;

use super::{Halt, Shell, Sink, Streams};
use crate::shell::run::Call;
use crate::shell::word::Word;
use crate::shell::{Programs, Script};
use crate::{Context, Machine};

/// Starts the program that `argv` names; what it says stands in the script's output, and none of it is on a terminal.
///
/// A name without a slash is looked for along the context's `PATH`.
pub fn execute(
    machine: &mut Machine,
    argv: &[Word],
    span: Span,
    context: &Context,
    programs: &mut dyn Programs,
) -> Script {
    let mut shell = Shell::new(machine, programs, context, Word::plain("", span));
    shell.buffers.push(String::new());
    let streams = Streams {
        input: "".into(),
        output: Sink::Buffer(0),
        error: Sink::Buffer(0),
    };
    let status = match argv.first() {
        Some(first) => shell.start_file(
            Call {
                argv,
                context,
                streams: &streams,
                span,
                in_background: false,
            },
            first,
        ),
        None => Some(0),
    };
    let runs_on = shell.halt == Some(Halt::Running);
    Script {
        output: shell.buffers.swap_remove(0),
        status: status.filter(|_| !runs_on),
        context: shell.context,
        ran: shell.ran,
        complaints: shell.complaints,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::{Command, NoPrograms, Outcome, Stream};
    use hurdles_source::Sources;

    struct Kept(Vec<Command>);

    impl Programs for Kept {
        fn run(&mut self, _: &mut Machine, command: &Command) -> Option<Outcome> {
            self.0.push(command.clone());
            Some(Outcome::running())
        }
    }

    fn executed(words: &[&str], programs: &mut dyn Programs) -> Script {
        let mut machine = crate::stock::machine("debian-12").unwrap();
        let mut sources = Sources::default();
        let span = Span::new(sources.add("unit", "x"), 0, 1);
        let context = Context {
            identity: crate::Identity::root(),
            cwd: "/".to_owned(),
            environment: [("PATH".to_owned(), "/usr/bin".to_owned())].into(),
            umask: 0o022,
        };
        let argv: Vec<Word> = words.iter().map(|text| Word::plain(text, span)).collect();
        execute(&mut machine, &argv, span, &context, programs)
    }

    #[test]
    fn words_are_not_expanded_and_nothing_is_on_a_terminal() {
        let mut kept = Kept(Vec::new());
        let script = executed(&["uwsgi", "--ini", "~/a.ini", "&&", "*"], &mut kept);
        assert_eq!(script.status, None);
        let argv: Vec<&str> = kept.0[0].argv.iter().map(|word| &*word.text).collect();
        assert_eq!(argv, ["uwsgi", "--ini", "~/a.ini", "&&", "*"]);
        assert_eq!(kept.0[0].program, "/usr/bin/uwsgi-core");
        assert_eq!(kept.0[0].stderr, Stream::Pipe);
    }

    #[test]
    fn a_builtin_is_no_program() {
        let script = executed(&["cd", "/srv"], &mut NoPrograms);
        assert_eq!(script.status, Some(127));
        let script = executed(&["bash", "-c", "cd /srv && pwd"], &mut NoPrograms);
        assert_eq!(script.output, "/srv\n");
    }
}
