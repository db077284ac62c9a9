//! Shells in shells: `bash -c`, `sh script`, `eval` and `source`.

use super::super::super::complaint::ComplaintKind;
use super::super::super::run::{Call, Shell};
use super::super::super::word::Word;
use super::give_up;
use crate::Content;

/// `bash -c line`, `sh script`.
pub(in super::super) fn shell(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
    let words = call.argv.iter().skip(1);
    let mut runs_line = false;
    let mut stops_on_error = false;
    for word in words {
        if let Some(flags) = word
            .text
            .strip_prefix('-')
            .filter(|flags| !flags.is_empty())
        {
            runs_line |= flags.contains('c') && !flags.starts_with('-');
            stops_on_error |= flags.contains('e') && !flags.starts_with('-');
            continue;
        }
        let script = if runs_line {
            Some(word.clone())
        } else {
            match script_file(shell, call, &word.text) {
                Ok(script) => script,
                Err(line) => return give_up(shell, call, 127, &line),
            }
        };
        let Some(script) = script else {
            let what = format!("`{}`, whose text is not given,", word.text);
            shell.complain(word.span, ComplaintKind::NotSimulated(what));
            return Some(0);
        };
        let outer = std::mem::replace(&mut shell.exits_on_error, stops_on_error);
        let status = shell.nested(call.context.clone(), &script, call.streams);
        shell.exits_on_error = outer;
        return status;
    }
    let input = call.input().to_owned();
    if !input.is_empty() {
        let script = Word::plain(&input, call.span);
        return shell.nested(call.context.clone(), &script, call.streams);
    }
    Some(0)
}

/// The text of a script file, with its own places where it is a file of the scenario.
fn script_file(shell: &Shell<'_>, call: &Call<'_>, path: &str) -> Result<Option<Word>, String> {
    let (who, cwd) = (&call.context.identity, &call.context.cwd);
    match shell.machine.read(who, cwd, path) {
        Ok(Content::Text(text, source)) => {
            let span = match source {
                Some(source) => hurdles_source::Span::new(source, 0, text.len()),
                None => call.span,
            };
            Ok(Some(Word::plain(&text, span)))
        }
        Ok(_) => Ok(None),
        Err(errno) => Err(format!("bash: {path}: {errno}")),
    }
}

/// `eval`.
pub(in super::super) fn eval(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
    let words: Vec<&str> = call
        .argv
        .iter()
        .skip(1)
        .map(|word| word.text.as_str())
        .collect();
    let script = Word::plain(&words.join(" "), call.span);
    shell.script(&std::rc::Rc::new(script), call.streams);
    Some(shell.status)
}

/// `source FILE`: an environment's `activate`, or a script that runs in this shell.
pub(in super::super) fn source(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
    let Some(file) = call.argv.get(1) else {
        return give_up(
            shell,
            call,
            2,
            "bash: line 1: source: filename argument required",
        );
    };
    let path = file.text.as_str();
    match shell
        .machine
        .read(&call.context.identity, &call.context.cwd, path)
    {
        Err(errno) => give_up(shell, call, 1, &format!("bash: line 1: {path}: {errno}")),
        Ok(_) if path == "activate" || path.ends_with("/activate") => {
            let file = crate::Machine::absolute(&call.context.cwd, path);
            activate(shell, &file);
            shell.note(call, Some(0), "");
            Some(0)
        }
        Ok(content) => {
            let Content::Text(text, source) = content else {
                let what = format!("`{path}`, whose text is not given,");
                shell.complain(file.span, ComplaintKind::NotSimulated(what));
                return Some(0);
            };
            let span = source.map_or(call.span, |id| hurdles_source::Span::new(id, 0, text.len()));
            shell.script(&std::rc::Rc::new(Word::plain(&text, span)), call.streams);
            Some(shell.status)
        }
    }
}

/// What `bin/activate` of a virtual environment does (CPython, Lib/venv/scripts/common/activate).
fn activate(shell: &mut Shell<'_>, file: &str) {
    // The script knows its environment by the path it was made with, which its text tells where it is known.
    let text = shell.machine.text_of(file).unwrap_or_default();
    let told = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("VIRTUAL_ENV="));
    let told = told.map(|value| value.trim_matches(['"', '\'']).to_owned());
    let own = file.rsplitn(3, '/').nth(2).unwrap_or("").to_owned();
    let directory = told.filter(|path| path.starts_with('/')).unwrap_or(own);
    let path = shell.variable("PATH").unwrap_or_default();
    let path = match shell.variable("VIRTUAL_ENV") {
        Some(old) => path.replacen(&format!("{old}/bin:"), "", 1),
        None => path,
    };
    let environment = &mut shell.context.environment;
    environment.insert("PATH".to_owned(), format!("{directory}/bin:{path}"));
    environment.insert("VIRTUAL_ENV".to_owned(), directory);
    environment.remove("PYTHONHOME");
}
