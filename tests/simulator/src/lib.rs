//! Simulates citizen offices and replays their days through the policy that
//! calls in production.

pub mod day;
pub mod demand;
pub mod discipline;
pub mod model;
pub mod placement;
pub mod scenario;
pub mod simulation;
pub mod statistics;
