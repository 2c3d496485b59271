//! The city as a whole: its ground first, then the functions upon it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use authorizer::Authorizer;
use axum::Router;
use axum::extract::Request;
use domain::staff::StaffIssuer;
use jiff::tz::TimeZone;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::admin::{self, Admin};
use crate::backend::{Backend, InvokeError};
use crate::clock::Clock;
use crate::database::{Database, DatabaseError};
use crate::files::{Earlier, Folder, FolderError};
use crate::function::{Function, RouteError, RouteTable};
use crate::gateway::Gateway;
use crate::health::Health;
use crate::inbox::Inbox;
use crate::issuer::Issuer;
use crate::mailroom::{Bus, Mailroom};
use crate::pages::Office;
use crate::ses::Ses;
use crate::stream::{Consumer, Delivery, Filter, NotDrained, Pump, Source};

/// Why there is no city.
#[derive(Debug, thiserror::Error)]
pub enum CityError {
    /// The data folder cannot be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The database does not work.
    #[error("the database does not work")]
    Database(#[from] DatabaseError),
    /// Something kept with the data cannot be read.
    #[error("{what} cannot be read from the data folder")]
    Kept {
        /// What it is.
        what: &'static str,
        /// Why.
        source: std::io::Error,
    },
    /// The zone is not in the IANA database.
    #[error("unknown time zone")]
    Zone(#[from] jiff::Error),
    /// The functions' routes do not fit together.
    #[error("the routes do not fit together")]
    Routes(#[from] RouteError),
    /// The port cannot be had.
    #[error("port {port} of 127.0.0.1 cannot be had; choose another with --port, or 0 for any")]
    Port {
        /// The port.
        port: u16,
        /// Why.
        source: std::io::Error,
    },
}

/// Where the data are.
#[derive(Debug, Clone)]
pub enum Data {
    /// Nowhere: they end with the city.
    Memory,
    /// In a folder, which the city creates.
    Folder(PathBuf, Earlier),
}

/// What the functions stand on, and what they need to be built.
#[derive(Debug)]
pub struct Ground {
    /// The database; [`Database::endpoint`] is for `AWS_ENDPOINT_URL_DYNAMODB`.
    pub database: Database,
    /// The mails that have arrived.
    pub inbox: Inbox,
    /// The endpoint for mails, for `AWS_ENDPOINT_URL_SESV2`.
    pub ses: Ses,
    /// The city's clock.
    pub clock: Clock,
    /// Who says what its staff may do.
    pub issuer: Issuer,
    folder: Option<Folder>,
}

impl Ground {
    /// Opens the data and serves them, with wall clocks in this zone.
    ///
    /// # Errors
    ///
    /// [`CityError`] when the data cannot be used.
    pub async fn lay(data: Data, zone: &str) -> Result<Self, CityError> {
        let folder = match data {
            Data::Memory => None,
            Data::Folder(path, earlier) => Some(Folder::open(&path, earlier)?),
        };
        let file = |name: &str| folder.as_ref().map(|folder| folder.file(name));
        let kept = |what| move |source| CityError::Kept { what, source };
        let zone = TimeZone::get(zone)?;
        let clock = Clock::open(file("clock.json"), zone).map_err(kept("the clock"))?;
        let issuer =
            Issuer::open(file("issuer.txt").as_deref()).map_err(kept("the issuer's key"))?;
        let inbox = Inbox::open(file("mails.jsonl")).map_err(kept("the inbox"))?;
        let ses = Ses::open(inbox.clone()).await;
        let ses = ses.map_err(|source| CityError::Port { port: 0, source })?;
        let database = Database::open(file("table.sqlite").as_deref()).await?;
        Ok(Self { database, inbox, ses, clock, issuer, folder })
    }

    /// A file kept with the data; none where nothing is kept.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.file(name))
    }
}

/// Who lives on the ground.
#[derive(Debug)]
pub struct Plan {
    /// The port to listen on; 0 is any.
    pub port: u16,
    /// The functions behind the gateway.
    pub functions: Vec<Function>,
    /// Where they run.
    pub backend: Backend,
    /// The table whose stream is followed; it has to exist.
    pub table: String,
    /// Who follows the stream.
    pub subscriptions: Vec<Subscription>,
    /// How they get their records.
    pub delivery: Delivery,
    /// Who is told of hours, and of mails that came back, if anybody is.
    pub mailroom: Option<Mailroom>,
    /// The offices on the start page.
    pub offices: Vec<Office>,
    /// The issuer of the staff's identities as the city's file names it.
    pub staff: Option<StaffIssuer>,
    /// Who is asked who is asking; nobody, where everybody has every right.
    pub authorizer: Option<Authorizer>,
}

/// A function at the end of the stream.
#[derive(Debug, Clone)]
pub struct Subscription {
    /// Its name.
    pub name: &'static str,
    /// The function.
    pub consumer: Consumer,
    /// Which records it gets.
    pub filter: Filter,
}

/// A running city. It ends when this is dropped.
#[derive(Debug)]
pub struct City {
    ground: Ground,
    address: SocketAddr,
    pumps: Arc<[Pump]>,
    health: Health,
    bus: Option<Bus>,
    // Aborted on drop.
    _tasks: JoinSet<()>,
}

impl City {
    /// Opens the city: from here on it answers.
    ///
    /// # Errors
    ///
    /// [`CityError`] when the plan does not work out.
    pub async fn open(ground: Ground, plan: Plan) -> Result<Self, CityError> {
        let Plan { port, functions, backend, table, subscriptions, delivery, offices, .. } = plan;
        let consumers = subscriptions.iter().map(|subscription| subscription.name);
        let health = Health::waiting_for(functions.iter().map(|f| f.name).chain(consumers));
        let mut pumps = Vec::new();
        for Subscription { name, consumer, filter } in &subscriptions {
            let file = format!("stream-{name}.json");
            let source = Source {
                stream: ground.database.stream(&table),
                filter: filter.clone(),
                consumer: consumer.clone(),
                clock: ground.clock.clone(),
                file: ground.folder.as_ref().map(|folder| folder.file(&file)),
            };
            let kept = |source| CityError::Kept { what: "the place in the stream", source };
            pumps.push(Pump::start(source, delivery).map_err(kept)?);
        }
        let pumps: Arc<[Pump]> = pumps.into();
        let gateway = Arc::new(Gateway {
            routes: RouteTable::new(functions)?,
            backend,
            clock: ground.clock.clone(),
            authorizer: plan.authorizer,
            health: health.clone(),
            written: pumps.iter().map(Pump::waker).collect(),
        });
        let admin = Admin {
            clock: ground.clock.clone(),
            inbox: ground.inbox.clone(),
            issuer: ground.issuer.clone(),
            staff: plan.staff.map(Arc::new),
            health: health.clone(),
            pumps: Arc::clone(&pumps),
            offices: offices.into(),
        };
        let listening = |source| CityError::Port { port, source };
        let listener = TcpListener::bind(("127.0.0.1", port)).await.map_err(listening)?;
        let address = listener.local_addr().map_err(listening)?;

        let mut tasks = JoinSet::new();
        let router = router(Arc::clone(&gateway), admin);
        tasks.spawn(async move {
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            if let Err(error) = axum::serve(listener, service).await {
                tracing::error!(%error, "the gateway stopped");
            }
        });
        for index in 0..gateway.routes.functions().len() {
            let gateway = Arc::clone(&gateway);
            tasks.spawn(async move { gateway.warm_up(&gateway.routes.functions()[index]).await });
        }
        for Subscription { name, consumer, .. } in subscriptions {
            let waiting = health.clone();
            tasks.spawn(async move {
                while consumer.deliver(json!({ "Records": [] })).await.is_err() {
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
                waiting.answered(name);
            });
        }
        Ok(Self { ground, address, pumps, health, bus: plan.mailroom.map(Bus::to), _tasks: tasks })
    }

    /// Where the start page is, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What the functions stand on.
    #[must_use]
    pub fn ground(&self) -> &Ground {
        &self.ground
    }

    /// Waits until everything written so far has come to everybody who follows
    /// the stream.
    ///
    /// # Errors
    ///
    /// [`NotDrained`] when that takes longer than `patience`.
    pub async fn drained(&self, patience: Duration) -> Result<(), NotDrained> {
        for pump in &*self.pumps {
            pump.drained(patience).await?;
        }
        Ok(())
    }

    /// Tells the mailroom that an hour has begun, if it was not told of it yet,
    /// and which mails have come back. Nothing does so by itself.
    ///
    /// # Errors
    ///
    /// [`InvokeError`] when the mailroom does not take it; the mails that came back
    /// are then not told of again.
    pub async fn tick(&self) -> Result<(), InvokeError> {
        let Some(bus) = &self.bus else { return Ok(()) };
        bus.tell(self.ground.clock.now(), self.ground.inbox.returned()).await
    }

    /// Who has answered already.
    #[must_use]
    pub fn health(&self) -> &Health {
        &self.health
    }
}

fn router(gateway: Arc<Gateway>, admin: Admin) -> Router {
    admin::routes(admin).fallback(move |request: Request| {
        let gateway = Arc::clone(&gateway);
        async move { gateway.answer(request).await }
    })
}
