//! What can be booked, and what the clocks and the calendar do to it.

mod calendar;
mod counted;
mod numbers;
mod offered;

use super::*;
