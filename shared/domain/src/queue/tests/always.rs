//! Whatever is pressed, in whatever order: the rules hold.
//!
//! The steps check themselves (see [`check`]); here stand the rules that need
//! a second look at the same step: its repetition, its undo, its choice.

use proptest::{prelude::*, sample::Index};

use super::*;

/// Something that happens at the office.
#[derive(Debug, Clone)]
enum Happening {
    Ticket { service: usize },
    CheckIn { early: i64, service: usize },
    Booking { ahead: i64, service: usize },
    Press { at: usize, kind: Kind, whom: Index },
    Repeat { at: usize, place: Index },
    Leave { whom: Index },
    Back { whom: Index },
    Urgent { whom: Index },
    Enter { place: u16, ago: i64, service: usize },
    Time { seconds: i64 },
}

/// A command without its number.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Open,
    Pause,
    Next,
    DoneAndNext,
    Recall,
    Start,
    Finish,
    NoShow,
    Serve,
    Park,
    Resume,
    ToCounter,
    ToService,
    Undo,
}

const COUNTERS: [&str; 3] = ["1", "2", "3"];
const SERVICES: [&str; 3] = ["ausweis", "meldung", "abholung"];

fn kind() -> impl Strategy<Value = Kind> {
    use Kind::{
        DoneAndNext, Finish, Next, NoShow, Open, Park, Pause, Recall, Resume, Serve, Start,
        ToCounter, ToService, Undo,
    };
    prop_oneof![
        4 => Just(Next),
        4 => Just(DoneAndNext),
        2 => proptest::sample::select(vec![Start, Finish, NoShow, Recall]),
        2 => proptest::sample::select(vec![Serve, Park, Resume, ToCounter, ToService]),
        2 => Just(Undo),
        1 => proptest::sample::select(vec![Open, Pause]),
    ]
}

fn happening() -> impl Strategy<Value = Happening> {
    let any_whom = any::<Index>;
    prop_oneof![
        3 => (0..3_usize).prop_map(|service| Happening::Ticket { service }),
        2 => (-1_200..1_800_i64, 0..3_usize)
            .prop_map(|(early, service)| Happening::CheckIn { early, service }),
        2 => (-300..1_800_i64, 0..3_usize)
            .prop_map(|(ahead, service)| Happening::Booking { ahead, service }),
        10 => (0..3_usize, kind(), any_whom())
            .prop_map(|(at, kind, whom)| Happening::Press { at, kind, whom }),
        1 => (0..3_usize, any_whom()).prop_map(|(at, place)| Happening::Repeat { at, place }),
        1 => any_whom().prop_map(|whom| Happening::Leave { whom }),
        1 => any_whom().prop_map(|whom| Happening::Back { whom }),
        1 => any_whom().prop_map(|whom| Happening::Urgent { whom }),
        1 => (0..6_u16, 0..60_i64, 0..3_usize)
            .prop_map(|(place, ago, service)| Happening::Enter { place, ago, service }),
        3 => prop_oneof![0..40_i64, 60..400_i64].prop_map(|seconds| Happening::Time { seconds }),
    ]
}

/// A house with the presses that changed something, by counter.
struct Day {
    house: House,
    pressed: [Vec<(Command, Stamp)>; 3],
    appointments: u16,
}

