//! The city of one test: in memory, on a free port, with a clock of its own.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use aws_lambda_events::event::{dynamodb::Event, streams::DynamoDbEventResponse};
use domain::office;
use http::Method;
use local_dev::{
    backend::Backend,
    city::{City, Data, Ground, Plan},
    function::Function,
    house::{self, House},
    mime::Mail,
    stream::{Consumer, Delivery},
};
use serde_json::Value;
use store::{Applied, RolledOut, Store};
use web::{Access, App};

use crate::{Answer, Client, Office, proxy::Proxy};

/// The office file of the tests.
pub const LINDEN: &str = include_str!("../offices/linden.toml");

/// How long something may take before a test gives up.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// How a city is opened.
#[derive(Debug, Clone, Copy)]
pub struct Opening {
    /// The clock to begin with.
    pub now: &'static str,
    /// Whether the functions reach the table through a [`Proxy`].
    pub proxied: bool,
    /// Whether every batch of the stream is delivered twice.
    pub twice: bool,
    /// Who may do what.
    pub access: Access,
    /// How much may be taken from one internet address.
    pub per_address: Option<u16>,
}

impl Default for Opening {
    fn default() -> Self {
        let now = "2026-12-01T07:30:00+01:00";
        Self { now, proxied: false, twice: false, access: Access::Open, per_address: None }
    }
}

/// An instant of the day on which the cities open: `today("09:20")`.
#[must_use]
pub fn today(time: &str) -> String {
    on("2026-12-01", time)
}

/// An instant of another day of that winter.
#[must_use]
pub fn on(date: &str, time: &str) -> String {
    let seconds = if time.len() == 5 { ":00" } else { "" };
    format!("{date}T{time}{seconds}+01:00")
}

/// A city in memory with the offices of this repository and Linden, without
/// any booking. Cheap to clone; it ends with its last clone.
#[derive(Debug, Clone)]
pub struct TestCity(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    city: City,
    app: App,
    house: House,
    proxy: Option<Proxy>,
    client: Client,
    people: AtomicU32,
}

impl TestCity {
    /// Opens on Tuesday, the first of December 2026, half an hour before the
    /// offices do.
    pub async fn open() -> Self {
        Self::open_as(Opening::default()).await
    }

    /// Opens in another way.
    pub async fn open_as(opening: Opening) -> Self {
        let ground = Ground::lay(Data::Memory, "Europe/Berlin").await.expect("in memory");
        ground.clock.set(opening.now.parse().expect("an instant")).expect("in memory");
        let house = House::build(&ground).await.expect("in memory");
        let proxy = if opening.proxied {
            Some(Proxy::before(ground.database.endpoint()).await)
        } else {
            None
        };
        let endpoint = proxy.as_ref().map_or(ground.database.endpoint(), Proxy::endpoint);
        let settings = house.settings("", None);
        let (_, keys) = settings.iter().find(|(name, _)| name == "SECRET_KEYS").expect("has keys");
        let sdk = house::sdk(endpoint).await;
        let store = Store::new(&sdk, house::TABLE, keys.parse().expect("a keyring"));
        let mut app = App::new(store, opening.access);
        app.per_address = opening.per_address;
        let port = local_dev::lambda::free_port().expect("a free port");
        let public_url = format!("http://127.0.0.1:{port}");
        let staff = house::staff(&house::infra()).expect("the city has its file");
        let asked = staff.as_ref().filter(|_| opening.access == Access::Claims);
        let authorizer = asked.map(|staff| House::authorizer(&app, staff, &public_url));
        let functions = house::routes(house::sign_in(staff.as_ref(), &public_url))
            .into_iter()
            .map(|(name, routes)| Function::new(name, routes, &app))
            .collect();
        let mut subscriptions = house.subscriptions(&public_url);
        if opening.twice {
            for subscription in &mut subscriptions {
                subscription.consumer = delivered_twice(subscription.consumer.clone());
            }
        }
        let plan = Plan {
            port,
            functions,
            backend: Backend::InProcess,
            table: house::TABLE.to_owned(),
            subscriptions,
            delivery: Delivery::default(),
            mailroom: Some(house.mailroom()),
            offices: Vec::new(),
            staff,
            authorizer,
        };
        let city = City::open(ground, plan).await.expect("a free port");
        let (client, people) = (Client::default(), AtomicU32::new(0));
        let city = Self(Arc::new(Inner { city, app, house, proxy, client, people }));
        for (name, text) in office_files() {
            let applied = city.apply(&name, &text).await;
            assert_eq!(applied, Applied::Now(1), "{name}");
        }
        city
    }

    /// Puts an office file into force, whoever has booked.
    pub async fn apply(&self, name: &str, text: &str) -> Applied {
        let applied = self.0.house.app().store.apply(&city_file(), name, text).await;
        applied.expect("the office file is valid")
    }

    /// Puts an office file into force unless that strands a booking.
    pub async fn roll_out(&self, office: &str, text: &str) -> RolledOut {
        let id = office.parse().expect("an id");
        let done = self.own_store().roll_out(&city_file(), text, &id, self.now()).await;
        done.expect("the table works")
    }

