//! A week of Mitte as the simulator draws it, lived through over HTTP to the
//! second: every call has to be the simulator's.
//!
//! Citizens book what the head of the office has published; then each day is
//! given to the simulator, which plays it through the policy alone, and to the
//! functions, which know it only from bookings, check-ins, tickets and keys.
//! From the second day on both believe what the history has measured.

use std::collections::HashMap;

use domain::{
    office::Office as Configured,
    policy::{Guard, Kind, Parameters},
    time::{Moment, Seconds},
};
use jiff::{ToSpan, civil::Date};
use serde_json::{Value, json};
use simulator::{
    day::{self, Coming, Customer, Day},
    demand::Demand,
    discipline::Discipline,
    placement::Slots,
    replay::Replay,
};
use tests::{Office, Opening, TestCity, on, town::PATIENCE};

/// Sunday before the week.
const SUNDAY: &str = "2026-11-29T12:00:00+01:00";
const MONDAY: Date = jiff::civil::date(2026, 11, 30);

/// A call: when, at which counter, whom.
type Call = (i64, usize, String);

#[tokio::test]
async fn a_friday_of_mitte_over_http_has_the_calls_of_the_simulator() {
    Box::pin(live_through(&[4])).await;
}

/// The same for all days: `./tests/run --run-ignored only a_week`.
#[tokio::test]
#[ignore = "takes minutes"]
async fn a_week_of_mitte_over_http_has_the_calls_of_the_simulator() {
    Box::pin(live_through(&[0, 1, 2, 3, 4])).await;
}

/// Lives through these days of the week.
async fn live_through(weekdays: &[usize]) {
    let city = TestCity::open_as(Opening { now: SUNDAY, ..Opening::default() }).await;
    let (_, file) =
        tests::town::office_files().into_iter().find(|(n, _)| n == "mitte.toml").expect("Mitte");
    let _ = city
        .apply("mitte.toml", &format!("{file}\n[switches]\nholding = true\novertaking = true\n"))
        .await;
    let mitte = city.office("mitte");
    city.post(&mitte.path("/plan"), &json!({})).await.ok(200);
    let scenario = simulator::office::named("mitte", None).expect("an office");
    let office = believed(&city).await;
    let dates: Vec<Date> = (0..5).map(|day| MONDAY.saturating_add(day.days())).collect();
    let slots = Slots {
        days: dates.iter().map(|date| starts(&office, *date)).collect(),
        within_capacity: 0,
    };
    let demand = Demand::new(&scenario, &slots);
    let mut booked = Vec::new();
    for weekday in weekdays {
        let (drawn, date) = (demand.draw(0, *weekday).day, dates[*weekday]);
        booked.push((date, book(&mitte, &office, date, drawn).await));
    }
    let people: usize = booked.iter().map(|(_, day)| day.numbers.len()).sum();
    assert!(people > 30 * weekdays.len(), "{people} have booked");

    let (mut calls, mut held) = (0, 0);
    for (date, mut booked) in booked {
        let midnight = Moment::parse(&on(&date.to_string(), "00:00")).expect("midnight");
        city.stand_at(midnight + Seconds(booked.day.open - 600));
        let hall = Hall::new(&city, &mitte, midnight, &booked.day);
        hall.staff(0, hall.staffed(booked.day.open)).await;
        city.city().drained(PATIENCE).await.expect("the days before are counted in time");
        let office = believed(&city).await;
        let tables = office.tables().clone();
        let guard = Guard { parameters: Parameters::default(), tables };
        let expected = day::run(&booked.day, &Discipline::Guard(guard));
        held += expected.held_sec;
        let lived = hall.live(&mut booked, &office).await;
        let expected: Vec<Call> = expected
            .calls
            .iter()
            .map(|call| (call.at, call.counter, booked.numbers[&call.customer].clone()))
            .collect();
        for (lived, expected) in lived.iter().zip(&expected) {
            assert_eq!(lived, expected, "on {date}");
        }
        assert_eq!(lived.len(), expected.len(), "on {date}");
        calls += lived.len();
        city.city().drained(PATIENCE).await.expect("the history is written in time");
        replays(&city, &mitte, date, &booked, lived).await;
    }
    assert!(calls > 120 * weekdays.len(), "{calls} people were called");
    let whole = weekdays.len() == 5;
    assert!(held > 0 || !whole, "on no day a counter was held, so the week says little");
}

