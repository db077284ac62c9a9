//! Service managers: from their files to who starts which program, as whom, where, with which environment and behind which
//! mounts, and what becomes of it. What the programs are and do is not known here: whoever plays the deployment executes what
//! this crate says.

pub mod debian;
pub mod packages;
pub mod supervisor;
