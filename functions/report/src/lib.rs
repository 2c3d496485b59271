//! What the head of an office decides and sees.

mod closures;
mod today;

use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this function.
#[must_use]
pub fn routes() -> web::Routes {
    OpenApiRouter::new()
        .routes(routes!(closures::list, closures::close))
        .routes(routes!(closures::reopen))
        .routes(routes!(today::today))
}
