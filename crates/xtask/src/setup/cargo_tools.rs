//! Programs that Cargo builds: Trunk and wasm-bindgen, each of one version, kept between runs.

use crate::program::{Trouble, output_of, program};
use crate::tree;

struct Tool {
    crate_name: &'static str,
    program: &'static str,
    version: &'static str,
}

/// Trunk 0.22 needs a newer Rust; wasm-bindgen has to be the very version that `Cargo.lock` names.
const TOOLS: &[Tool] = &[
    Tool {
        crate_name: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: "0.2.127",
    },
    Tool {
        crate_name: "trunk",
        program: "trunk",
        version: "0.21.14",
    },
];

/// Makes sure that each tool is there in its version.
pub(crate) fn bring_all() -> Result<(), Trouble> {
    for tool in TOOLS {
        let has_version = output_of(&mut program(tool.program, &["--version"]))
            .is_ok_and(|text| text.split_whitespace().any(|word| word == tool.version));
        if has_version {
            continue;
        }
        let mut install = program(
            "cargo",
            &[
                "install",
                "--locked",
                "--force",
                "--version",
                tool.version,
                tool.crate_name,
            ],
        );
        // Their own profiles link for speed, which takes minutes more than they ever win here.
        install
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        install.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
        // The tools share what they have in common, and none of it is mixed with the project's own build.
        install
            .arg("--root")
            .arg(tree::cache().join("tools"))
            .env("CARGO_TARGET_DIR", tree::cache().join("tools-build"));
        output_of(&mut install)?;
    }
    Ok(())
}
