//! Facts of Python's library, taken by the root's own Python into the data of the interpreter: names of modules, their import
//! statements, and the lines that tracebacks show. `tests/lab/library.py` runs in the root and finds them.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::program::{Trouble, program};
use crate::tree;

/// The tables of the version that the models are marked for.
const MARKED: &str = "3.11";

/// Writes the tables of the Python of a root.
pub(super) fn take(root: &Path) -> Result<(), Trouble> {
    let script = fs::read_to_string(tree::path("tests/lab/library.py"))?;
    let mut child = program("chroot", &[])
        .arg(root)
        .args(["python3", "-B", "-I", "-X", "utf8", "-c", &script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(request()?.to_string().as_bytes())?;
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(Trouble::Failed(
            "tests/lab/library.py failed in the root".to_owned(),
        ));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let parts: BTreeMap<&str, &str> = text
        .split("=== ")
        .filter_map(|part| part.split_once('\n'))
        .collect();
    let part = |name: &str| parts.get(name).copied().unwrap_or_default();
    for name in ["frames", "imports", "names"] {
        let file = format!("{name}-3.{}.txt", part("minor").trim());
        fs::write(table(&file), part(name))?;
    }
    Ok(())
}

fn table(file: &str) -> std::path::PathBuf {
    tree::path("crates/python/data").join(file)
}

/// What the script is asked for: the marks of the models, and `tests/lab/library.txt`.
fn request() -> Result<Value, Trouble> {
    let frames = fs::read_to_string(table(&format!("frames-{MARKED}.txt")))?;
    let imports = fs::read_to_string(table(&format!("imports-{MARKED}.txt")))?;
    let names = fs::read_to_string(table(&format!("names-{MARKED}.txt")))?;
    let mut request = rules(&fs::read_to_string(tree::path("tests/lab/library.txt"))?);
    let mut modules = Vec::new();
    let mut probes = BTreeMap::<&str, Vec<&str>>::new();
    for line in imports.lines() {
        if let Some(module) = line.strip_prefix('=') {
            modules.push(module);
        } else if let (Some(module), Some((_, probe))) = (modules.last(), line.split_once(' '))
            && probe.contains("#@")
        {
            probes.entry(module).or_default().push(probe);
        }
    }
    for line in names.lines() {
        let (module, words) = line.split_once(' ').unwrap_or((line, ""));
        let own = words.split(' ').filter_map(|word| word.strip_prefix('-'));
        if let Value::Array(kept) = &mut request["kept"][module] {
            kept.extend(own.map(Value::from));
        } else {
            request["kept"][module] = own.collect();
        }
    }
    let named = names.lines().filter_map(|line| line.split(' ').next());
    request["frames"] = json!(frames.lines().collect::<Vec<_>>());
    request["names"] = json!(named.collect::<Vec<_>>());
    request["imports"] = json!(modules);
    request["probes"] = json!(probes);
    request["models"] = json!(models()?);
    Ok(request)
}

/// `tests/lab/library.txt` as the script reads it.
fn rules(text: &str) -> Value {
    let mut lists = BTreeMap::<&str, Vec<&str>>::new();
    let mut tables = BTreeMap::<&str, BTreeMap<String, Vec<&str>>>::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (how, rest) = line.split_once(' ').unwrap_or((line, ""));
        if how == "frame" {
            let words: Vec<&str> = rest.splitn(3, ' ').collect();
            if let [minor, key, record] = words[..] {
                let given = tables.entry(how).or_default();
                let records = given.entry(format!("{minor} {key}")).or_default();
                records.extend(Some(record).filter(|record| *record != "none"));
            }
        } else if let ("kept" | "elsewhere", Some((key, words))) = (how, rest.split_once(' ')) {
            let words = words.split(' ').collect();
            tables.entry(how).or_default().insert(key.to_owned(), words);
        } else {
            lists.entry(how).or_default().extend(rest.split(' '));
        }
    }
    let mut rules = json!(lists);
    for (how, table) in tables {
        rules[how] = json!(table);
    }
    rules
}

/// The texts of the models by module, as `models.rs` lists them.
fn models() -> Result<BTreeMap<String, String>, Trouble> {
    let folder = tree::path("crates/python/src");
    let list = fs::read_to_string(folder.join("models.rs"))?;
    let quoted: Vec<&str> = list
        .lines()
        .filter(|line| !line.starts_with("//"))
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .collect();
    let mut models = BTreeMap::new();
    for pair in quoted.chunks_exact(2) {
        let text = fs::read_to_string(folder.join(pair[1]))?;
        models.insert(pair[0].to_owned(), text);
    }
    Ok(models)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_another_version_is_given_under_its_mark() {
        let read = rules("frame 9 a.py:1 b.py|2|f|x = 1\nframe 13 a.py:1 none\nwithout a b\n");
        assert_eq!(read["frame"]["9 a.py:1"], json!(["b.py|2|f|x = 1"]));
        assert_eq!(read["frame"]["13 a.py:1"], json!([]));
        assert_eq!(read["without"], json!(["a", "b"]));
    }
}
