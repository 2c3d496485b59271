//! Two versions side by side, as they are for a moment in every deployment: the
//! previous one and this one serve one visit on one table.

use std::path::{Path, PathBuf};

use http::{HeaderMap, Method, Uri, Version};
use http_body_util::BodyExt;
use local_dev::{
    answer,
    backend::Backend,
    event::Call,
    function::{Found, Function, RouteTable},
    house,
};
use serde_json::{Value, json};
use store::Store;
use tests::{on, process::CityProcess, today};
use web::{Access, App};

/// Where `./tests/two-versions` has put the previous version: its local city and
/// its `infra`.
#[expect(clippy::disallowed_methods, reason = "the script says so")]
fn previous() -> PathBuf {
    std::env::var("WERTMARKE_PREVIOUS").expect("run ./tests/two-versions").into()
}

/// This version's functions, on the table of the other's city.
struct New {
    routes: RouteTable,
}

/// Both, in front of one table.
struct Both {
    old: CityProcess,
    new: New,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Which {
    Old,
    New,
}
use Which::{New as N, Old as O};

impl Which {
    const fn other(self) -> Self {
        match self {
            O => N,
            N => O,
        }
    }
}

impl Both {
    async fn open(folder: &Path) -> Self {
        let (city, infra) = (previous().join("city"), previous());
        let house = infra.to_str().expect("a path");
        let clock = today("08:05");
        let arguments = ["--in-process", "--house", house, "--clock", &clock];
        let old = CityProcess::start(&city, folder, &arguments, &[]).await;
        let keys = std::fs::read_to_string(folder.join("city/keys.txt")).expect("has keys");
        let said = old.output();
        let (_, rest) = said.split_once("AWS_ENDPOINT_URL_DYNAMODB=").expect("it says where");
        let sdk = house::sdk(rest.lines().next().expect("an address").trim()).await;
        let store = Store::new(&sdk, house::TABLE, keys.trim().parse().expect("keys"));
        let app = App::new(store, Access::Open);
        let functions = house::published();
        let functions = functions.into_iter().map(|(name, it)| Function::new(name, it, &app));
        let routes = RouteTable::new(functions.collect()).expect("routes fit together");
        Self { old, new: New { routes } }
    }

    /// The answer of one of them, which has to be this status.
    async fn ask(
        &self,
        who: Which,
        method: Method,
        path: &str,
        body: &Value,
        status: u16,
    ) -> Value {
        let key = web::fresh_key();
        let headers = [("content-type", "application/json"), ("idempotency-key", &*key)];
        let body = body.to_string();
        let (found, text) = match who {
            O => {
                let answer = self.old.try_send(method.clone(), path, &headers, &body).await;
                let answer = answer.expect("the city answers");
                (answer.status, answer.text)
            }
            N => self.ask_new(&method, path, &headers, &body).await,
        };
        assert_eq!(found, status, "{who:?} {method} {path}: {text}");
        serde_json::from_str(&text).expect("JSON")
    }

