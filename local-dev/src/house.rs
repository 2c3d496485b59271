//! What stands on the city's ground: the offices, and the functions that
//! serve them. The only place that knows which functions there are.

use std::path::{Path, PathBuf};

use authorizer::Authorizer;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_lambda_events::event::dynamodb::Event;
use domain::{
    day::DaySlots,
    day::Start,
    ids::OfficeId,
    office::{City, Items, Office},
    queue::Actor,
    staff::StaffIssuer,
    time::Moment,
};
use history::History;
use http::Method;
use identity::Issuers;
use jiff::ToSpan;
use mail::{Delivery, Ses};
use sign_in::SignIn;
use store::{Applied, BookOutcome, BookRequest, IdempotencyKey, Keyring, Store, StoreError};
use ulid::Ulid;
use web::{Access, App};

use crate::backend::CargoLambda;
use crate::city::{Ground, Subscription};
use crate::database::DatabaseError;
use crate::files;
use crate::function::Function;
use crate::issuer;
use crate::mailroom::Mailroom;
use crate::pages;
use crate::seed::{self, Random};
use crate::stream::{Consumer, Filter};

/// The name of the product's table.
pub const TABLE: &str = "wertmarke";

/// The mail function's event source filter, word for word as in the template.
pub const MAIL_FILTER: &str =
    r#"{"dynamodb":{"NewImage":{"mail":{"M":{"state":{"S":["pending"]}}}}}}"#;

/// The same of the history function: queues and visits.
pub const HISTORY_FILTER: &str = r#"{"dynamodb":{"Keys":{"SK":{"S":[{"prefix":"Q#"},"V"]}}}}"#;

/// How many days of bookings a new city begins with.
const SEEDED_DAYS: i64 = 7;

