//! What a day at the office costs in DynamoDB, as DynamoDB itself counts it.

use std::{collections::BTreeMap, fmt};

use domain::time::{Moment, Seconds};
use serde_json::json;
use store::Consumption;

use crate::{Booking, Office, TestCity, Ticket, ledger::Ledger, on, sizes::Sizes, town::PATIENCE};

/// The day that is lived through: a long Thursday.
const DAY: &str = "2026-12-10";
/// How many people have booked before, of 400 visits.
const BOOKED: usize = 60;
const WALK_INS: i64 = 340;
const COUNTERS: usize = 11;
/// How long a visit takes at a counter.
const SERVICE: Seconds = Seconds::minutes(13);

/// The operations in the order of a visit, each with its floor: requests, read
/// units, write units in words.
pub const FLOORS: [(&str, &str); 17] = [
    ("office", "2 / 1.5 / 0 once a minute"),
    ("list", "1 / 0.5 / 0"),
    ("hold", "1 / 0 / 2"),
    ("book", "1 / 0 / 8"),
    ("move", "2 / 0.5 / 12"),
    ("cancel", "2 / 0.5 / 8"),
    ("mail", "2 / 0.5 / 1"),
    ("event", "1 / 0 / 1, less where several come together"),
    ("check-in", "2 / 0.5 / 2 x items"),
    ("ticket", "1 / 0 / item"),
    ("position", "1 / 0.5 / 0"),
    ("wait", "2 / 1 / 0, once a minute and board"),
    ("next", "3 / 3 / item"),
    ("nobody", "2 / 1 / 0, a press of next while nobody waits"),
    ("finish", "2 / item / item"),
    ("poll", "1 / 0.5 / 0"),
    ("poll 304", "1 / 0.5 / 0"),
];

/// What one kind of operation has cost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    /// How often it was carried out.
    pub times: u32,
    /// All of them together.
    pub sum: Consumption,
    /// The most requests that one of them took.
    pub most_requests: u32,
}

impl Cost {
    /// Requests, read units and write units of one operation on average.
    #[must_use]
    pub fn mean(&self) -> (f64, f64, f64) {
        let times = f64::from(self.times.max(1));
        let Consumption { requests, read, write } = self.sum;
        (f64::from(requests) / times, read / times, write / times)
    }
}

/// A day's costs by operation.
#[derive(Debug, Default)]
pub struct Bill(BTreeMap<&'static str, Cost>);

impl Bill {
    /// What an operation has cost.
    #[must_use]
    pub fn of(&self, operation: &str) -> Cost {
        self.0.get(operation).copied().unwrap_or_default()
    }

    fn enter(&mut self, operation: &'static str, times: u32, spent: Consumption) {
        let cost = self.0.entry(operation).or_default();
        cost.times += times;
        cost.sum.requests += spent.requests;
        cost.sum.read += spent.read;
        cost.sum.write += spent.write;
        cost.most_requests = cost.most_requests.max(spent.requests / times.max(1));
    }
}

impl fmt::Display for Bill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (requests, read, write) = ("requests", "read", "write");
        writeln!(
            f,
            "{:<10}{:>7}{requests:>10}{read:>8}{write:>8}   floor (requests / read / write)",
            "", "times"
        )?;
        for (operation, floor) in FLOORS {
            let cost = self.of(operation);
            let (requests, read, write) = cost.mean();
            let times = cost.times;
            writeln!(
                f,
                "{operation:<10}{times:>7}{requests:>10.2}{read:>8.2}{write:>8.2}   {floor}"
            )?;
        }
        Ok(())
    }
}

/// A day in the making.
struct Day {
    city: TestCity,
    office: Office,
    bill: Bill,
    /// Who stands at each counter, and until when.
    busy: Vec<Option<Moment>>,
    /// What the board knows.
    tag: String,
    waiting: bool,
}

/// Lives through a day of 400 visits and 11 counters at Mitte, one request
/// after the other, and counts.
///
/// The functions read an office's configuration once a minute; that has a line
/// of its own, so that the other lines are what the operation itself costs.
pub async fn day() -> (Bill, Sizes) {
    let city = TestCity::open().await;
    // What opening has cost is not the day's.
    let _ = city.own_store().meter().take();
    let office = city.office("mitte");
    let busy = vec![None; COUNTERS];
    let mut day =
        Day { city, office, bill: Bill::default(), busy, tag: String::new(), waiting: true };
    let mut booked = day.book().await;
    let opens = Moment::parse(&on(DAY, "08:00")).expect("an instant");
    let closes = Moment::parse(&on(DAY, "18:00")).expect("an instant");
    let last_ticket = closes - Seconds::minutes(20);
    let between = (last_ticket - opens).0 / WALK_INS;
    let (mut drawn, mut now) = (0, opens);
    let mut ticket: Option<Ticket> = None;
    let mut sizes = Sizes::default();
    while now < closes || day.busy.iter().any(Option::is_some) {
        day.at(now).await;
        while drawn < WALK_INS && opens + Seconds(drawn * between) <= now {
            ticket = Some(day.ticket(drawn).await);
            drawn += 1;
        }
        let due = |booking: &Booking| {
            Moment::parse(&booking.start).expect("an instant") - Seconds::minutes(6) <= now
        };
        while let Some(place) = booked.iter().position(due) {
            let booking = booked.swap_remove(place);
            let who = json!({ "secret": booking.secret });
            let arrived = day.office.check_in(&who).await;
            arrived.ok(200);
            day.count("check-in", 1);
        }
        for counter in 0..COUNTERS {
            day.serve(counter, now).await;
        }
        day.watch(ticket.as_ref()).await;
        now = now + Seconds::minutes(1);
        if now == opens + Seconds::hours(5) {
            sizes = Sizes::read(&day.city).await;
        }
    }
    day.history().await;
    (day.bill, sizes)
}

