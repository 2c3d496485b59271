//! The one table, and everything that is written to it.
//!
//! | item          | `PK`         | `SK`                | read to find                                |
//! |---------------|--------------|---------------------|---------------------------------------------|
//! | office        | `O#<office>` | `C`                 | an office's configuration and its version   |
//! | version       | `O#<office>` | `C#<version>`       | a configuration as it was rolled out        |
//! | device        | `O#<office>` | `K#<digest>`        | a device, by the digest of its token        |
//! | invitation    | `O#<office>` | `P#<digest>`        | the code by which a device is paired once   |
//! | day           | `O#<office>` | `D#<date>`          | how many appointments may still start when  |
//! | number        | `O#<office>` | `N#<date>#<number>` | a booking by its number, a day's bookings   |
//! | queue         | `O#<office>` | `Q#<date>`          | who waits, what every counter does          |
//! | ranges        | `O#<office>` | `R#<date>`          | which kiosk has which emergency numbers     |
//! | event         | `O#<office>` | `E#<date>#…`         | what happened on a day                      |
//! | statistics    | `O#<office>` | `S#<date>`          | the figures of a day that is over           |
//! | measured      | `O#<office>` | `M`                 | the last eight weeks together               |
//! | audit         | `O#<office>` | `A#<time>#…`        | what was decided and handed out             |
//! | visit         | `V#<secret>` | `V`                 | a booking by the secret of its link         |
//! | address       | `M#<hash>`   | `M`                 | the active bookings of one e-mail address   |
//! | source        | `M#<hash>`   | `L`                 | what an internet address takes, for minutes |
//! | list of offices | `OFFICES`  | `<office>`          | the names of all offices and of their city  |
//!
//! The office is part of every key except a visit's and an address's, so one
//! office can never touch another. No secondary index, and no scan but that of a
//! restored copy after a disaster.
//!
//! **The condition in the write is the referee.** Whatever was read before
//! only helps to guess; when the guess was wrong, the item that DynamoDB
//! returns with the failed condition is what the next try decides from. A
//! command that was carried out already is recognised there, not before.

mod addresses;
mod audit;
mod bookings;
mod changes;
mod closing;
mod days;
mod devices;
mod disturbances;
mod error;
mod examine;
mod expression;
mod history;
mod holds;
mod items;
mod keys;
mod known;
mod mails;
mod meter;
mod numbers;
mod offices;
mod queues;
mod ranges;
mod recover;
mod reminders;
mod requests;
mod roll_out;
mod secrets;
mod settings;
mod sources;
mod statistics;
mod transact;
mod visits;

use std::sync::Arc;

use aws_sdk_dynamodb::Client;

pub use self::{
    audit::{Audited, Deed},
    bookings::{BookOutcome, BookRequest},
    changes::{BookedElsewhere, ChangeOutcome, MoveRequest, Mover},
    closing::Displaced,
    devices::{Device, DeviceKind, DeviceToken, PairingCode},
    error::StoreError,
    examine::Flaw,
    history::{EventName, Recorded, UnreadableRecord, Written},
    holds::{HoldOutcome, HoldRequest},
    known::Offices,
    mails::{Mail, MailKind, MailState, PendingMail},
    meter::{Consumption, Meter},
    numbers::Numbered,
    offices::{Applied, ClosedDay, Configured, OfficeName},
    queues::{CheckInOutcome, TicketOutcome},
    recover::Recovered,
    roll_out::{RolledOut, Stranded, Version},
    secrets::{
        BookingSecret, HoldName, IdempotencyKey, KeyError, Keyring, TicketName, payload_hash,
        random_id,
    },
    settings::{MissingSetting, optional_setting},
    sources::Source,
    statistics::MeasuredUntil,
};

/// The table and the keys that make its secrets. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    table: Arc<str>,
    keyring: Arc<Keyring>,
    meter: Arc<Meter>,
}

impl Store {
    /// A store on `table`.
    #[must_use]
    pub fn new(config: &aws_config::SdkConfig, table: &str, keyring: Keyring) -> Self {
        Self {
            client: Client::new(config),
            table: table.into(),
            keyring: Arc::new(keyring),
            meter: Arc::new(Meter::default()),
        }
    }

    /// What the requests of this store have consumed so far.
    #[must_use]
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// The keys that make and check secrets.
    #[must_use]
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }
}
