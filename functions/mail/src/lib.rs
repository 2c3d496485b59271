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
mod words;

pub use self::{
    compose::{Letter, Mail, compose, message_id},
    deliver::Delivery,
    outbox::{Kind, Outbox, OutboxError, Pending, Sent},
    post::{Post, SendError, Ses},
    record::Batch,
};
