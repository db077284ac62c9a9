//! What is shown: one component a file; each shows values and emits callbacks.

pub(crate) mod app;
pub(crate) mod bar;
pub(crate) mod card;
pub(crate) mod copy_button;
pub(crate) mod document_editor;
pub(crate) mod dropped;
pub(crate) mod embed;
pub(crate) mod file_card;
pub(crate) mod finding;
pub(crate) mod findings;
pub(crate) mod fix_button;
pub(crate) mod gallery_dialog;
pub(crate) mod have;
pub(crate) mod import_search;
pub(crate) mod modal;
pub(crate) mod paste_box;
pub(crate) mod permission_walk;
pub(crate) mod prose;
pub(crate) mod request_card;
pub(crate) mod share_dialog;
pub(crate) mod terminals;
pub(crate) mod track;
pub(crate) mod unknowns;
