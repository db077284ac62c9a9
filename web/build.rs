//! Bundles the gallery: reads `gallery.txt` and takes the scenarios out of `tests/cases`, so that no scenario is kept twice.
#![expect(clippy::disallowed_methods, reason = "a build script reads the disk")]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let cases = root.join("../tests/cases");
    println!("cargo::rerun-if-changed=gallery.txt");
    println!("cargo::rerun-if-changed=../tests/cases");
    let mut groups: Vec<Value> = Vec::new();
    let text = fs::read_to_string(root.join("gallery.txt"))?;
    for line in text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        if let Some(title) = line.strip_prefix("= ") {
            groups.push(json!({"title": title, "situations": []}));
            continue;
        }
        let situation = situation(&cases, line)?;
        let group = groups
            .last_mut()
            .ok_or("a situation before the first group")?;
        group["situations"]
            .as_array_mut()
            .ok_or("a group is an array")?
            .push(situation);
    }
    let out = Path::new(&std::env::var("OUT_DIR")?).join("gallery.json");
    fs::write(out, serde_json::to_string(&groups)?)?;
    Ok(())
}

fn situation(cases: &Path, name: &str) -> Result<Value, Box<dyn Error>> {
    let path = cases.join(format!("{name}.json"));
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let case: Value = serde_json::from_str(&text)?;
    let scenario = case
        .get("scenario")
        .cloned()
        .ok_or("a case without a scenario")?;
    let stage = case.pointer("/truth/stage").cloned().unwrap_or_default();
    Ok(json!({"name": name, "stage": stage, "scenario": scenario}))
}
