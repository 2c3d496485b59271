//! Mails about appointments, sent after the fact.
//!
//! A booking is made, moved or cancelled without waiting for a mail: the visit
//! itself says that one is due. The table's stream wakes this function, which
//! looks at what the visit is *now*, sends one mail about that, and notes that
//! it did. So records may come late, twice or in the wrong order.

mod address;
mod compose;
mod deliver;
mod outbox;
mod page;
mod post;
mod record;
mod store_outbox;

pub use self::{
    compose::{Letter, Mail, compose, message_id},
    deliver::Delivery,
    outbox::{Kind, Outbox, OutboxError, Pending, Sent},
    post::{Post, SendError, Ses},
    record::Batch,
};
use store::Store;

/// The delivery that a deployed function makes, with the settings of its
/// environment: those of the store, `CONFIGURATION_SET` (optional) and
/// `PUBLIC_URL` (optional; otherwise the one in the city's file).
///
/// # Errors
///
/// When a setting is missing.
pub async fn from_env() -> Result<Delivery<Store, Ses>, store::MissingSetting> {
    let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let post = Ses::new(&config, store::optional_setting("CONFIGURATION_SET"));
    let store = Store::from_env(&config)?;
    Ok(Delivery::new(store, post, store::optional_setting("PUBLIC_URL")))
}
