//! Changes by mechanism: what several rules propose alike. Whether one helps is for a simulation to say.

pub(crate) mod access;
pub(crate) mod answer;
pub(crate) mod app;
pub(crate) mod callable;
pub(crate) mod configuration;
pub(crate) mod endpoints;
pub(crate) mod files;
pub(crate) mod imports;
pub(crate) mod opening;
pub(crate) mod options;
pub(crate) mod requests;
pub(crate) mod socket;
pub(crate) mod surroundings;
pub(crate) mod syntax;
pub(crate) mod unit;
