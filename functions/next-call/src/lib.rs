//! What clerks do at a counter: call whoever is next, and everything after.

mod page;
mod press;
mod verbs;

use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this function.
#[must_use]
pub fn routes() -> web::Routes {
    OpenApiRouter::new()
        .routes(routes!(page::counter))
        .routes(routes!(verbs::next))
        .routes(routes!(verbs::open))
        .routes(routes!(verbs::pause))
        .routes(routes!(verbs::recall))
        .routes(routes!(verbs::start))
        .routes(routes!(verbs::go_on))
        .routes(routes!(verbs::longer))
        .routes(routes!(verbs::help))
        .routes(routes!(verbs::finish))
        .routes(routes!(verbs::no_show))
        .routes(routes!(verbs::serve))
        .routes(routes!(verbs::park))
        .routes(routes!(verbs::resume))
        .routes(routes!(verbs::add))
        .routes(routes!(verbs::forward))
        .routes(routes!(verbs::undo))
}