impl Day {
    fn live(&mut self, happening: &Happening) {
        match happening {
            Happening::Ticket { service } => {
                self.house.ticket(SERVICES[*service]);
            }
            Happening::CheckIn { early, service } => {
                self.appointments += 1;
                let start = self.house.now + Seconds(*early);
                self.house.check_in(599 + self.appointments, start, SERVICES[*service]);
            }
            Happening::Booking { ahead, service } => {
                self.appointments += 1;
                let start = self.house.now + Seconds(*ahead);
                self.house.expect(599 + self.appointments, start, SERVICES[*service]);
            }
            Happening::Press { at, kind, whom } => {
                let command = self.command(*kind, *whom);
                self.press(*at, &command);
            }
            Happening::Repeat { at, place } => self.repeat(*at, *place),
            Happening::Leave { whom } => {
                let Some(id) = self.somebody(*whom) else { return };
                if let Ok(outcome) = self.house.queue.leave(id, Actor::Citizen, self.house.now) {
                    self.house.follow(outcome, None);
                }
            }
            Happening::Back { whom } => {
                let Some(id) = self.somebody(*whom) else { return };
                if let Ok(outcome) = self.house.queue.back(id, Actor::Citizen, self.house.now) {
                    self.house.follow(outcome, None);
                }
            }
            Happening::Urgent { whom } => {
                let Some(id) = self.somebody(*whom) else { return };
                let House { office, queue, expected, now, .. } = &self.house;
                let by = (Actor::InfoDesk, *now);
                let outcome = queue.mark_urgent(office, expected, id, Urgent::Deadline, by);
                if let Ok(outcome) = outcome {
                    self.house.follow(outcome, None);
                }
            }
            Happening::Enter { place, ago, service } => {
                let before = self.house.queue.clone();
                let again = before.today.entered.contains(&number(900 + place));
                let entered = self.house.enter_later(900 + place, *ago, SERVICES[*service]);
                assert!(entered.is_ok());
                assert_eq!(self.house.queue == before, again, "once a day");
            }
            Happening::Time { seconds } => {
                self.house.later(*seconds);
            }
        }
    }

    fn somebody(&self, whom: Index) -> Option<VisitId> {
        let ids: Vec<VisitId> = self.house.queue.entries.keys().copied().collect();
        (!ids.is_empty()).then(|| *whom.get(&ids))
    }

    fn command(&self, kind: Kind, whom: Index) -> Command {
        let somebody = self.somebody(whom).and_then(|id| self.house.queue.number(id));
        let number = somebody.unwrap_or(number(999));
        match kind {
            Kind::Open => Command::Open,
            Kind::Pause => Command::Pause,
            Kind::Next => Command::Next { finish_current: false },
            Kind::DoneAndNext => Command::Next { finish_current: true },
            Kind::Recall => Command::Recall,
            Kind::Start => Command::Start,
            Kind::Finish => Command::Finish,
            Kind::NoShow => Command::NoShow,
            Kind::Serve => Command::Serve { number },
            Kind::Park => Command::Park,
            Kind::Resume => Command::Resume { number },
            Kind::ToCounter => {
                Command::Forward { to: Forward::Counter(counter(COUNTERS[whom.index(3)])) }
            }
            Kind::ToService => {
                Command::Forward { to: Forward::Service(service(SERVICES[whom.index(3)])) }
            }
            Kind::Undo => Command::Undo,
        }
    }

    fn press(&mut self, at: usize, command: &Command) {
        let House { office, queue: before, now, expected, .. } = self.house.clone();
        let (id, stamp) = (counter(COUNTERS[at]), self.house.stamp());
        let outcome = before.command(&office, &expected, &id, command, stamp, now);
        if let (Command::Next { .. }, Ok(Outcome::Changed(_, answer) | Outcome::Same(answer))) =
            (command, &outcome)
        {
            choice(&office, &before, &id, now, answer);
        }
        let Ok(Outcome::Changed(after, answer)) = outcome else { return };
        if after.events.iter().all(|event| event.kind == EventKind::Held) {
            // Not a command that is remembered.
            assert_eq!(
                after.counters[&id].last,
                before.counters.get(&id).and_then(|c| c.last.clone())
            );
            self.house.follow(Outcome::Changed(after, answer), Some(command));
            return;
        }
        if after.entries.keys().any(|id| !before.entries.contains_key(id)) {
            let last = self.pressed[at].last().map(|(command, _)| command);
            let finish = [&Command::Finish, &Command::Next { finish_current: true }];
            assert!(last.is_some_and(|last| finish.contains(&last)), "only who finished it");
        }
        self.house.follow(Outcome::Changed(after.clone(), answer.clone()), Some(command));
        repetition(&office, &after, &id, command, stamp, &answer);
        undoing(&self.house, &before, &id, command);
        self.pressed[at].push((command.clone(), stamp));
    }

