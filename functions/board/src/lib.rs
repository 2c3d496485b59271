//! What the hall sees: which number is called to which counter.

mod calls;

use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this function.
#[must_use]
pub fn routes() -> web::Routes {
    OpenApiRouter::new().routes(routes!(calls::calls)).routes(routes!(calls::board))
}
