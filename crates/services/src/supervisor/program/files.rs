//! Supervisor's configuration file and those that it includes.

use hurdles_machine::{Content, Identity, Machine, glob};
use hurdles_source::SourceId;

use super::super::CONFIGURATION;
use super::super::config::Config;
use super::{Fault, FaultKind, Loaded};

/// The group that holds a program by its `programs=`.
pub(super) fn group_of(config: &Config, program: &str) -> Option<String> {
    config.sections.iter().find_map(|section| {
        let group = section.name.strip_prefix("group:")?;
        let programs = section.get("programs")?;
        let mut names = programs.value.split(',').map(str::trim);
        names.any(|name| name == program).then(|| group.to_owned())
    })
}

fn text_of(machine: &Machine, path: &str) -> Option<(String, Option<SourceId>)> {
    match machine.read(&Identity::root(), "/", path).ok()? {
        Content::Text(text, source) => Some((text.to_string(), source)),
        _ => None,
    }
}

pub(super) fn read(machine: &Machine, config: &mut Config, path: &str) -> Result<(), Fault> {
    let Some((text, source)) = text_of(machine, path) else {
        let message = format!("could not read config file {path}");
        return Err(Fault::new(FaultKind::Other, message, None));
    };
    let read = config.read(path, &text, source);
    read.map_err(|refused| Fault::new(FaultKind::Other, refused.message, refused.span))
}

/// Reads the files that `[include]` names; those that they include are not read.
pub(super) fn include(
    machine: &Machine,
    config: &mut Config,
    loaded: &mut Loaded,
) -> Result<(), Fault> {
    let Some(section) = config.section("include") else {
        return Ok(());
    };
    let Some(files) = section.get("files") else {
        let message = ".ini file has [include] section, but no files setting".to_owned();
        return Err(Fault::new(FaultKind::Other, message, section.span));
    };
    let directory = CONFIGURATION
        .rsplit_once('/')
        .map_or("", |(directory, _)| directory);
    let files = files.value.replace("%(here)s", directory);
    for pattern in files.split_whitespace() {
        let pattern = Machine::absolute(directory, pattern);
        let mut paths = if glob::is_pattern(&pattern) {
            glob::paths(machine, &Identity::root(), "/", &pattern)
        } else {
            vec![pattern.clone()]
        };
        paths.retain(|path| machine.find(path).is_some());
        paths.sort();
        if paths.is_empty() {
            let warning = format!("No file matches via include \"{pattern}\"");
            loaded.warnings.push(warning);
        }
        for path in paths {
            loaded.included.push(path.clone());
            read(machine, config, &path)?;
        }
    }
    Ok(())
}
