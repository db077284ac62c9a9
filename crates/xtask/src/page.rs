//! The page: built as plain files, or served while it is edited.

use crate::program::{Trouble, output_of, program, run_visibly};
use crate::setup;
use crate::tree;

/// Builds the page into `web/dist`.
pub(crate) fn dist() -> Result<(), Trouble> {
    setup::for_the_page()?;
    build()?;
    println!("the page is in {}", tree::path("web/dist").display());
    Ok(())
}

/// Builds the page where everything it takes is there already.
pub(crate) fn build() -> Result<(), Trouble> {
    bundle_scripts()?;
    output_of(&mut trunk(&["build"])).map(|_| ())
}

/// Serves the page on the loopback address and builds it again as it is edited.
pub(crate) fn serve(arguments: &[&str]) -> Result<(), Trouble> {
    let port = match arguments {
        [] => "8080",
        ["--port", port] => port,
        _ => {
            return Err(Trouble::Usage(
                "usage: cargo xtask serve [--port N]".to_owned(),
            ));
        }
    };
    setup::for_the_page()?;
    bundle_scripts()?;
    println!("the page is coming up at http://127.0.0.1:{port}/");
    run_visibly(&mut trunk(&[
        "serve",
        "--address",
        "127.0.0.1",
        "--port",
        port,
    ]))
}

fn bundle_scripts() -> Result<(), Trouble> {
    output_of(program("npm", &["run", "--silent", "build"]).current_dir(tree::path("web/editor")))
        .map(|_| ())
}

/// Prepares Trunk, which must not look for newer tools than the pinned ones.
fn trunk(arguments: &[&str]) -> std::process::Command {
    let mut trunk = program("trunk", arguments);
    trunk
        .current_dir(tree::root())
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        .env("NO_COLOR", "true");
    trunk
}
