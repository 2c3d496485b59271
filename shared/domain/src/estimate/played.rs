//! A hall played through with random people, to see how far estimates are off.
//!
//! Appointments due within five minutes are called first, then walk-ins, then
//! appointments up to 15 minutes early: a plain policy that protects
//! appointments about as much as the real one. Walk-ins come in the waves of a
//! long Monday.

use std::collections::VecDeque;

use jiff::civil::Weekday;

use super::{
    paths::{mixed, remaining},
    tests::services,
    *,
};
use crate::{
    planner::{Hours, PriorWeek},
    survival::PPM,
};

const DAY: i64 = 36_000;

struct Chance(u64);

impl Chance {
    fn ppm(&mut self) -> u32 {
        u32::try_from(mixed(&mut self.0) % u64::from(PPM)).unwrap()
    }

    fn below(&mut self, end: i64) -> i64 {
        end * i64::from(self.ppm()) / i64::from(PPM)
    }

    /// Mean -7 minutes, deviation 6 minutes: twelve uniform numbers added.
    fn check_in(&mut self) -> i64 {
        (0..12).map(|_| self.below(360)).sum::<i64>() - 6 * 360 - 7 * 60
    }

    /// The share of a thousand people who are here so long after the booked time.
    fn share_here(&mut self, after: i64) -> u32 {
        (0..1000).map(|_| if self.check_in() <= after { 1000 } else { 0 }).sum()
    }

    fn pick(&mut self, shares: [u32; 4]) -> usize {
        let mut left = self.ppm();
        for (kind, share) in shares.into_iter().enumerate() {
            if left < share {
                return kind;
            }
            left -= share;
        }
        3
    }
}

struct Person {
    /// When they come; never for no-shows.
    here: Option<i64>,
    /// The booked time of those who have one.
    booked: Option<i64>,
    kind: usize,
    takes: i64,
}

#[derive(Default)]
struct Errors {
    list: i64,
    content: i64,
    naive: i64,
    bias: i64,
    waits: i64,
    tickets: i64,
    raw_held: i64,
    widened_held: i64,
    shown: HitRate,
}

fn people(
    services: &[Survival; 4],
    chance: &mut Chance,
    counters: usize,
    load_percent: i64,
) -> Vec<Person> {
    let customers = load_percent * i64::try_from(counters).unwrap() * DAY / 579 / 100;
    let booked = customers / 2;
    let mut people = Vec::new();
    let mut add = |chance: &mut Chance, here, booked, shares| {
        let kind = chance.pick(shares);
        let takes = remaining(&services[kind], Seconds(0), chance.ppm().max(1));
        people.push(Person { here, booked, kind, takes });
    };
    for place in 0..booked {
        let start = place * DAY / booked / 300 * 300;
        let shows = chance.ppm() < 880_000;
        let here = (start + chance.check_in()).max(0);
        add(chance, shows.then_some(here), Some(start), [50_000, 500_000, 350_000, 100_000]);
    }
    // The waves of a long Monday, from eight to six.
    let mut week = <[Vec<Hours>; 7]>::default();
    week[0].push(Hours { open: 96, close: 216 });
    let waves = PriorWeek::spread(&week, 1);
    for _ in 0..customers - booked * 88 / 100 {
        let mut left = chance.ppm();
        let wave = waves.of(Weekday::Monday).iter();
        let unit = wave.take_while(|share| left.checked_sub(**share).map(|l| left = l).is_some());
        let from = (i64::try_from(unit.count()).unwrap() - 96) * 300;
        let here = (from + chance.below(300)).max(0);
        add(chance, Some(here), None, [407_000, 232_000, 171_000, 190_000]);
    }
    people
}

/// A day in progress.
struct Day<'a> {
    services: &'a [Survival; 4],
    people: &'a [Person],
    now: i64,
    /// Who is at each counter, and since when.
    counters: Vec<Option<(usize, i64)>>,
    /// Appointments not called, by time.
    appointments: Vec<usize>,
    /// Walk-ins not called, by arrival.
    walk_ins: VecDeque<usize>,
}

impl Day<'_> {
    /// Who is called when a counter is idle.
    fn next(&mut self) -> Option<usize> {
        let here = |person: &usize| {
            self.people[*person].here <= Some(self.now) && self.people[*person].here.is_some()
        };
        let first = self.appointments.iter().position(here);
        let latest = self.now + if self.walk_ins.is_empty() { 900 } else { 300 };
        match first {
            Some(at) if self.people[self.appointments[at]].booked <= Some(latest) => {
                Some(self.appointments.remove(at))
            }
            _ => self.walk_ins.pop_front(),
        }
    }

    /// Estimate, work content and naive estimate for the last walk-in.
    fn ask(&self, check_ins: &[u32]) -> (Estimate, i64, i64) {
        let service = |person: usize| &self.services[self.people[person].kind];
        let counters: Vec<Counter<'_>> = self
            .counters
            .iter()
            .map(|at| match at {
                None => Counter::Idle,
                Some((person, since)) => {
                    let elapsed = Seconds(self.now - since);
                    Counter::Busy { service: service(*person), elapsed }
                }
            })
            .collect();
        let ahead = self.walk_ins.iter().take(self.walk_ins.len() - 1);
        let ahead: Vec<&Survival> = ahead.map(|person| service(*person)).collect();
        let appointments: Vec<Expected<'_>> = self
            .appointments
            .iter()
            .map(|person| {
                let here = self.people[*person].here.is_some_and(|here| here <= self.now);
                Expected {
                    start: Moment(self.people[*person].booked.unwrap()),
                    service: service(*person),
                    presence: if here { Presence::Here } else { Presence::Awaited },
                }
            })
            .collect();
        let hall = Hall {
            now: Moment(self.now),
            counters: &counters,
            shifts: &[],
            ahead: &ahead,
            appointments: &appointments,
            shows_ppm: 880_000,
            check_ins,
        };
        let people = i64::try_from(self.walk_ins.len()).unwrap();
        let naive = people * 579 / i64::try_from(self.counters.len()).unwrap();
        (estimate(&hall).unwrap(), work_content(&hall).unwrap().0, naive)
    }
}

