//! What city IT does with office files: check them, see what they would
//! change, put them into force, take that back, begin a new one.
//!
//! Everything here works alike on the local city and on a deployment: where
//! the table is, the environment says as for every program that uses AWS.

mod apply;
mod cost;
mod differences;
mod doctor;
mod files;
mod new;
mod papers;
mod words;

pub use self::{
    apply::{Plan, RollOutError, apply, back, plan},
    cost::{CostError, Costs, Line},
    differences::differences,
    doctor::{Findings, doctor},
    files::{FileError, OfficeFile},
    new::{NewError, new},
    papers::papers,
};
