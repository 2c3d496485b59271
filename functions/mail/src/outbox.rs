//! What this function needs of the store.

use std::{error::Error, sync::Arc};

use domain::{booking::Booking, office::Office, time::Moment};

/// What a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The appointment was booked.
    Confirmed,
    /// It is at another time.
    Moved {
        /// Whether it also has another number than the last mail said.
        new_number: bool,
    },
    /// It was cancelled.
    Cancelled,
    /// The office closes on its day.
    Displaced,
    /// It is tomorrow.
    Reminder,
}

/// A mail that is due, with the state it is to tell. Holds a secret, so it
/// cannot be printed.
#[derive(Clone)]
pub struct Pending {
    /// The secret of the booking's link.
    pub secret: String,
    /// The booking as it is now.
    pub booking: Booking,
    /// What happened to it since the last mail.
    pub kind: Kind,
    /// The revision of the booking at that time.
    pub revision: u32,
    /// When that was.
    pub changed: Moment,
    /// Where.
    pub office: Arc<Office>,
}

/// That a mail was accepted.
#[derive(Clone, Copy)]
pub struct Sent<'a> {
    /// The secret of the booking's link.
    pub secret: &'a str,
    /// The [`revision`](Pending::revision) that the mail told.
    pub revision: u32,
    /// The mail service's name for the mail; bounces refer to it.
    pub message_id: &'a str,
}

/// Why the outbox gave no answer. Its sources may quote what is stored, so
/// only [`OutboxError::Unavailable`] is logged with them.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// What is stored makes no sense, now or later.
    #[error("what is stored about the visit cannot be read")]
    Unreadable {
        /// What is wrong with it.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The store does not work at the moment.
    #[error("the store does not answer")]
    Unavailable {
        /// What it said.
        source: Box<dyn Error + Send + Sync>,
    },
}

/// The mails that are due.
pub trait Outbox {
    /// The mail due for the booking with this secret, read consistently;
    /// `None` when there is none, or the booking is forgotten.
    fn pending(
        &self,
        secret: &str,
    ) -> impl Future<Output = Result<Option<Pending>, OutboxError>> + Send;

    /// Notes that a mail was accepted. When the booking has changed since, the
    /// next mail stays due and this does nothing.
    fn sent(&self, sent: Sent<'_>) -> impl Future<Output = Result<(), OutboxError>> + Send;
}
