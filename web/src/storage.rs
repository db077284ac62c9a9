//! The browser's side of the page: address, clipboard, storage, downloads, the frame around an embed. Nothing else touches them.

use gloo::timers::callback::Timeout;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Blob, BlobPropertyBag, Document, FocusOptions, HtmlAnchorElement, HtmlElement, Url,
    UrlSearchParams, Window,
};

/// How a page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    /// The whole page.
    Page,
    /// An embed in another page.
    Embed,
    /// An embed whose texts cannot be changed.
    ReadOnly,
}

/// Which colours are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system has it.
    System,
    /// Ink on paper.
    Light,
    /// Paper on ink.
    Dark,
}

impl Theme {
    /// The one that follows when a reader asks for another.
    pub(crate) fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    /// Its name on the button.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::System => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
}

fn root() -> Option<HtmlElement> {
    document()?.document_element()?.dyn_into().ok()
}

/// How the address asks the page to be shown.
pub(crate) fn frame() -> Frame {
    let search = window()
        .and_then(|window| window.location().search().ok())
        .unwrap_or_default();
    let embed = UrlSearchParams::new_with_str(&search)
        .ok()
        .and_then(|parameters| parameters.get("embed"));
    match embed.as_deref() {
        None => Frame::Page,
        Some("readonly") => Frame::ReadOnly,
        Some(_) => Frame::Embed,
    }
}

/// The fragment of the address, without `#`.
pub(crate) fn fragment() -> String {
    let hash = window()
        .and_then(|window| window.location().hash().ok())
        .unwrap_or_default();
    hash.strip_prefix('#').map(str::to_owned).unwrap_or(hash)
}

/// The address of the page without query and fragment.
pub(crate) fn base() -> String {
    let location = window().map(|window| window.location());
    let read = |location: &web_sys::Location| {
        Some(format!(
            "{}{}",
            location.origin().ok()?,
            location.pathname().ok()?
        ))
    };
    location.as_ref().and_then(read).unwrap_or_default()
}

/// Writes a fragment into the address without a new entry in the history.
pub(crate) fn replace_fragment(fragment: &str) {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        // A refusal (too many updates, or a sandbox) costs the reader nothing: sharing makes its own link.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("#{fragment}")));
    }
}

/// Brings the verdict back into view, for the eyes and for the keyboard.
pub(crate) fn show_verdict() {
    let happens = document().and_then(|document| document.get_element_by_id("happens"));
    if let Some(happens) = happens.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        happens.set_scroll_top(0);
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        // Focus fails only for an element that is not shown.
        let _ = happens.focus_with_options(&options);
    }
}

/// Puts a text into the clipboard.
pub(crate) fn copy(text: &str) {
    if let Some(window) = window() {
        let _ = window.navigator().clipboard().write_text(text);
    }
}

/// Offers a text as a file to be saved.
pub(crate) fn download(name: &str, text: &str) {
    let save = || -> Result<(), JsValue> {
        let options = BlobPropertyBag::new();
        options.set_type("application/json");
        let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)?;
        let url = Url::create_object_url_with_blob(&blob)?;
        let document = document().ok_or(JsValue::NULL)?;
        let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
        link.set_href(&url);
        link.set_download(name);
        link.click();
        Timeout::new(1000, move || {
            let _ = Url::revoke_object_url(&url);
        })
        .forget();
        Ok(())
    };
    // Without a document there is nobody to save a file for.
    let _ = save();
}

fn remembered(key: &str) -> Option<String> {
    window()?.local_storage().ok()??.get_item(key).ok()?
}

fn remember(key: &str, value: &str) {
    if let Some(Ok(Some(storage))) = window().map(|window| window.local_storage()) {
        // Storage may be full or forbidden; then the choice lasts as long as the page.
        let _ = storage.set_item(key, value);
    }
}

/// The colours chosen earlier; `boot.ts` has applied them already.
pub(crate) fn theme() -> Theme {
    match root()
        .and_then(|root| root.dataset().get("theme"))
        .as_deref()
    {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    }
}

/// Applies colours and keeps the choice.
pub(crate) fn set_theme(theme: Theme) {
    let Some(root) = root() else {
        return;
    };
    match theme {
        Theme::System => root.dataset().delete("theme"),
        // Only an element of a detached document refuses a data attribute.
        Theme::Light | Theme::Dark => drop(root.dataset().set("theme", theme.name())),
    }
    remember("hurdles-theme", theme.name());
}

/// Whether plain text areas were chosen earlier.
pub(crate) fn is_plain() -> bool {
    remembered("hurdles-plain").as_deref() == Some("yes")
}

/// Keeps the choice of plain text areas.
pub(crate) fn set_plain(plain: bool) {
    remember("hurdles-plain", if plain { "yes" } else { "no" });
}

/// The box that takes any paste.
pub(crate) const PASTE_BOX: &str = "paste-everything";

/// Whether the box that takes any paste has the focus.
pub(crate) fn is_in_paste_box() -> bool {
    let active = document().and_then(|document| document.active_element());
    active.is_some_and(|element| element.id() == PASTE_BOX)
}

/// Whether somebody types in a text field just now.
pub(crate) fn is_typing() -> bool {
    let active = document().and_then(|document| document.active_element());
    active.is_some_and(|element| {
        matches!(element.tag_name().as_str(), "TEXTAREA" | "INPUT")
            || element.shadow_root().is_some()
    })
}

/// Tells the page around an embed how high it is.
pub(crate) fn post_height() {
    let post = || -> Option<()> {
        let window = window()?;
        let parent = window.parent().ok()??;
        let height = document()?.body()?.offset_height();
        let inner = Object::new();
        Reflect::set(&inner, &"height".into(), &height.into()).ok()?;
        let message = Object::new();
        Reflect::set(&message, &"hurdles".into(), &inner).ok()?;
        // The height is no secret, and the page around is not known: hence any origin.
        parent.post_message(&message, "*").ok()
    };
    // A page that is not in a frame has nobody to tell.
    let _ = post();
}

/// Marks an embed as touched: from then on the wheel scrolls it.
pub(crate) fn mark_touched() {
    if let Some(root) = root() {
        drop(root.dataset().set("touched", ""));
    }
}
