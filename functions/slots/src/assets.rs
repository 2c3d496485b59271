//! The few files that pages need besides themselves.

use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use http::header;
use serde::Deserialize;
use web::Problem;

/// What an address names besides the file.
#[derive(Debug, Deserialize)]
pub(crate) struct Version {
    v: Option<String>,
}

/// One file of the pages. An address with a version changes with the file and
/// is kept for a year; one without stands on other pages and is kept for an hour.
#[utoipa::path(get, path = "/assets/{file}", responses((status = 200), (status = 404)))]
pub(crate) async fn asset(
    Path(file): Path<String>,
    Query(version): Query<Version>,
) -> Result<Response, Problem> {
    let asset = web::asset(&file).ok_or_else(Problem::not_found)?;
    let worker =
        (file == web::KIOSK_WORKER_NAME).then_some([("service-worker-allowed", "/offices/")]);
    let headers = [
        (header::CONTENT_TYPE, asset.kind),
        (
            header::CACHE_CONTROL,
            match version.v {
                Some(_) => "public, max-age=31536000, immutable",
                None => "public, max-age=3600",
            },
        ),
    ];
    Ok((worker, headers, asset.content).into_response())
}
