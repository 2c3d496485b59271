//! The local city: everything around the functions that AWS would provide.
//!
//! One process with an embedded `DynamoDB`, an inbox in place of SES, the
//! table's stream, a clock that can be set, and a gateway that turns requests
//! into the events of API Gateway. The functions run in it, or beside it as
//! real Lambda binaries. Everything listens on the loopback interface only.
//!
//! [`city::Ground`] is laid first, since the functions need its endpoints;
//! then [`city::City::open`] brings them together.

mod admin;
pub mod answer;
pub mod backend;
pub mod city;
pub mod clock;
pub mod database;
pub mod event;
pub mod files;
pub mod function;
pub mod gateway;
mod guard;
pub mod health;
pub mod house;
pub mod inbox;
pub mod issuer;
pub mod lambda;
pub mod mailroom;
pub mod mime;
pub mod pages;
mod problem;
pub mod seed;
pub mod ses;
pub mod signals;
pub mod stream;
pub mod supervisor;
