//! What the head of an office decides and sees.

mod audit;
mod closures;
mod day;
mod disturbances;
mod plan;
mod running;
mod today;
mod weeks;

use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this function.
#[must_use]
pub fn routes() -> web::Routes {
    OpenApiRouter::new()
        .routes(routes!(audit::audit))
        .routes(routes!(closures::list, closures::close))
        .routes(routes!(closures::reopen))
        .routes(routes!(disturbances::disturb))
        .routes(routes!(disturbances::restore))
        .routes(routes!(day::explain))
        .routes(routes!(day::for_replay))
        .routes(routes!(plan::show, plan::publish))
        .routes(routes!(today::today))
        .routes(routes!(running::notice))
        .routes(routes!(running::interrupt))
        .routes(routes!(running::numbers))
        .routes(routes!(running::help_seen))
        .routes(routes!(weeks::record))
}