    /// An old press arrives once more.
    fn repeat(&mut self, at: usize, place: Index) {
        let older = &self.pressed[at];
        if older.is_empty() {
            return;
        }
        let back = place.index(older.len().min(1 + OLDER_KEYS));
        let (command, stamp) = older[older.len() - 1 - back].clone();
        let (id, now) = (counter(COUNTERS[at]), self.house.now);
        let queue = &self.house.queue;
        match queue.command(&self.house.office, &[], &id, &command, stamp, now) {
            Ok(Outcome::Same(_)) => assert_eq!(back, 0),
            other => assert_eq!((other, back > 0), (Err(Refusal::Stale), true)),
        }
    }
}

/// The choice of `next` is right, seen from the queue without the visit that
/// the same press finished.
fn choice(office: &Office, before: &Queue, at: &CounterId, now: Moment, answer: &Answer) {
    let mut seen = before.clone();
    if let Some(present) = seen.counters.get(at).and_then(|counter| counter.visit) {
        seen.entries.remove(&present);
    }
    let decision = match (&answer.call, &answer.idle) {
        (Some(Call { number, reason, .. }), None) => {
            let id = before.find(*number).expect("whoever is called was here");
            Decision::Call { id, reason: *reason, overtakes: Vec::new() }
        }
        (None, Some(idle)) => idle.clone(),
        _ => panic!("either a call or none: {answer:?}"),
    };
    check::decision(office, &seen, at, now, &decision);
}

/// The same press again changes nothing and says the same; its key with
/// another payload is refused.
fn repetition(
    office: &Office,
    after: &Queue,
    at: &CounterId,
    command: &Command,
    stamp: Stamp,
    answer: &Answer,
) {
    let later = after.events[0].at + Seconds(7);
    let again = after.command(office, &[], at, command, stamp, later);
    assert_eq!(again, Ok(Outcome::Same(answer.clone())));
    let payload = KeyHash(VisitId::from_bits(u64::MAX));
    let other = after.command(office, &[], at, command, Stamp { payload, ..stamp }, later);
    assert_eq!(other, Err(Refusal::KeyReused));
}

/// Undo right after the press restores how it was: everybody, and the counter.
fn undoing(house: &House, before: &Queue, at: &CounterId, command: &Command) {
    let mut house = house.clone();
    let touched = {
        let (was, is) = (stages(before), stages(&house.queue));
        was != is && !matches!(command, Command::Undo | Command::Recall)
    };
    let undone = house.later(3).press(at.as_str(), &Command::Undo);
    if !touched {
        assert_eq!(undone, Err(Refusal::NothingToUndo));
        return;
    }
    assert!(undone.is_ok(), "{command:?} can be taken back");
    assert_eq!(stages(&house.queue), stages(before));
    let (is, was) = (&house.queue.counters[at], before.counters.get(at));
    let state = |counter: &Counter| (counter.open, counter.pause_after, counter.visit);
    assert_eq!(state(is), was.map_or((false, false, None), state));
}

/// The entries without the versions that changed them.
fn stages(queue: &Queue) -> BTreeMap<VisitId, Entry> {
    let plain = |entry: &Entry| Entry { changed: 0, ..entry.clone() };
    queue.entries.iter().map(|(id, entry)| (*id, plain(entry))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_rules_hold_whatever_is_pressed(
        happenings in prop::collection::vec(happening(), 1..120),
        (overtaking, holding) in any::<(bool, bool)>(),
    ) {
        let mut house = House::open();
        house.office.switches.overtaking = overtaking;
        house.office.switches.holding = holding;
        let mut day = Day { house, pressed: Default::default(), appointments: 0 };
        for happening in &happenings {
            day.live(happening);
        }
        let overtaken = day.house.queue.entries.values().map(|entry| entry.overtaken).max();
        let most = if overtaking && holding { 3 } else { 0 };
        prop_assert!(overtaken.unwrap_or(0) <= most);
    }

    #[test]
    fn a_queue_reads_back_as_it_was_written(
        happenings in prop::collection::vec(happening(), 1..60)
    ) {
        let house = House::guarded();
        let mut day = Day { house, pressed: Default::default(), appointments: 0 };
        for happening in &happenings {
            day.live(happening);
        }
        let text = serde_json::to_string(&day.house.queue).unwrap();
        prop_assert_eq!(serde_json::from_str::<Queue>(&text).unwrap(), day.house.queue);
    }
}
