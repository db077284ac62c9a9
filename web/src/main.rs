//! The page: mounts [`components::app::App`], nothing else.

mod components;
mod diff;
mod document;
mod gallery;
mod offsets;
mod state;
mod storage;
mod verdict;

use components::app::App;

fn main() {
    yew::Renderer::<App>::new().render();
}
