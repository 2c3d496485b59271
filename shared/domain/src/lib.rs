//! The day at the office, as plain data and plain decisions.
//!
//! Nothing here reads a clock, a table or a network: `now` is always an
//! argument, and a decision is a function of what it is given.

pub mod ids;
pub mod policy;
pub mod survival;
pub mod time;