/// What the history kept of a day can be played once more: by the same people at
/// the same times, who take as long. The counters are alike in it, so that the
/// calls need not be the same ones.
async fn replays(city: &TestCity, mitte: &Office, date: Date, booked: &Booked, lived: Vec<Call>) {
    let file = city.get(&mitte.path(&format!("/days/{date}/replay"))).await;
    assert_eq!(file.status, 200, "{}", file.text);
    let replay = Replay::parse(&file.text).unwrap_or_else(|error| panic!("{error}"));
    let by_number: HashMap<_, _> =
        booked.numbers.iter().map(|(place, number)| (number.as_str(), place)).collect();
    for (id, kept) in replay.ids.iter().zip(&replay.day.customers) {
        let place = by_number[id.get().trim_matches('"')];
        // The file names services where a day counts them.
        let lived = booked.day.customers[*place];
        assert_eq!(kept.coming, lived.coming, "{id} on {date}");
        if lived.arrives().is_some() {
            assert_eq!(kept.service, lived.service, "{id} on {date}");
        }
    }
    assert_eq!(replay.ids.len(), booked.day.customers.len(), "on {date}");
    assert_eq!(replay.run().calls.len(), lived.len(), "on {date}");
}

/// The office as the functions believe it.
async fn believed(city: &TestCity) -> Configured {
    let (store, id) = (city.own_store(), "mitte".parse().expect("an id"));
    let office = (*store.office(&id).await.expect("readable").expect("there").office).clone();
    match store.measured(&id).await.expect("readable") {
        Some(measured) => office.believing(&measured.figures),
        None => office,
    }
}

/// When appointments may start, once for each, in seconds after midnight.
fn starts(office: &Configured, date: Date) -> Vec<i64> {
    let starts = office.starts(date);
    let times = starts.iter().map(|(unit, count)| (i64::from(unit.index()) * 300, count));
    times.flat_map(|(at, count)| std::iter::repeat_n(at, count.into())).collect()
}

/// A day to come, and the numbers known by now of its customers.
struct Booked {
    day: Day,
    numbers: HashMap<usize, String>,
}

/// Books what the listing allows; the others stay away. Nobody gets in before the
/// doors open.
async fn book(mitte: &Office, office: &Configured, date: Date, mut day: Day) -> Booked {
    let open = day.open;
    let mut with = Vec::new();
    let mut without = Vec::new();
    for customer in day.customers {
        match customer.coming {
            Coming::WalkIn { arrives } => {
                without.push(Customer {
                    coming: Coming::WalkIn { arrives: arrives.max(open) },
                    ..customer
                });
            }
            Coming::Booked { at, arrives } => {
                let service = office.services[customer.kind.0].id.as_str();
                let time = format!("{:02}:{:02}", at / 3600, at / 60 % 60);
                let answer = mitte.try_book(service, &on(&date.to_string(), &time)).await;
                if answer.status == 409 {
                    continue;
                }
                let number = answer.ok(201)["number"].as_str().expect("a number").to_owned();
                let coming = Coming::Booked { at, arrives: arrives.map(|at| at.max(open)) };
                with.push((number, Customer { coming, ..customer }));
            }
        }
    }
    // Among equals the lower number goes first.
    without.sort_by_key(Customer::arrives);
    with.sort_by(|a, b| a.0.cmp(&b.0));
    let numbers = (without.len()..).zip(with.iter().map(|(number, _)| number.clone())).collect();
    day.customers =
        without.into_iter().chain(with.into_iter().map(|(_, customer)| customer)).collect();
    Booked { day, numbers }
}

/// The clerks and the people of one day.
struct Hall<'a> {
    city: &'a TestCity,
    mitte: &'a Office,
    midnight: Moment,
    shifts: Vec<(i64, usize)>,
    counters: usize,
}

