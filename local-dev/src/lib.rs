//! The local city: everything around the functions that AWS would provide.
//!
//! One process with an embedded DynamoDB, an inbox in place of SES, the
//! table's stream, a clock that can be set, and a gateway that turns requests
//! into the events of API Gateway. The functions run in it, or beside it as
//! real Lambda binaries. Everything listens on the loopback interface only.

pub mod answer;
pub mod backend;
pub mod clock;
pub mod database;
pub mod event;
pub mod files;
pub mod function;
pub mod mime;
mod problem;
pub mod stream;
pub mod token;

pub use problem::problem;
