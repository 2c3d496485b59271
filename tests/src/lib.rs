//! What the tests of the whole city share: a city in memory, the people in it,
//! and the rules that always hold.
//!
//! A test opens a [`TestCity`] of its own, sets its clock, and lets people do
//! what they do: book, come, press keys. Everything goes through HTTP, the
//! gateway and the functions' own adapters; only the Lambda service itself is
//! not there. [`ledger`] counts the table after the event.
#![allow(clippy::missing_panics_doc, reason = "a test that cannot go on panics")]

pub mod api;
pub mod client;
pub mod counted;
pub mod ledger;
pub mod office;
pub mod process;
pub mod proxy;
pub mod sizes;
pub mod template;
pub mod town;

pub use client::{Answer, Client};
pub use office::{Booking, Counter, Office, Ticket};
pub use town::{LINDEN, Opening, PATIENCE, TestCity, on, today};