    async fn ask_new(
        &self,
        method: &Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> (u16, String) {
        let clock = self.old.get("/_city/clock").await.ok(200);
        let uri: Uri = path.parse().expect("a path");
        let Found::Function { function, template, parameters } =
            self.new.routes.find(method, uri.path())
        else {
            panic!("nobody serves {path}")
        };
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value")))
            .collect();
        let call = Call {
            route: template,
            parameters,
            method,
            uri: &uri,
            headers: &headers,
            version: Version::HTTP_11,
            body: if *method == Method::GET { b"" } else { body.as_bytes() },
            source_ip: [127, 0, 0, 1].into(),
            now: clock["now"].as_str().expect("a time").parse().expect("an instant"),
            request_id: "two-versions",
            authorizer: None,
        };
        let answer = Backend::InProcess.invoke(function, call.event().to_string()).await;
        let answer = answer::response(&answer.expect("an answer")).expect("a response");
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await.expect("a body").to_bytes();
        (status, String::from_utf8(body.into()).expect("text"))
    }

    async fn post(&self, who: Which, path: &str, body: Value, status: u16) -> Value {
        self.ask(who, Method::POST, path, &body, status).await
    }

    async fn get(&self, who: Which, path: &str) -> Value {
        self.ask(who, Method::GET, path, &Value::Null, 200).await
    }

    /// A visit of which each step is served by the other version than the one before;
    /// `first` serves the first. Every step is seen by both.
    async fn visit(&self, first: Which, counter: &str, day: &str) {
        let (one, two) = (first, first.other());
        let office = "/offices/mitte";
        self.old.at(&on(day, "08:05")).await;
        let listing = format!("{office}/slots?service=personalausweis");
        let listed = self.get(one, &listing).await["days"].clone();
        assert_eq!(listed, self.get(two, &listing).await["days"]);
        let slots = listed[0]["slots"].as_array().expect("slots").clone();
        let mut free = slots.iter().filter(|slot| slot["free"].as_u64() > Some(0));
        let mut free = || free.next().expect("two are free")["start"].as_str().unwrap().to_owned();
        let (start, later) = (free(), free());
        let wish = json!({ "service": "personalausweis", "start": start, "email": format!("{first:?}@example.org") });
        let booking = self.post(one, &format!("{office}/bookings"), wish, 201).await;
        let (number, secret) = (booking["number"].clone(), booking["secret"].as_str().unwrap());
        let page = format!("/bookings/{secret}");
        for who in [two, one] {
            let found = self.get(who, &page).await;
            assert_eq!((&found["state"], &found["number"]), (&json!("booked"), &number), "{who:?}");
        }
        let moved = self.post(two, &format!("{page}/move"), json!({ "start": later }), 200).await;
        assert_eq!(self.get(one, &page).await["start"], moved["start"]);
        let due: jiff::Timestamp = later.parse().expect("an instant");
        self.old.at(&(due - jiff::SignedDuration::from_mins(4)).to_string()).await;
        let check_ins = format!("{office}/check-ins");
        let arrived = self.post(one, &check_ins, json!({ "secret": secret }), 200).await;
        assert_eq!(arrived["number"], moved["number"]);
        let drawn = json!({ "service": "personalausweis-abholen" });
        let ticket = self.post(two, &format!("{office}/tickets"), drawn, 201).await;
        let waits = format!("/tickets/{}", ticket["secret"].as_str().unwrap());
        for who in [one, two] {
            assert_eq!(self.get(who, &waits).await["number"], ticket["number"], "{who:?}");
        }
        // The appointment is due; whoever is called, one version calls and the other serves.
        self.old.at(&due.to_string()).await;
        let counter = format!("{office}/counters/{counter}");
        let mut called = Vec::new();
        for (calls, serves) in [(one, two), (two, one)] {
            let next = self.post(calls, &format!("{counter}/next"), json!({}), 200).await;
            called.push(next["call"]["number"].clone());
            for (who, verb) in
                [(serves, "start"), (calls, "park"), (serves, "resume"), (calls, "finish")]
            {
                let body =
                    if verb == "resume" { json!({ "number": called.last() }) } else { json!({}) };
                self.post(who, &format!("{counter}/{verb}"), body, 200).await;
            }
        }
        let come = [&moved["number"], &ticket["number"]];
        assert!(come.iter().all(|number| called.contains(number)), "{called:?} {come:?}");
        let calls = format!("{office}/calls");
        assert_eq!(self.get(one, &calls).await["calls"], self.get(two, &calls).await["calls"]);
    }
}

#[tokio::test]
#[ignore = "needs the previous version: ./tests/two-versions"]
async fn one_visit_is_served_by_two_versions_on_one_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let both = Both::open(folder.path()).await;
    both.visit(O, "1", "2026-12-01").await;
    both.visit(N, "2", "2026-12-02").await;
    let said = both.old.close();
    assert!(!said.contains("\"ERROR\""), "{said}");
}
