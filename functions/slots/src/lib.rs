//! What is offered where and when: the offices, their services, their free
//! appointments.

mod about;
mod all;
mod assets;
mod elsewhere;
mod offices;
mod slots;

use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this function.
#[must_use]
pub fn routes() -> web::Routes {
    OpenApiRouter::new()
        .routes(routes!(all::offices))
        .routes(routes!(offices::office))
        .routes(routes!(about::about))
        .routes(routes!(slots::slots))
        .routes(routes!(elsewhere::elsewhere))
        .routes(routes!(assets::asset))
}
