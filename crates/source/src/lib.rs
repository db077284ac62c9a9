//! Named texts and places in them.
//!
//! Everything that a user typed or pasted is a [`Source`]: the invocation, the listing, a file. A [`Span`] is a
//! half-open byte range in one of them. Lines and columns exist for display only. Knows nothing of the other crates.

mod line_index;
mod nearest;
mod sources;
mod span;

pub use line_index::{LineColumn, LineIndex};
pub use nearest::nearest_name;
pub use sources::{Source, SourceId, Sources};
pub use span::{Span, Spanned};
