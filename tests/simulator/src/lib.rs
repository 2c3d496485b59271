//! Simulates citizen offices and replays their days through the policy that
//! calls in production.
//!
//! A [`scenario`], assumed or read from the file of an [`office`], has a [`demand`] drawn from the assumptions of the
//! [`model`], with appointments where [`placement`] puts them. Each [`day`] is
//! then played under a [`discipline`], and [`statistics`] tells what became of
//! the promises. What the policy must achieve stands in [`acceptance`].

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "seconds and citizens of some years fit into every type of number"
)]

pub mod acceptance;
pub mod bench;
pub mod cli;
pub mod day;
pub mod demand;
pub mod discipline;
pub mod estimates;
pub mod model;
pub mod office;
pub mod placement;
pub mod plot;
pub mod promises;
pub mod replay;
pub mod scenario;
pub mod seeds;
pub mod simulation;
pub mod statistics;
