//! Arriving: checking in with an appointment, drawing a ticket without one,
//! and the place in the queue.

mod check_ins;
mod desk;
mod emergency;
mod kiosk;
mod numbers;
mod pairing;
mod slip;
mod tasks;
mod tickets;
mod wait;

use domain::estimate::WaitRange;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this function.
#[must_use]
pub fn routes() -> web::Routes {
    OpenApiRouter::new()
        .routes(routes!(check_ins::check_in))
        .routes(routes!(tickets::draw))
        .routes(routes!(tickets::show))
        .routes(routes!(tickets::leave))
        .routes(routes!(wait::wait))
        .routes(routes!(kiosk::kiosk))
        .routes(routes!(pairing::ask, pairing::pair))
        .routes(routes!(desk::desk))
        .routes(routes!(tasks::urgent))
        .routes(routes!(tasks::answered))
        .routes(routes!(emergency::hand_out))
        .routes(routes!(emergency::enter))
}

/// A wait in minutes, rounded outward to five; never a single minute.
#[derive(Debug, Clone, Copy, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct WaitView {
    low_min: u32,
    high_min: u32,
}

impl From<WaitRange> for WaitView {
    fn from(wait: WaitRange) -> Self {
        Self { low_min: wait.low_min(), high_min: wait.high_min() }
    }
}

/// The word of a state as its serialisation has it.
pub(crate) fn word<T: serde::Serialize>(state: &T) -> String {
    match serde_json::to_value(state) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
