//! Files that were dropped or chosen, read as text.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::file::callbacks::{FileReader, read_as_text};
use yew::Callback;

use crate::state::Action;

/// The readers that are at work; they stop when they are dropped.
pub(crate) type Readers = Vec<FileReader>;

/// The largest file that is read; more than this is no text that somebody wrote.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// Reads each file and hands it on.
pub(crate) fn read_all(
    files: Option<web_sys::FileList>,
    readers: &Rc<RefCell<Readers>>,
    act: &Callback<Action>,
) {
    let Some(files) = files.map(gloo::file::FileList::from) else {
        return;
    };
    for file in files.iter() {
        let (name, act) = (file.name(), act.clone());
        if file.size() > MOST_BYTES {
            let said = format!("`{name}` is larger than 4 MB, so it was left alone.");
            act.emit(Action::Notice(Some(said.into())));
            continue;
        }
        let reader = read_as_text(file, move |text| {
            act.emit(match text {
                Ok(text) => Action::DropFile(name, text),
                Err(_) => {
                    Action::Notice(Some(format!("`{name}` could not be read as text.").into()))
                }
            });
        });
        readers.borrow_mut().push(reader);
    }
}