impl Day {
    /// Sets the clock, and lets the function read the office's file anew.
    async fn at(&mut self, now: Moment) {
        let _ = self.city.store().meter().take();
        self.city.at(&jiff::Timestamp::from_second(now.0).expect("a time").to_string());
        self.city.get("/offices/mitte").await.ok(200);
        let spent = self.city.store().meter().take();
        if spent.requests > 0 {
            self.bill.enter("office", 1, spent);
        }
    }

    fn count(&mut self, operation: &'static str, times: u32) {
        self.bill.enter(operation, times, self.city.store().meter().take());
    }

    /// Bookings of the days before, every one with a look at the listing and a
    /// hold; some are moved, some cancelled.
    async fn book(&mut self) -> Vec<Booking> {
        let service = "personalausweis";
        self.at(Moment::parse("2026-12-08T12:00:00+01:00").expect("an instant")).await;
        // The first booking of a day also begins its item.
        self.office.book(service, &on(DAY, "09:00")).await.cancel().await.ok(200);
        let _ = self.city.store().meter().take();
        let mut booked = Vec::new();
        while booked.len() < BOOKED {
            let listing = self.office.slots(service).await;
            self.count("list", 1);
            let days = listing["days"].as_array().expect("days");
            let day = days.iter().find(|day| day["date"] == DAY).expect("is in the window");
            let slots = day["slots"].as_array().expect("slots");
            let mut free = slots.iter().filter(|slot| slot["free"] != 0);
            let start = free.next().expect("there is room")["start"].as_str().expect("a text");
            let other = free.next_back().expect("there is room")["start"].as_str().expect("a text");
            let hold = self.office.hold(service, start).await.ok(201);
            self.count("hold", 1);
            let wish = json!({ "service": service, "start": start, "hold": hold["hold"],
                "email": self.city.new_address() });
            let answer = self.city.post("/offices/mitte/bookings", &wish).await;
            let booking = Booking::of(&self.city, &answer.ok(201));
            self.count("book", 1);
            match booked.len() % 10 {
                3 => {
                    booking.move_to(other).await.ok(200);
                    self.count("move", 1);
                }
                7 => {
                    let other = self.office.book(service, other).await;
                    let _ = self.city.store().meter().take();
                    other.cancel().await.ok(200);
                    self.count("cancel", 1);
                }
                _ => (),
            }
            booked.push(booking);
        }
        self.mails().await;
        booked
    }

    async fn mails(&mut self) {
        let mails = self.city.mails().await.len();
        let spent = self.city.own_store().meter().take();
        self.bill.enter("mail", u32::try_from(mails).expect("small"), spent);
    }

    async fn history(&mut self) {
        self.city.city().drained(PATIENCE).await.expect("the history is written in time");
        let events = Ledger::read(&self.city).await.events;
        self.bill.enter("event", events, self.city.house().history_store().meter().take());
    }

    async fn ticket(&mut self, n: i64) -> Ticket {
        let service =
            ["personalausweis", "reisepass-abholen", "wohnsitz-anmelden", "meldebescheinigung"]
                [usize::try_from(n % 4).expect("small")];
        let ticket = self.office.ticket(service).await;
        self.count("ticket", 1);
        ticket
    }

    /// A clerk's minute: who is ready calls whoever is next.
    async fn serve(&mut self, counter: usize, now: Moment) {
        if self.busy[counter].is_some_and(|until| until > now) {
            return;
        }
        let clerk = self.office.counter(&(counter + 1).to_string());
        let was_busy = self.busy[counter].take().is_some();
        if !was_busy && !self.waiting {
            return;
        }
        // Every other clerk finishes first, as the old keys have it.
        if was_busy && counter.is_multiple_of(2) {
            clerk.press("finish").await.ok(200);
            self.count("finish", 1);
        }
        let body = json!({ "finish_current": was_busy && !counter.is_multiple_of(2) });
        let next = clerk.press_with("next", &body).await.ok(200);
        if next["decision"] == "call" {
            self.count("next", 1);
            self.busy[counter] = Some(now + SERVICE);
        } else {
            self.count("nobody", 1);
        }
    }

    /// A board asks twice, and somebody looks where they stand.
    async fn watch(&mut self, ticket: Option<&Ticket>) {
        for _ in 0..2 {
            let known = [("if-none-match", self.tag.as_str())];
            let path = "/offices/mitte/calls";
            let answer = self.city.send(http::Method::GET, path, &known, "").await;
            let operation = if answer.status == 304 {
                "poll 304"
            } else {
                self.waiting = answer.ok(200)["waiting"] != 0;
                "poll"
            };
            answer.header("etag").clone_into(&mut self.tag);
            self.count(operation, 1);
        }
        self.city.get("/offices/mitte/wait").await.ok(200);
        self.count("wait", 1);
        if let Some(ticket) = ticket {
            ticket.look().await;
            self.count("position", 1);
        }
    }
}
