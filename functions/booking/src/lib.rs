//! Appointments: holding a start, booking it, looking it up, changing it.

mod book;
mod change;
mod holds;
mod page;
mod view;

use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this function.
#[must_use]
pub fn routes() -> web::Routes {
    OpenApiRouter::new()
        .routes(routes!(holds::hold))
        .routes(routes!(holds::show))
        .routes(routes!(holds::extend))
        .routes(routes!(holds::release))
        .routes(routes!(book::book))
        .routes(routes!(view::show))
        .routes(routes!(view::calendar))
        .routes(routes!(change::choose, change::move_booking))
        .routes(routes!(change::ask, change::cancel))
        .routes(routes!(change::accept))
}
