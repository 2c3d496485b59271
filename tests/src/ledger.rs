//! The table counted after the event: what always holds, whatever happened.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use domain::{
    booking::{Booking, BookingState},
    day::Day,
    ids::Number,
    queue::{Queue, Stage},
    time::Unit,
};
use jiff::civil::Date;
use local_dev::house;
use store::Numbered;

use crate::{TestCity, town};

type Item = HashMap<String, AttributeValue>;

/// Everything in the table, by kind.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Days that somebody has touched, by office and date.
    pub days: BTreeMap<(String, Date), Day>,
    /// Numbers of bookings, those that are void included.
    pub numbers: BTreeMap<(String, Date), Vec<Numbered>>,
    /// Queues.
    pub queues: BTreeMap<(String, Date), Queue>,
    /// Bookings by their secret.
    pub visits: BTreeMap<String, Booking>,
    /// How many bookings each address counts.
    pub addresses: Vec<usize>,
    /// How many events the history has.
    pub events: u32,
}

impl Ledger {
    /// Reads the whole table.
    pub async fn read(city: &TestCity) -> Self {
        let mut ledger = Self::default();
        for (_, item) in Self::items(city).await {
            ledger.enter(item);
        }
        ledger
    }

    /// Every item of the table as it is stored, by its key.
    pub async fn items(city: &TestCity) -> BTreeMap<String, Item> {
        let sdk = house::sdk(city.city().ground().database.endpoint()).await;
        let client = Client::new(&sdk);
        let (mut items, mut from) = (BTreeMap::new(), None);
        loop {
            let page = client.scan().table_name(house::TABLE).set_exclusive_start_key(from);
            let page = page.consistent_read(true).send().await.expect("the table can be read");
            for item in page.items.unwrap_or_default() {
                let key = |name: &str| item[name].as_s().expect("keys are texts").clone();
                items.insert(format!("{} {}", key("PK"), key("SK")), item);
            }
            from = page.last_evaluated_key;
            if from.is_none() {
                return items;
            }
        }
    }

    fn enter(&mut self, item: Item) {
        let key = |name: &str| item[name].as_s().expect("keys are texts").clone();
        let (pk, sk) = (key("PK"), key("SK"));
        let date = |text: &str| text[2..12].parse::<Date>().expect("a date");
        match (pk.split_once('#'), sk.as_bytes()[0]) {
            (Some(("O", office)), b'D') => {
                self.days.insert((office.to_owned(), date(&sk)), read(item));
            }
            (Some(("O", office)), b'N') => {
                let day = (office.to_owned(), date(&sk));
                self.numbers.entry(day).or_default().push(read(item));
            }
            (Some(("O", office)), b'Q') => {
                self.queues.insert((office.to_owned(), date(&sk)), read(item));
            }
            (Some(("O", _)), b'E') => self.events += 1,
            (Some(("V", secret)), _) => {
                self.visits.insert(secret.to_owned(), read(item));
            }
            (Some(("M", _)), _) => {
                self.addresses.push(item["b"].as_m().expect("a map").len());
            }
            _ => (),
        }
    }

    /// The bookings that have a start: not cancelled, and not displaced without
    /// another one.
    pub fn active(&self) -> impl Iterator<Item = (&String, &Booking)> {
        self.visits.iter().filter(|(_, booking)| match booking.state {
            BookingState::Booked
            | BookingState::CheckedIn
            | BookingState::Displaced { held: true, .. } => true,
            BookingState::Cancelled { .. } | BookingState::Displaced { held: false, .. } => false,
        })
    }

    /// Checks what must hold for every office whose file is in force unchanged.
    #[track_caller]
    pub fn check(&self) {
        self.check_capacity(&town::office_files());
        self.check_bookings();
        self.check_queues();
    }

