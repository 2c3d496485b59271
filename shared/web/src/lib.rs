//! How the functions meet HTTP: the request's time and office, problems,
//! JSON or a page for the same path, and the frame of every page.
//!
//! Everything a Lambda function and the local city have in common on their
//! way to the domain is here, once.

mod access;
mod app;
mod assets;
mod choice;
mod form;
mod idempotency;
mod language;
mod limit;
mod page;
pub mod paths;
mod problem;
mod qr;
mod refusals;
mod reply;
mod request;
mod serve;
mod session;
mod via;
mod ways;
pub mod words;

pub use self::{
    access::{Access, Caller, DEVICE, Role, cookie, counts, device_cookie},
    app::App,
    assets::{Asset, KIOSK_WORKER_NAME, asset, board_version, kiosk_worker},
    choice::{Choice, ChoiceQuery, Press},
    form::{ItemsBody, digits},
    idempotency::{Keyed, fresh_key},
    language::{Marked, Words},
    limit::Taker,
    page::{Look, Page, escape},
    problem::{Problem, ProblemBody},
    qr::qr,
    reply::{Reply, calendar_file},
    request::{At, Input, Now, Secret, Wants},
    serve::{init_logs, mount, serve},
    session::{SESSION, Session, real_time},
    via::Via,
};

/// A function's routes and their description; the description is what the
/// gateway in front learns the routes from.
pub type Routes = utoipa_axum::router::OpenApiRouter<App>;