    /// Sets the clock, which runs on from there.
    pub fn at(&self, now: &str) {
        let now = now.parse().unwrap_or_else(|_| panic!("{now} is no instant"));
        self.0.city.ground().clock.set(now).expect("in memory");
    }

    /// Stops the clock at an instant.
    pub fn stand_at(&self, now: domain::time::Moment) {
        let now = jiff::Timestamp::from_second(now.0).expect("an instant");
        self.0.city.ground().clock.stop(now);
    }

    /// The clock, in seconds.
    #[must_use]
    pub fn now(&self) -> domain::time::Moment {
        domain::time::Moment(self.0.city.ground().clock.now().as_second())
    }

    /// An office and its people.
    #[must_use]
    pub fn office(&self, id: &str) -> Office {
        Office { city: self.clone(), id: id.to_owned() }
    }

    /// Linden, the office of the tests.
    #[must_use]
    pub fn linden(&self) -> Office {
        self.office("linden")
    }

    /// An e-mail address that nobody has had yet.
    #[must_use]
    pub fn new_address(&self) -> String {
        format!("erika.{}@example.org", self.0.people.fetch_add(1, Ordering::Relaxed))
    }

    /// Asks for a path as a program does.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], "").await
    }

    /// Posts JSON with a key of its own.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_with(path, &web::fresh_key(), body).await
    }

    /// Posts JSON with this key.
    pub async fn post_with(&self, path: &str, key: &str, body: &Value) -> Answer {
        let headers = [("content-type", "application/json"), ("idempotency-key", key)];
        self.send(Method::POST, path, &headers, &body.to_string()).await
    }

    /// Asks for a page as a browser does.
    pub async fn page(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &BROWSER, "").await
    }

    /// Posts a form as a browser does.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(fields).expect("pairs of texts");
        let mut headers = BROWSER.to_vec();
        headers.push(("content-type", "application/x-www-form-urlencoded"));
        self.send(Method::POST, path, &headers, &body).await
    }

    /// Sends any request to a path of the city.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let url = format!("{}{path}", self.0.city.url());
        self.0.client.send(method, &url, headers, body.to_owned()).await
    }

    /// All mails, once every one that is owed has been sent.
    pub async fn mails(&self) -> Vec<Mail> {
        self.0.city.drained(PATIENCE).await.expect("mails go out in time");
        self.0.city.ground().inbox.mails()
    }

    /// Lets an hour begin, and tells of mails that came back.
    pub async fn tick(&self) {
        self.0.city.tick().await.expect("the mailroom takes it");
    }

    /// The city itself: its inbox, its database, its stream.
    #[must_use]
    pub fn city(&self) -> &City {
        &self.0.city
    }

    /// The store of the functions behind the gateway, with their meter.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.app.store
    }

    /// The store of the mail function and the roll-out; no proxy before it.
    #[must_use]
    pub fn own_store(&self) -> &Store {
        &self.0.house.app().store
    }

    /// The house as the local city builds it.
    #[must_use]
    pub fn house(&self) -> &House {
        &self.0.house
    }

    /// What stands between the functions and the table.
    #[must_use]
    pub fn proxy(&self) -> &Proxy {
        self.0.proxy.as_ref().expect("the city was opened with a proxy")
    }
}

const BROWSER: [(&str, &str); 3] = [
    ("accept", "text/html,application/xhtml+xml,*/*;q=0.8"),
    ("user-agent", "Mozilla/5.0"),
    ("sec-fetch-mode", "navigate"),
];

/// The file that all offices of the city share.
#[must_use]
pub fn city_file() -> String {
    std::fs::read_to_string(house::infra().join("city.toml")).expect("the city has its file")
}

/// The office files of this repository and Linden's, with their names.
#[must_use]
pub fn office_files() -> Vec<(String, String)> {
    let mut files: Vec<_> = tomls(&house::infra().join("offices"))
        .into_iter()
        .map(|path| (name(&path), std::fs::read_to_string(&path).expect("readable")))
        .collect();
    files.push(("linden.toml".to_owned(), LINDEN.to_owned()));
    files
}

/// Reads an office file that must be valid.
#[must_use]
pub fn parse(name: &str, text: &str) -> office::Office {
    office::Office::parse(&city_file(), name, text).unwrap_or_else(|error| panic!("{error}"))
}

fn tomls(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok);
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A consumer that gets each batch a second time, as a stream may do.
fn delivered_twice(consumer: Consumer) -> Consumer {
    Consumer::in_process(move |event: Event| {
        let consumer = consumer.clone();
        async move {
            let batch = serde_json::to_value(event).map_err(|error| error.to_string())?;
            let first = consumer.deliver(batch.clone()).await.map_err(|error| error.to_string())?;
            let second = consumer.deliver(batch).await.map_err(|error| error.to_string())?;
            assert_eq!(first, second, "what was delivered is not delivered again");
            let answer: DynamoDbEventResponse =
                serde_json::from_value(second).map_err(|error| error.to_string())?;
            Ok::<_, String>(answer)
        }
    })
}
