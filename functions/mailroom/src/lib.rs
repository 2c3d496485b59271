//! What happens to mails without a command of anybody.
//!
//! Every hour those are reminded whose appointment is near; and when the mail
//! service reports that a mail came back, that is noted at the booking. This
//! function sends nothing: it notes at the visit that a mail is due, and the mail
//! function, woken by that, sends it.
//!
//! Nothing relies on the hour: who is to be reminded follows from the bookings
//! and the time of the event, so an hour that is late, missing or told twice
//! does no harm.

mod event;

use domain::{
    ids::OfficeId,
    office::Office,
    time::{Moment, Seconds},
};
use jiff::ToSpan;
use store::{MissingSetting, Offices, Store, StoreError};
use tokio::task::JoinSet;

pub use self::event::{CameBack, Event};

/// How many offices are looked through side by side.
const SIDE_BY_SIDE: usize = 32;

/// How long an office is used before it is read again: of its file only the
/// zone matters here.
const FRESH: Seconds = Seconds::hours(1);

/// Notes which mails are due, and which have come back.
#[derive(Debug, Clone)]
pub struct Mailroom {
    store: Store,
    offices: Offices,
}

/// The mailroom that a deployed function is, with the store's settings.
///
/// # Errors
///
/// When a setting is missing.
pub async fn from_env() -> Result<Mailroom, MissingSetting> {
    let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    Ok(Mailroom::new(Store::from_env(&config)?))
}

impl Mailroom {
    /// A mailroom for this store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { offices: Offices::new(store.clone(), FRESH), store }
    }

    /// Does what an event asks for. Doing it twice is doing it once.
    ///
    /// # Errors
    ///
    /// [`StoreError`], after everything else was tried; the event may be told again.
    pub async fn take(&self, event: &Event) -> Result<(), StoreError> {
        match event {
            Event::Hour { now } => self.remind(*now).await,
            Event::CameBack(mail) => self.note(mail).await,
            Event::Other => Ok(()),
        }
    }

    async fn remind(&self, now: Moment) -> Result<(), StoreError> {
        let offices = self.store.offices().await?;
        let (mut reminded, mut trouble) = (0, None);
        for some in offices.chunks(SIDE_BY_SIDE) {
            let mut looking = JoinSet::new();
            for office in some {
                let (mailroom, id) = (self.clone(), office.id.clone());
                looking.spawn(async move { (mailroom.remind_for(&id, now).await, id) });
            }
            while let Some(looked) = looking.join_next().await {
                match looked {
                    Ok((Ok(count), _)) => reminded += count,
                    Ok((Err(error), id)) => {
                        tracing::warn!(office.id = %id, error = %error, "could not remind");
                        trouble = Some(error);
                    }
                    Err(error) => tracing::error!(error = %error, "looking at an office failed"),
                }
            }
        }
        tracing::info!(offices = offices.len(), reminded, "looked who is to be reminded");
        trouble.map_or(Ok(()), Err)
    }

    /// How many people of an office were found who are to be reminded now.
    async fn remind_for(&self, id: &OfficeId, now: Moment) -> Result<usize, StoreError> {
        let Some(office) = self.offices.get(id, now).await? else { return Ok(0) };
        let office: &Office = &office.office;
        let today = office.today(now);
        let mut reminded = 0;
        for date in [today, today.saturating_add(1.day())] {
            for booked in self.store.numbers(id, date).await? {
                if booked.is_to_be_reminded(office, date, now)
                    && self.store.remind(office, date, &booked, now).await?
                {
                    reminded += 1;
                }
            }
        }
        Ok(reminded)
    }

    async fn note(&self, mail: &CameBack) -> Result<(), StoreError> {
        let CameBack { office, date, number, returned } = mail;
        let noted = self.store.mail_returned(office, (*date, *number), *returned).await?;
        tracing::info!(office.id = %office, returned = ?returned, noted, "a mail came back");
        Ok(())
    }
}
