//! The situations to start from.

use yew::{Callback, Html, Properties, component, html, use_memo};

use super::modal::Modal;
use crate::gallery::{self, Situation};
use crate::state::Action;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) act: Callback<Action>,
}

/// The situations, grouped by what they teach.
#[component]
pub(crate) fn GalleryDialog(props: &Props) -> Html {
    let groups = use_memo((), |()| gallery::groups());
    html! {
        <Modal title="Gallery" on_close={props.act.reform(|()| Action::Show(None))}>
            <p class="hint">{ "Every situation was run with the real programs. Choose one; what you have now stays one Undo away." }</p>
            <div class="gallery">
                { for groups.iter().map(|group| html! {
                    <section>
                        <h3>{ &group.title }</h3>
                        <ul>{ for group.situations.iter().map(|situation| row(situation, &props.act)) }</ul>
                    </section>
                }) }
            </div>
        </Modal>
    }
}

fn row(situation: &Situation, act: &Callback<Action>) -> Html {
    let scenario = situation.scenario.clone();
    let onclick = act.reform(move |_| Action::Load(Box::new(scenario.clone())));
    let stage = if situation.stage == "works" {
        "works".to_owned()
    } else {
        format!("falls at {}", situation.stage)
    };
    html! {
        <li>
            <button type="button" class="situation" {onclick}>
                <span>{ situation.title() }</span>
                <small>{ stage }</small>
            </button>
        </li>
    }
}
