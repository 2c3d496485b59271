//! The day at the office, as plain data and plain decisions.
//!
//! Nothing here reads a clock, a table or a network: `now` is always an
//! argument, and a decision is a function of what it is given.

pub mod booking;
pub mod day;
pub mod disturbance;
pub mod estimate;
pub mod histogram;
pub mod ids;
pub mod office;
pub mod planner;
pub mod policy;
pub mod queue;
pub mod staff;
pub mod statistics;
pub mod survival;
#[cfg(test)]
mod testing;
pub mod time;
