//! The people of an office: citizens who book and come, clerks who call.

use serde_json::{Value, json};

use crate::{Answer, TestCity};

/// An office, seen from the street.
#[derive(Debug, Clone)]
pub struct Office {
    pub(crate) city: TestCity,
    pub(crate) id: String,
}

/// A booking, as its owner knows it.
#[derive(Debug, Clone)]
pub struct Booking {
    /// The booking number.
    pub number: String,
    /// What opens it.
    pub secret: String,
    /// When it starts.
    pub start: String,
    city: TestCity,
}

/// A ticket of the kiosk.
#[derive(Debug, Clone)]
pub struct Ticket {
    /// Its number.
    pub number: String,
    /// What opens its page.
    pub secret: String,
    city: TestCity,
}

/// A counter, and the clerk at it.
#[derive(Debug, Clone)]
pub struct Counter {
    office: Office,
    id: String,
}

impl Office {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// A path below it.
    #[must_use]
    pub fn path(&self, rest: &str) -> String {
        format!("/offices/{}{rest}", self.id)
    }

    /// The listing of a service.
    pub async fn slots(&self, service: &str) -> Value {
        self.city.get(&self.path(&format!("/slots?service={service}"))).await.ok(200)
    }

    /// How many bookings of a service a start would still take; none if it is
    /// not listed.
    pub async fn free(&self, service: &str, start: &str) -> Option<i64> {
        let listing = self.slots(service).await;
        let days = listing["days"].as_array().expect("days").clone();
        let slots = days.iter().flat_map(|day| day["slots"].as_array().expect("slots"));
        slots.into_iter().find(|slot| slot["start"] == start).and_then(|s| s["free"].as_i64())
    }

    /// Tries to hold a start.
    pub async fn hold(&self, service: &str, start: &str) -> Answer {
        let wish = json!({ "service": service, "start": start });
        self.city.post(&self.path("/holds"), &wish).await
    }

    /// Tries to book, with an address of its own.
    pub async fn try_book(&self, service: &str, start: &str) -> Answer {
        let email = self.city.new_address();
        let wish = json!({ "service": service, "start": start, "email": email });
        self.city.post(&self.path("/bookings"), &wish).await
    }

    /// Books, with an address of its own.
    pub async fn book(&self, service: &str, start: &str) -> Booking {
        Booking::of(&self.city, &self.try_book(service, start).await.ok(201))
    }

    /// Tries to draw a ticket.
    pub async fn try_ticket(&self, service: &str) -> Answer {
        self.city.post(&self.path("/tickets"), &json!({ "service": service })).await
    }

    /// Draws a ticket.
    pub async fn ticket(&self, service: &str) -> Ticket {
        let ticket = self.try_ticket(service).await.ok(201);
        let text = |name: &str| ticket[name].as_str().expect("a text").to_owned();
        Ticket { number: text("number"), secret: text("secret"), city: self.city.clone() }
    }

    /// Says that somebody has arrived.
    pub async fn check_in(&self, who: &Value) -> Answer {
        self.city.post(&self.path("/check-ins"), who).await
    }

    /// What the board polls.
    pub async fn calls(&self) -> Value {
        self.city.get(&self.path("/calls")).await.ok(200)
    }

    /// The numbers on the board, the newest first.
    pub async fn shown(&self) -> Vec<String> {
        let calls = self.calls().await["calls"].as_array().expect("calls").clone();
        calls.iter().map(|call| call["number"].as_str().expect("a number").to_owned()).collect()
    }

    /// A counter.
    #[must_use]
    pub fn counter(&self, id: &str) -> Counter {
        Counter { office: self.clone(), id: id.to_owned() }
    }
}

impl Booking {
    /// The booking of an answer.
    #[must_use]
    pub fn of(city: &TestCity, booking: &Value) -> Self {
        let text = |name: &str| booking[name].as_str().expect("a text").to_owned();
        let (number, secret, start) = (text("number"), text("secret"), text("start"));
        Self { number, secret, start, city: city.clone() }
    }

    /// Looks it up.
    pub async fn look(&self) -> Answer {
        self.city.get(&format!("/bookings/{}", self.secret)).await
    }

    /// Its state in one word.
    pub async fn state(&self) -> String {
        self.look().await.ok(200)["state"].as_str().expect("a state").to_owned()
    }

    /// Tries to move it.
    pub async fn move_to(&self, start: &str) -> Answer {
        self.city.post(&format!("/bookings/{}/move", self.secret), &json!({ "start": start })).await
    }

    /// Tries to cancel it.
    pub async fn cancel(&self) -> Answer {
        self.city.post(&format!("/bookings/{}/cancel", self.secret), &json!({})).await
    }

    /// Its calendar file.
    pub async fn calendar(&self) -> String {
        let file = self.city.get(&format!("/bookings/{}/calendar.ics", self.secret)).await;
        assert_eq!(file.status, 200, "{}", file.text);
        assert!(file.header("content-type").starts_with("text/calendar"));
        file.text
    }
}

impl Ticket {
    /// Its place in the queue.
    pub async fn look(&self) -> Value {
        self.city.get(&format!("/tickets/{}", self.secret)).await.ok(200)
    }

    /// Its state in one word.
    pub async fn state(&self) -> String {
        self.look().await["state"].as_str().expect("a state").to_owned()
    }

    /// Gives it up.
    pub async fn leave(&self) -> Answer {
        self.city.post(&format!("/tickets/{}/leave", self.secret), &json!({})).await
    }
}

impl Counter {
    /// The path of a key.
    #[must_use]
    pub fn path(&self, verb: &str) -> String {
        self.office.path(&format!("/counters/{}/{verb}", self.id))
    }

    /// Presses a key.
    pub async fn press(&self, verb: &str) -> Answer {
        self.press_with(verb, &json!({})).await
    }

    /// Presses a key that needs something.
    pub async fn press_with(&self, verb: &str, body: &Value) -> Answer {
        self.office.city.post(&self.path(verb), body).await
    }

    /// Asks who is next.
    pub async fn next(&self) -> Value {
        self.press("next").await.ok(200)
    }

    /// Calls the next number, which must be there.
    pub async fn call(&self) -> String {
        let next = self.next().await;
        assert_eq!(next["decision"], "call", "{next}");
        assert_eq!(next["call"]["counter"], self.id.as_str());
        next["call"]["number"].as_str().expect("a number").to_owned()
    }

    /// Calls the next number, serves it and finishes.
    pub async fn serve_next(&self) -> String {
        let number = self.call().await;
        self.press("start").await.ok(200);
        self.press("finish").await.ok(200);
        number
    }
}