/// Why the house does not stand.
#[derive(Debug, thiserror::Error)]
pub enum HouseError {
    /// The database refuses.
    #[error("the database does not work")]
    Database(#[from] DatabaseError),
    /// The store refuses.
    #[error("the store does not work")]
    Store(#[from] StoreError),
    /// An office file is wrong; the message names file, line and remedy.
    #[error("{0}")]
    Office(domain::office::OfficeFileError),
    /// A file cannot be read.
    #[error("{path} cannot be read")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The kept keys are no keys.
    #[error("the keys kept with the data are not valid")]
    Keys,
}

/// The functions, ready to be mounted.
#[derive(Debug, Clone)]
pub struct House {
    app: App,
    history: Store,
    keys: String,
    sdk_mail: SdkConfig,
}

impl House {
    /// Builds on the ground: the table, the keys, the store.
    ///
    /// # Errors
    ///
    /// [`HouseError`].
    pub async fn build(ground: &Ground) -> Result<Self, HouseError> {
        ground.database.create_table(TABLE)?;
        let keys = keys(ground.file("keys.txt"))?;
        let keyring: Keyring = keys.parse().map_err(|_| HouseError::Keys)?;
        let sdk = sdk(ground.database.endpoint()).await;
        let app = App::new(Store::new(&sdk, TABLE, keyring.clone()), Access::Open);
        let history = Store::new(&sdk, TABLE, keyring);
        Ok(Self { app, history, keys, sdk_mail: self::sdk(ground.ses.endpoint()).await })
    }

    /// The same house, where only those have rights who show that they do.
    #[must_use]
    pub fn with_rights(mut self) -> Self {
        self.app.access = Access::Claims;
        self
    }

    /// The same house, where so much may be taken from one internet address.
    #[must_use]
    pub fn bounded(mut self, per_address: Option<u16>) -> Self {
        self.app.per_address = per_address;
        self
    }

    /// What all functions share.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The store of the history function, with its meter.
    #[must_use]
    pub fn history_store(&self) -> &Store {
        &self.history
    }

    /// The settings of the functions as binaries, besides the endpoints.
    #[must_use]
    pub fn settings(&self, public_url: &str, staff: Option<&StaffIssuer>) -> Vec<(String, String)> {
        let issuers = staff.map(|staff| issuer::endpoints(staff, public_url)).unwrap_or_default();
        let access = match self.app.access {
            Access::Open => "open",
            Access::Claims => "claims",
        };
        let mut settings = [
            ("TABLE_NAME", TABLE),
            ("SECRET_KEYS", &self.keys),
            ("ACCESS", access),
            ("PUBLIC_URL", public_url),
            ("ISSUER_ENDPOINTS", &issuers),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
        settings
            .extend(self.app.per_address.map(|most| ("PER_ADDRESS".to_owned(), most.to_string())));
        settings
    }

    /// Lets the offices of a folder move in: `city.toml` and `offices/*.toml`.
    /// One that is new gets a believable week of bookings, without mails.
    ///
    /// # Errors
    ///
    /// [`HouseError::Office`] says which line of which file is wrong.
    pub async fn move_in(
        &self,
        infra: &Path,
        now: Moment,
    ) -> Result<Vec<pages::Office>, HouseError> {
        let read = |path: PathBuf| {
            std::fs::read_to_string(&path).map_err(|source| HouseError::File { path, source })
        };
        let city = read(infra.join("city.toml"))?;
        let folder = infra.join("offices");
        let entries = std::fs::read_dir(&folder)
            .map_err(|source| HouseError::File { path: folder.clone(), source })?;
        let mut files: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
            .collect();
        files.sort();
        let mut shown = Vec::new();
        for path in files {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text = read(path)?;
            let office = Office::parse(&city, &name, &text).map_err(HouseError::Office)?;
            let applied = self.app.store.apply(&city, &name, &text).await?;
            if applied == Applied::Now(1) {
                self.seed(&office.id, now).await?;
            }
            shown.push(pages::Office {
                id: office.id.to_string(),
                name: office.name.clone(),
                counters: office.counters.iter().map(|counter| counter.id.to_string()).collect(),
            });
        }
        Ok(shown)
    }

    /// Books a believable week, for nobody: no address, no name, no mail.
    async fn seed(&self, id: &OfficeId, now: Moment) -> Result<(), HouseError> {
        let store = &self.app.store;
        let Some(configured) = store.office(id).await? else { return Ok(()) };
        let office = &*configured.office;
        let from = office.today(now);
        let to = from.saturating_add(SEEDED_DAYS.days()).min(*office.window(now).end());
        let days = store.days(&configured, from, to).await?;
        let shortest = office.services.iter().min_by_key(|service| service.minutes);
        let Some(shortest) = shortest.map(|service| Items::one(service.id.clone())) else {
            return Ok(());
        };
        let slots: Vec<seed::Slot> = days
            .iter()
            .flat_map(|(date, day)| DaySlots::list(office, *date, day, &shortest, now).slots)
            .map(|slot| seed::Slot {
                start: slot.start.rfc3339(&office.zone),
                free: slot.free.into(),
            })
            .collect();
        let weighted: Vec<seed::Service> = office
            .services
            .iter()
            .map(|service| seed::Service { id: service.id.to_string(), weight: 1 })
            .collect();
        let mut random = Random::new(2026);
        for (place, (service, start)) in
            seed::choose(&slots, &weighted, &mut random).into_iter().enumerate()
        {
            let (Ok(service), Some(at)) = (service.parse(), Moment::parse(&start)) else {
                continue;
            };
            let items = Items::one(service);
            // A long service does not fit everywhere.
            let Ok(start) = Start::find(office, &items, at, now) else { continue };
            let Ok(key) = format!("seed-of-the-city-{place:05}").parse::<IdempotencyKey>() else {
                continue;
            };
            let wish = BookRequest {
                office: &configured,
                start,
                payload: store::payload_hash(&items),
                items,
                email: None,
                name: None,
                language: "de".to_owned(),
                hold: None,
                key: &key,
                by: Actor::Lead,
                now,
            };
            match store.book(&wish).await? {
                BookOutcome::Booked(..)
                | BookOutcome::Full
                | BookOutcome::Disturbed { .. }
                | BookOutcome::KeyReused
                | BookOutcome::TooMany { .. } => (),
            }
        }
        Ok(())
    }

    /// All functions behind the gateway.
    #[must_use]
    pub fn functions(&self, sign_in: SignIn) -> Vec<Function> {
        routes(sign_in)
            .into_iter()
            .map(|(name, routes)| Function::new(name, routes, &self.app))
            .collect()
    }

    /// Who is asked who is asking, where the issuer answers below this address.
    #[must_use]
    pub fn authorizer(app: &App, staff: &StaffIssuer, public_url: &str) -> Authorizer {
        Authorizer::new(app.clone(), Issuers::found_at(&issuer::endpoints(staff, public_url)))
    }

    /// The functions that follow the stream, in this process.
    #[must_use]
    pub fn subscriptions(&self, public_url: &str) -> Vec<Subscription> {
        let consumers = [self.mail(public_url), self.history()];
        let subscriptions = subscribed().into_iter().zip(consumers);
        let subscribe = |((name, filter), consumer)| Subscription { name, consumer, filter };
        subscriptions.map(subscribe).collect()
    }

    fn mail(&self, public_url: &str) -> Consumer {
        let post = Ses::new(&self.sdk_mail, None);
        let delivery = Delivery::new(self.app.store.clone(), post, Some(public_url.to_owned()));
        let delivery = std::sync::Arc::new(delivery);
        Consumer::in_process(move |event: Event| {
            let delivery = std::sync::Arc::clone(&delivery);
            async move { Ok::<_, serde_json::Error>(delivery.deliver(&batch(event)?).await) }
        })
    }

    /// The mailroom, in this process.
    #[must_use]
    pub fn mailroom(&self) -> Mailroom {
        Mailroom::InProcess(mailroom::Mailroom::new(self.app.store.clone()))
    }

    fn history(&self) -> Consumer {
        let history = History::new(self.history.clone());
        Consumer::in_process(move |event: Event| {
            let history = history.clone();
            async move { Ok::<_, serde_json::Error>(history.record(&batch(event)?).await) }
        })
    }
}

/// The event as a function reads it.
fn batch<T: serde::de::DeserializeOwned>(event: Event) -> Result<T, serde_json::Error> {
    serde_json::from_value(serde_json::to_value(event)?)
}

/// Every function that follows the stream, as binaries.
#[must_use]
pub fn subscribed_binaries(lambda: &CargoLambda) -> Vec<Subscription> {
    let subscribe = |(name, filter): (&'static str, Filter)| {
        let consumer = Consumer::CargoLambda { lambda: lambda.clone(), name };
        Subscription { name, consumer, filter }
    };
    subscribed().into_iter().map(subscribe).collect()
}

/// Which functions follow the stream, and what they get of it.
fn subscribed() -> [(&'static str, Filter); 2] {
    [("mail", MAIL_FILTER), ("history", HISTORY_FILTER)].map(|(name, pattern)| {
        (name, Filter::pattern(pattern).expect("the patterns of this file are tested"))
    })
}

/// Every function behind the gateway with its routes, to be described.
#[must_use]
pub fn published() -> Vec<(&'static str, web::Routes)> {
    routes(SignIn::default())
}

/// What signs people in, where the issuer answers below this address.
#[must_use]
pub fn sign_in(staff: Option<&StaffIssuer>, public_url: &str) -> SignIn {
    let issuers = staff.map(|staff| issuer::endpoints(staff, public_url)).unwrap_or_default();
    SignIn::new(Issuers::found_at(&issuers), Some(public_url.to_owned()))
}

/// Every function behind the gateway with its routes.
#[must_use]
pub fn routes(sign_in: SignIn) -> Vec<(&'static str, web::Routes)> {
    vec![
        ("sign-in", sign_in::routes(sign_in)),
        ("slots", slots::routes()),
        ("booking", booking::routes()),
        ("check-in", check_in::routes()),
        ("next-call", next_call::routes()),
        ("board", board::routes()),
        ("report", report::routes()),
    ]
}

/// Whether the gateway asks the authorizer who wants this. Whatever is not for
/// everybody is not left out by forgetting it.
#[must_use]
pub fn asks_who(method: &Method, path: &str) -> bool {
    const FOR_EVERYBODY: [&str; 7] =
        ["", "/about/{topic}", "/slots", "/elsewhere", "/board", "/calls", "/wait"];
    match path.strip_prefix("/offices/{office}") {
        Some("/pairing") | None => false,
        Some(rest) => *method != Method::GET || !FOR_EVERYBODY.contains(&rest),
    }
}

/// The issuer of the staff's identities that the city's file names.
///
/// # Errors
///
/// [`HouseError`].
pub fn staff(infra: &Path) -> Result<Option<StaffIssuer>, HouseError> {
    let path = infra.join("city.toml");
    let text = std::fs::read_to_string(&path);
    let text = text.map_err(|source| HouseError::File { path, source })?;
    Ok(City::parse(&text).map_err(HouseError::Office)?.staff)
}

/// The offices' files of this repository.
#[must_use]
pub fn infra() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../infra"))
}

/// The keys kept with the data; new ones for a new city.
fn keys(file: Option<PathBuf>) -> Result<String, HouseError> {
    let fresh = || {
        let parts = [0; 4].map(|_| format!("{:020x}", Ulid::generate().random()));
        format!("a:{}", parts.concat())
    };
    let Some(path) = file else { return Ok(fresh()) };
    let failed = |source| HouseError::File { path: path.clone(), source };
    if let Some(kept) = files::read(&path).map_err(failed)? {
        return Ok(kept.trim().to_owned());
    }
    let keys = fresh();
    files::replace(&path, keys.as_bytes()).map_err(failed)?;
    Ok(keys)
}

/// A client configuration for one of the city's endpoints.
pub async fn sdk(endpoint: &str) -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new("eu-central-1"))
        .test_credentials()
        .endpoint_url(endpoint)
        .load()
        .await
}
