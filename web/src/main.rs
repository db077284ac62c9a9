//! The page: mounts [`components::app::App`], nothing else.

mod change;
mod components;
mod document;
mod gallery;
mod link;
mod offsets;
mod state;
mod storage;
mod verdict;

use components::app::App;

fn main() {
    yew::Renderer::<App>::new().render();
}