    /// For each start: free + held + booked = planned.
    #[track_caller]
    pub fn check_capacity(&self, files: &[(String, String)]) {
        for (name, text) in files {
            let office = town::parse(name, text);
            for ((id, date), day) in
                self.days.iter().filter(|((id, _), _)| *id == *office.id.as_str())
            {
                let closed = day.free.is_empty();
                let numbers = self.numbers.get(&(id.clone(), *date));
                if closed && numbers.is_none_or(|n| n.iter().all(|number| number.void)) {
                    continue;
                }
                let planned = Day::planned(&office, day.version, *date);
                assert_eq!((day.first, day.free.len()), (planned.first, planned.free.len()));
                let none = Vec::new();
                let numbers = numbers.unwrap_or(&none);
                for (place, most) in planned.free.iter().enumerate() {
                    let index = planned.first.index() + u16::try_from(place).expect("small");
                    let unit = Unit::new(index).expect("a unit of the day");
                    let booked = numbers.iter().filter(|n| !n.void && n.unit == unit).count();
                    let held = day.holds.values().filter(|hold| hold.unit == unit).count();
                    let sum =
                        i64::from(day.free[place]) + i64::try_from(booked + held).expect("small");
                    assert_eq!(
                        sum,
                        i64::from(*most),
                        "{id} {date} {unit:?}: {} free, {held} held, {booked} booked",
                        day.free[place]
                    );
                }
            }
        }
    }

    /// Every booking has its number, and every number its booking.
    #[track_caller]
    pub fn check_bookings(&self) {
        let mut seen = BTreeSet::new();
        for (day, numbers) in &self.numbers {
            for number in numbers.iter().filter(|number| !number.void) {
                let booking = &self.visits[&number.secret];
                assert_eq!((booking.office.as_str(), booking.date), (day.0.as_str(), day.1));
                assert_eq!((booking.number, booking.unit), (number.number, number.unit));
                assert!(seen.insert(&number.secret), "a booking has two numbers");
            }
        }
        let active: BTreeSet<_> = self.active().map(|(secret, _)| secret).collect();
        assert_eq!(seen, active, "every booking that has a start has a number");
        let to_come = |booking: &&Booking| !matches!(booking.state, BookingState::Cancelled { .. });
        let to_come = self.visits.values().filter(to_come);
        let with_address = to_come.filter(|booking| booking.email.is_some()).count();
        assert_eq!(self.addresses.iter().sum::<usize>(), with_address, "addresses are counted");
    }

    /// Everybody is in the house once, and at one counter at most.
    #[track_caller]
    pub fn check_queues(&self) {
        for ((office, date), queue) in &self.queues {
            let drawn: BTreeSet<_> = queue.drawn.iter().collect();
            assert_eq!(drawn.len(), queue.drawn.len(), "a ticket was drawn twice");
            let numbers: BTreeSet<Number> =
                queue.entries.keys().filter_map(|id| queue.number(*id)).collect();
            assert_eq!(numbers.len(), queue.entries.len(), "everybody has a number of their own");
            let mut present = BTreeMap::new();
            for (counter, at) in &queue.counters {
                if let Some(visit) = at.visit {
                    assert_eq!(present.insert(visit, counter), None, "two counters, one visit");
                }
            }
            for (id, entry) in &queue.entries {
                let at = match &entry.stage {
                    Stage::Called { counter, .. } | Stage::Serving { counter, .. } => Some(counter),
                    Stage::Waiting | Stage::Parked { .. } | Stage::NoShow | Stage::Left => None,
                };
                assert_eq!(present.get(id).copied(), at, "{office} {date}: visit {id}");
            }
            let arrived: BTreeSet<_> = queue.checked_in.iter().copied().collect();
            assert_eq!(arrived.len(), queue.checked_in.len(), "checked in once");
            let booked = self.active().filter(|(_, booking)| {
                booking.state == BookingState::CheckedIn
                    && (booking.office.as_str(), booking.date) == (office.as_str(), *date)
            });
            let booked: BTreeSet<_> = booked.map(|(_, booking)| booking.number).collect();
            assert_eq!(arrived, booked, "who left the bookings is in the queue");
        }
    }
}

fn read<T: serde::de::DeserializeOwned>(item: Item) -> T {
    serde_dynamo::from_item(item).expect("an item of ours")
}
