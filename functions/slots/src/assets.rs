//! The few files that pages need besides themselves.

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use http::header;
use web::Problem;

/// One file of the pages, to be kept for a year: its address changes with it.
#[utoipa::path(get, path = "/assets/{file}", responses((status = 200), (status = 404)))]
pub(crate) async fn asset(Path(file): Path<String>) -> Result<Response, Problem> {
    let asset = web::asset(&file).ok_or_else(Problem::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, asset.text).into_response())
}
