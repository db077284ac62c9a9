//! What CPython prints when it cannot find its standard library.

use std::fmt::Write;

use crate::settings::Version;

/// Python could not start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fatal {
    /// What it prints before the process exits with status 1; the thread's address is `0xADDR`.
    pub output: String,
    /// The directory that was taken for Python's home and has no standard library.
    pub home: String,
}

/// The block for a home without the package `encodings` (pathconfig.c, `_Py_DumpPathConfig`; pylifecycle.c).
// The block as it is printed, line after line: more than 60 lines.
pub(crate) fn path_configuration(
    home: &str,
    program: Option<&str>,
    version: Version,
    python_path: Option<&String>,
) -> String {
    let mut text = String::new();
    if version.minor >= 8 && version.minor < 13 {
        let program_name = program.unwrap_or("python3");
        let executable = program.unwrap_or("/usr/bin/python3");
        let equals = |name: &str, value: &str| format!("  {name} = {value}\n");
        let quoted = crate::vm::quoted;
        text.push_str("Python path configuration:\n");
        text.push_str(&equals("PYTHONHOME", &quoted(home)));
        let path = python_path.filter(|path| !path.is_empty());
        text.push_str(&equals(
            "PYTHONPATH",
            &path.map_or("(not set)".to_owned(), |path| quoted(path)),
        ));
        text.push_str(&equals("program name", &quoted(program_name)));
        text.push_str("  isolated = 0\n  environment = 1\n  user site = 1\n");
        if version.minor >= 11 {
            text.push_str("  safe_path = 0\n");
        }
        text.push_str("  import site = 1\n");
        let library = format!("{home}/lib/python{}", version.short());
        if version.minor >= 11 {
            text.push_str("  is in build tree = 0\n");
            text.push_str(&equals("stdlib dir", &quoted(&library)));
        }
        text.push_str(&equals("sys._base_executable", &quoted(executable)));
        text.push_str(&equals("sys.base_prefix", &quoted(home)));
        text.push_str(&equals("sys.base_exec_prefix", &quoted(home)));
        if version.minor >= 9 {
            text.push_str("  sys.platlibdir = 'lib'\n");
        }
        text.push_str(&equals("sys.executable", &quoted(executable)));
        text.push_str(&equals("sys.prefix", &quoted(home)));
        text.push_str(&equals("sys.exec_prefix", &quoted(home)));
        text.push_str("  sys.path = [\n");
        let from_environment = path
            .into_iter()
            .flat_map(|path| path.split(':').map(str::to_owned));
        let zip = format!("{home}/lib/python{}.zip", version.digits());
        for entry in
            from_environment.chain([zip, library.clone(), format!("{library}/lib-dynload")])
        {
            _ = writeln!(text, "    {},", quoted(&entry));
        }
        text.push_str("  ]\n");
    }
    text.push_str(match version.minor {
        0..=7 => "Fatal Python error: Py_Initialize: Unable to get the locale encoding\n",
        8..=12 => {
            "Fatal Python error: init_fs_encoding: failed to get the Python codec of the filesystem encoding\nPython runtime state: core initialized\n"
        }
        _ => "Fatal Python error: Failed to import encodings module\nPython runtime state: core initialized\n",
    });
    text.push_str(if version.minor == 5 {
        "ImportError: No module named 'encodings'\n\nCurrent thread 0xADDR (most recent call first):\n"
    } else {
        "ModuleNotFoundError: No module named 'encodings'\n\nCurrent thread 0xADDR (most recent call first):\n"
    });
    match version.minor {
        0..=7 => {}
        8 | 9 => text.push_str("<no Python frame>\n"),
        _ => text.push_str("  <no Python frame>\n"),
    }
    text
}