fn play(
    services: &[Survival; 4],
    check_ins: &[u32],
    chance: &mut Chance,
    counters: usize,
    load_percent: i64,
    learnt: &mut Residuals,
    errors: &mut Errors,
) {
    let people = people(services, chance, counters, load_percent);
    let mut coming: Vec<usize> = (0..people.len()).filter(|p| people[*p].here.is_some()).collect();
    coming.sort_by_key(|person| people[*person].here);
    let mut appointments: Vec<usize> =
        (0..people.len()).filter(|person| people[*person].booked.is_some()).collect();
    appointments.sort_by_key(|person| people[*person].booked);
    let mut day = Day {
        services,
        people: &people,
        now: 0,
        counters: vec![None; counters],
        appointments,
        walk_ins: VecDeque::new(),
    };
    let mut asked = vec![None; people.len()];
    let mut today = Residuals::default();
    let mut coming = coming.into_iter().peekable();
    loop {
        for at in &mut day.counters {
            if at.is_some_and(|(person, since)| since + people[person].takes <= day.now) {
                *at = None;
            }
        }
        let came = coming.next_if(|person| people[*person].here <= Some(day.now));
        let fresh = came.filter(|person| people[*person].booked.is_none());
        day.walk_ins.extend(fresh);
        while let Some(free) = day.counters.iter().position(Option::is_none) {
            let Some(person) = day.next() else { break };
            day.counters[free] = Some((person, day.now));
            let here = people[person].here.unwrap();
            if let Some((raw, content, naive)) = asked[person] {
                errors.note(raw, content, naive, day.now - here, learnt);
                today.record(raw, Seconds(day.now - here));
            }
        }
        if let Some(person) = fresh.filter(|_| day.walk_ins.back() == fresh.as_ref()) {
            asked[person] = Some(day.ask(check_ins));
        }
        let ends = day.counters.iter().flatten().map(|(p, since)| since + people[*p].takes);
        let comes = coming.peek().and_then(|person| people[*person].here);
        // An early appointment may become due while a counter idles.
        let due = day.counters.contains(&None).then_some(day.now + 30);
        let later = due.filter(|_| day.now < DAY);
        match ends.chain(comes).chain(later).min() {
            Some(next) => day.now = next.max(day.now),
            None => break,
        }
    }
    learnt.merge(&today);
}

impl Errors {
    fn note(&mut self, raw: Estimate, content: i64, naive: i64, waited: i64, learnt: &Residuals) {
        let held = |e: Estimate| i64::from((e.low.0..=e.high.0).contains(&waited));
        let widened = learnt.widen(raw);
        self.tickets += 1;
        self.waits += waited;
        self.list += (raw.mean.0 - waited).abs();
        self.bias += raw.mean.0 - waited;
        self.content += (content - waited).abs();
        self.naive += (naive - waited).abs();
        self.raw_held += held(raw);
        self.widened_held += held(widened);
        self.shown.record(WaitRange::of(widened), Seconds(waited));
    }
}

fn weeks(counters: usize, load_percent: i64) -> Errors {
    let services = services();
    let mut chance = Chance(11);
    let check_ins: Vec<u32> = (0..=480).map(|i| chance.share_here(i * 15 - 3600)).collect();
    let mut learnt = Residuals::default();
    for _ in 0..10 {
        play(
            &services,
            &check_ins,
            &mut chance,
            counters,
            load_percent,
            &mut learnt,
            &mut Errors::default(),
        );
    }
    let mut errors = Errors::default();
    for _ in 0..(60 / counters).max(12) {
        play(&services, &check_ins, &mut chance, counters, load_percent, &mut learnt, &mut errors);
    }
    let per_ticket =
        |sum: i64| f64::from(i32::try_from(sum * 10 / 6 / errors.tickets).unwrap()) / 100.0;
    println!(
        "{counters} counters, load {load_percent} %, {} tickets, mean wait {}: off by (min) list {} (bias {}), \
         content {}, naive {}; held % raw {}, widened {}, shown {:?} ppm",
        errors.tickets,
        per_ticket(errors.waits),
        per_ticket(errors.list),
        per_ticket(errors.bias),
        per_ticket(errors.content),
        per_ticket(errors.naive),
        errors.raw_held * 100 / errors.tickets,
        errors.widened_held * 100 / errors.tickets,
        errors.shown.ppm(),
    );
    errors
}

#[test]
fn estimates_are_much_better_than_counting_heads() {
    for (counters, load) in [(1, 50), (3, 75), (6, 87), (10, 90), (10, 95)] {
        let errors = weeks(counters, load);
        assert!(errors.list < errors.naive);
        let held = errors.widened_held * 100 / errors.tickets;
        assert!((75..=88).contains(&held), "{held}");
        if (counters, load) == (10, 90) {
            assert!(errors.list <= 150 * errors.tickets, "two and a half minutes");
        }
    }
}
