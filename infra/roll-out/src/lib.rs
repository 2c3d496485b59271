//! What city IT does with office files: check them, put them into force.
//!
//! Everything here works alike on the local city and on a deployment: where
//! the table is, the environment says as for every program that uses AWS.

mod apply;
mod files;

pub use self::{
    apply::{RollOutError, apply},
    files::{FileError, OfficeFile},
};
