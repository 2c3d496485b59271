use domain::time::Moment;
use jiff::civil::date;

use super::*;

const CITY: &str = include_str!("../../../../infra/city.toml");
const MITTE: &str = include_str!("../../../../infra/offices/mitte.toml");

fn office() -> Office {
    Office::parse(CITY, "mitte.toml", MITTE).expect("the office file of this repository")
}

/// The window from Monday, 23 November 2026; only the days named have a start
/// left, at 9 and at 14 o'clock.
fn days(office: &Office, free: &[Date]) -> Vec<DaySlots> {
    let slot = |date: Date, hour| {
        let zoned = date.at(hour, 0, 0, 0).to_zoned(office.zone.clone()).unwrap();
        Slot { start: Moment(zoned.timestamp().as_second()), free: u16::from(free.contains(&date)) }
    };
    let dates = date(2026, 11, 23).series(1.day()).take(15);
    dates.map(|date| DaySlots { date, slots: vec![slot(date, 9), slot(date, 14)] }).collect()
}

fn query(day: Option<&str>, month: Option<&str>) -> ChoiceQuery {
    ChoiceQuery { day: day.map(str::to_owned), month: month.map(str::to_owned), view: None }
}

fn words() -> &'static Words {
    static GERMAN: std::sync::LazyLock<Words> = std::sync::LazyLock::new(Words::default);
    &GERMAN
}

fn choice<'a>(office: &'a Office, days: &'a [DaySlots], query: &ChoiceQuery) -> Choice<'a> {
    let fields = vec![("service", "pass".to_owned())];
    let press = Press { action: "/holds".to_owned(), fields, is_focused: false };
    Choice::new(words(), office, days, query, "/slots?service=pass".to_owned(), press)
}

fn states(choice: &Choice<'_>) -> Vec<String> {
    let letter = |cell: &Option<Cell>| match cell.as_ref().map(|cell| cell.state) {
        None => ' ',
        Some(State::Free) => 'f',
        Some(State::Full) => 'v',
        Some(State::Closed) => 'z',
        Some(State::Outside) => '.',
    };
    choice.weeks().iter().map(|week| week.iter().map(letter).collect()).collect()
}

#[test]
fn a_month_is_a_table_from_monday_to_sunday() {
    let office = office();
    let days = days(&office, &[date(2026, 11, 26), date(2026, 12, 1)]);
    let november = choice(&office, &days, &query(None, None));
    assert_eq!(
        states(&november),
        ["      .", ".......", ".......", ".......", "vvvfvzz", "v      "]
    );
    let december = choice(&office, &days, &query(None, Some("2026-12")));
    assert_eq!(states(&december), [" fvvvzz", "v......", ".......", ".......", "....   "]);
}

#[test]
fn the_first_free_day_is_open_until_another_is_chosen() {
    let office = office();
    let days = days(&office, &[date(2026, 11, 26), date(2026, 12, 1)]);
    let chosen = |query| choice(&office, &days, &query).chosen.map(|day| day.date);
    assert_eq!(chosen(query(None, None)), Some(date(2026, 11, 26)));
    assert_eq!(chosen(query(Some("2026-12-01"), None)), Some(date(2026, 12, 1)));
    assert_eq!(chosen(query(Some("2026-12-24"), None)), Some(date(2026, 11, 26)));
    assert_eq!(chosen(query(Some("<b>"), None)), Some(date(2026, 11, 26)));
    assert_eq!(chosen(query(None, Some("2026-12"))), None);
}

#[test]
fn pages_turn_only_to_months_that_can_be_booked() {
    let office = office();
    let days = days(&office, &[date(2026, 11, 26)]);
    let november = choice(&office, &days, &query(None, None));
    assert_eq!((november.turned(-1), november.turned(1)), (None, Some(date(2026, 12, 1))));
    let stray = choice(&office, &days, &query(None, Some("2027-03")));
    assert_eq!(stray.month.first_of_month(), date(2026, 11, 1));
}

#[test]
fn every_time_is_a_button_of_its_own_key() {
    let office = office();
    let days = days(&office, &[date(2026, 11, 26)]);
    let html = choice(&office, &days, &query(None, None)).render().unwrap();
    assert!(html.contains("<caption>November 2026</caption>"), "{html}");
    assert!(html.contains(r#"href="/slots?service=pass&#38;day=2026-11-26#zeiten""#), "{html}");
    assert!(html.contains(r#"value="2026-11-26T14:00:00+01:00""#), "{html}");
    let keys: Vec<_> = html.matches(r#"name="key""#).collect();
    assert_eq!(keys.len(), 3, "the next free one and two times: {html}");
    assert!(html.contains("<h3>Vormittag</h3>") && html.contains("<h3>Nachmittag</h3>"), "{html}");
}

#[test]
fn without_anything_free_there_is_no_table() {
    let office = office();
    let days = days(&office, &[]);
    let html = choice(&office, &days, &query(None, None)).render().unwrap();
    assert!(!html.contains("<table") && !html.contains("<button"), "{html}");
}
