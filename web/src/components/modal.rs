//! A dialog over the page: the browser's own, so that focus, Escape and what lies behind are as they should be.

use web_sys::HtmlDialogElement;
use yew::{
    AttrValue, Callback, Children, Event, Html, MouseEvent, Properties, component, html,
    use_effect_with, use_node_ref,
};

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) title: AttrValue,
    pub(crate) on_close: Callback<()>,
    pub(crate) children: Children,
}

/// A dialog with a title and a way out.
#[component]
pub(crate) fn Modal(props: &Props) -> Html {
    let node = use_node_ref();
    use_effect_with((), {
        let node = node.clone();
        move |()| {
            if let Some(dialog) = node.cast::<HtmlDialogElement>() {
                // It fails only for a dialog that is shown already.
                let _ = dialog.show_modal();
            }
        }
    });
    let onclose = props.on_close.reform(|_: Event| ());
    let onclick = props.on_close.reform(|_: MouseEvent| ());
    // A click on the dialog itself, not on what it contains, is one on the backdrop.
    let on_backdrop = {
        let (node, on_close) = (node.clone(), props.on_close.clone());
        Callback::from(move |event: MouseEvent| {
            let is_backdrop = event.target().is_some_and(|target| {
                node.get().is_some_and(|dialog| {
                    let dialog: &web_sys::EventTarget = &dialog;
                    *dialog == target
                })
            });
            if is_backdrop {
                on_close.emit(());
            }
        })
    };
    html! {
        <dialog ref={node} class="modal" aria-labelledby="modal-title" {onclose} onclick={on_backdrop}>
            <div class="modal-inside">
                <header class="modal-head">
                    <h2 id="modal-title">{ props.title.clone() }</h2>
                    <button type="button" class="quiet" {onclick}>{ "Close" }</button>
                </header>
                { props.children.clone() }
            </div>
        </dialog>
    }
}