impl<'a> Hall<'a> {
    fn new(city: &'a TestCity, mitte: &'a Office, midnight: Moment, day: &Day) -> Self {
        let shifts: Vec<_> =
            day.shifts.iter().map(|shift| (shift.from.0, shift.counters)).collect();
        let counters = shifts.iter().map(|(_, counters)| *counters).max().unwrap_or(0);
        Self { city, mitte, midnight, shifts, counters }
    }

    fn staffed(&self, now: i64) -> usize {
        self.shifts.iter().rev().find(|(from, _)| *from <= now).map_or(0, |(_, counters)| *counters)
    }

    async fn press(&self, counter: usize, verb: &str) -> Value {
        let id = (counter + 1).to_string();
        self.mitte.counter(&id).press(verb).await.ok(200)
    }

    /// The lowest counters are staffed.
    async fn staff(&self, before: usize, after: usize) {
        for counter in before..after {
            self.press(counter, "open").await;
        }
        for counter in after..before {
            self.press(counter, "pause").await;
        }
    }

    /// Lives through the day: whatever happens at an instant happens first, then
    /// the free counters ask, the lowest first, and a held one again when it
    /// was told to.
    async fn live(&self, booked: &mut Booked, office: &Configured) -> Vec<Call> {
        let customers = booked.day.customers.clone();
        let mut arrivals: Vec<(i64, usize)> =
            customers.iter().enumerate().filter_map(|(i, c)| Some((c.arrives()?, i))).collect();
        arrivals.sort_unstable();
        let mut arrivals = arrivals.into_iter().peekable();
        let mut busy: Vec<Option<i64>> = vec![None; self.counters];
        let mut waiting: HashMap<String, usize> = HashMap::new();
        let (mut now, mut calls) = (booked.day.open, Vec::new());
        let mut staffed = self.staffed(now);
        loop {
            self.city.stand_at(self.midnight + Seconds(now));
            for (counter, until) in busy.iter_mut().enumerate() {
                if until.is_some_and(|until| until <= now) {
                    self.press(counter, "finish").await;
                    *until = None;
                }
            }
            let change = self.staffed(now);
            self.staff(staffed, change).await;
            staffed = change;
            while let Some((_, customer)) = arrivals.next_if(|(at, _)| *at <= now) {
                let number =
                    self.arrive(customers[customer], booked.numbers.get(&customer), office).await;
                booked.numbers.insert(customer, number.clone());
                waiting.insert(number, customer);
            }
            let mut again = None;
            for (counter, until) in busy.iter_mut().enumerate().take(staffed) {
                if waiting.is_empty() || until.is_some() {
                    continue;
                }
                let answer = self.press(counter, "next").await;
                if answer["decision"] == "call" {
                    let number = answer["call"]["number"].as_str().expect("a number").to_owned();
                    let customer = waiting.remove(&number).expect("somebody who waits");
                    *until = Some(now + customers[customer].service);
                    calls.push((now, counter, number));
                } else if answer["decision"] == "hold" {
                    let at = answer["ask_again_at"].as_str().and_then(Moment::parse).expect("when");
                    again = Some((at - self.midnight).0);
                }
            }
            // Too early for an appointment, too: a clerk looks now and then.
            let could = |counter: usize| {
                busy[counter].is_none()
                    && waiting.values().any(|c| serves(office, counter, customers[*c].kind))
            };
            if again.is_none() && (0..staffed).any(could) {
                again = Some(now + 30);
            }
            let shift = self.shifts.iter().map(|(from, _)| *from).find(|from| *from > now);
            let until = busy.iter().flatten().copied().min();
            let arrival = arrivals.peek().map(|(at, _)| *at);
            let Some(next) = [again, shift, until, arrival].into_iter().flatten().min() else {
                break;
            };
            now = next;
        }
        calls
    }

    /// The number of somebody who comes in.
    async fn arrive(
        &self,
        customer: Customer,
        number: Option<&String>,
        office: &Configured,
    ) -> String {
        if let Some(number) = number {
            self.mitte.check_in(&json!({ "number": number })).await.ok(200);
            return number.clone();
        }
        let service = office.services[customer.kind.0].id.as_str();
        self.mitte.ticket(service).await.number
    }
}

fn serves(office: &Configured, counter: usize, kind: Kind) -> bool {
    office.counters[counter].serves(&office.services[kind.0].id)
}
