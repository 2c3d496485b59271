//! What city IT does with office files while the offices are at work.

use std::path::Path;

use domain::office::{Office, OfficeFileError, Refusal};
use roll_out::{OfficeFile, RollOutError};
use serde_json::Value;
use store::RolledOut;
use tests::{LINDEN, TestCity, ledger::Ledger, on, town};
use tokio::task::JoinSet;

const CLOSED: &str = "\n[[closures]]\nfrom = 2026-12-02\nreason = \"Betriebsversammlung\"\n";

fn linden(text: &str) -> OfficeFile {
    file("linden.toml", text)
}

fn file(name: &str, text: &str) -> OfficeFile {
    let office = town::parse(name, text);
    let (name, text) = (name.to_owned(), text.to_owned());
    OfficeFile { city: town::city_file(), name, text, office }
}

fn closed() -> OfficeFile {
    linden(&LINDEN.replacen("\n[[closures]]", &format!("{CLOSED}\n[[closures]]"), 1))
}

#[tokio::test]
async fn a_plan_says_what_changes_and_changes_nothing() {
    let city = TestCity::open().await;
    let (store, now) = (city.own_store(), city.now());
    let text = LINDEN
        .replace("08:00-16:00", "08:00-15:00")
        .replace("starts = 3", "starts = 2")
        .replace("minutes = 30", "minutes = 25")
        .replace("{ id = \"20\" },", "{ id = \"20\" }, { id = \"22\" },");
    let plan = roll_out::plan(store, &linden(&text), now).await.unwrap();
    assert_eq!(plan.version, 1);
    assert!(plan.stranded.is_empty());
    for said in [
        "Öffnungszeiten: „Mo-Fr 08:00-15:00“ statt „Mo-Fr 08:00-16:00“.",
        "Anliegen „Eheschließung anmelden“: „25“ statt „30“ Minuten.",
        "Schalter 22: kommt hinzu.",
        "Mi 02.12.2026: 12 statt 18 Termine.",
    ] {
        assert!(plan.changes.iter().any(|change| change == said), "{said}: {plan:#?}");
    }
    let office = store.office(&"linden".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(office.version, 1);
    let same = roll_out::plan(store, &linden(LINDEN), now).await.unwrap();
    assert!(same.changes.is_empty(), "{same:?}");
}

#[tokio::test]
async fn a_file_that_would_strand_a_booking_is_refused_and_says_which() {
    let city = TestCity::open().await;
    let booking = city.linden().book("ausweis", &on("2026-12-02", "09:20")).await;
    let (store, now) = (city.own_store(), city.now());
    let said = format!(
        "  Mi 02.12.2026 09:20, Nummer {} (ausweis): an diesem Tag ist geschlossen \
         (Betriebsversammlung)",
        booking.number
    );
    assert_eq!(
        roll_out::plan(store, &closed(), now).await.unwrap().stranded,
        std::slice::from_ref(&said)
    );
    let refused = roll_out::apply(store, &closed(), now).await;
    assert!(matches!(&refused, Err(RollOutError::Strands(lines)) if *lines == [said]));
    assert!(refused.unwrap_err().to_string().contains("keinen Platz mehr hätte 1 Termin:"));
    assert_eq!(booking.state().await, "booked");

    // The same for what it is for, and for the end of its visit.
    let gone = LINDEN.replace("\"ausweis\"", "\"pass\"");
    let short = LINDEN.replace("08:00-16:00", "09:30-16:00");
    let short = short.replace("from = \"09:00\"", "from = \"10:00\"");
    for text in [gone, short] {
        let refused = roll_out::apply(store, &linden(&text), now).await;
        assert!(matches!(refused, Err(RollOutError::Strands(_))), "{refused:?}");
    }
    booking.cancel().await.ok(200);
    assert_eq!(roll_out::apply(store, &closed(), now).await.unwrap(), (2, true));
    assert_eq!(roll_out::apply(store, &closed(), now).await.unwrap(), (2, false));
    Ledger::read(&city).await.check_capacity(&[("linden.toml".to_owned(), closed().text)]);
}

/// The functions know the old file for another minute.
#[tokio::test]
async fn nobody_books_by_the_old_file_once_the_new_one_is_in_force() {
    let city = TestCity::open().await;
    let office = city.linden();
    let start = on("2026-12-02", "09:00");
    assert_eq!(office.free("ausweis", &start).await, Some(3));
    roll_out::apply(city.own_store(), &closed(), city.now()).await.unwrap();
    office.try_book("ausweis", &start).await.refused(409, "plan-changed");
    office.try_book("ausweis", &start).await.refused(422, "closed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_booking_is_lost_between_looking_and_closing() {
    let city = TestCity::open().await;
    let mut rush = JoinSet::new();
    for _ in 0..12 {
        let office = city.linden();
        rush.spawn(async move { office.try_book("ausweis", &on("2026-12-02", "09:00")).await });
    }
    let store = city.own_store();
    let id = "linden".parse().unwrap();
    let (mut closed_by, file) = (None, closed());
    for _ in 0..3 {
        let done = store.roll_out(&file.city, &file.text, &id, city.now()).await;
        if let Ok(RolledOut::Now(version)) = done {
            closed_by = Some(version);
        }
    }
    let answers = rush.join_all().await;
    let booked = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(Ledger::read(&city).await.active().count(), booked);
    // Either the bookings came first and the day stays open, or the closing.
    assert_eq!(closed_by.is_some(), booked == 0, "{closed_by:?}, {booked} booked");
}

#[tokio::test]
async fn going_back_puts_the_file_before_into_force() {
    let city = TestCity::open().await;
    let (store, now, id) = (city.own_store(), city.now(), "linden".parse().unwrap());
    let first = linden(&LINDEN.replace("starts = 3", "starts = 4"));
    assert_eq!(roll_out::apply(store, &first, now).await.unwrap(), (2, true));
    let nothing = roll_out::back(store, &id, now).await;
    assert!(matches!(nothing, Err(RollOutError::NothingBefore(_))), "{nothing:?}");
    assert_eq!(roll_out::apply(store, &closed(), now).await.unwrap(), (3, true));
    assert_eq!(roll_out::back(store, &id, now).await.unwrap(), 4);
    let office = store.office(&id).await.unwrap().unwrap();
    assert_eq!((office.version, &*office.office), (4, &first.office));
    let kept: Vec<_> = store.versions(&id).await.unwrap();
    assert_eq!(kept.iter().map(|version| version.version).collect::<Vec<_>>(), [2, 3, 4]);
    // Back to a file that has no room for a booking is no way back.
    city.linden().book("ausweis", &on("2026-12-02", "09:00")).await;
    let refused = roll_out::back(store, &id, now).await;
    assert!(matches!(refused, Err(RollOutError::Strands(_))), "{refused:?}");
}

#[tokio::test]
async fn another_office_is_never_touched() {
    let city = TestCity::open().await;
    city.office("mitte").book("personalausweis", &on("2026-12-02", "09:00")).await;
    // Its mail is sent meanwhile.
    city.mails().await;
    let others = || async {
        let mut items = Ledger::items(&city).await;
        items.retain(|key, _| !key.starts_with("O#linden ") && key != "OFFICES linden");
        items
    };
    let before = others().await;
    assert!(before.contains_key("O#mitte C"));
    let (store, now) = (city.own_store(), city.now());
    roll_out::apply(store, &closed(), now).await.unwrap();
    roll_out::apply(store, &linden(&LINDEN.replace("Linden", "Am Markt")), now).await.unwrap();
    roll_out::back(store, &"linden".parse().unwrap(), now).await.unwrap();
    assert_eq!(others().await, before);
}

#[tokio::test]
async fn the_doctor_says_which_office_has_nothing_to_offer() {
    let city = TestCity::open().await;
    let (store, now) = (city.own_store(), city.now());
    let found = |findings: roll_out::Findings, office: &str| {
        findings.into_iter().find(|(_, it)| it.starts_with(office)).expect(office)
    };
    let findings = roll_out::doctor(store, now).await.unwrap();
    let free = "linden: Version 1, nächster freier Termin Di 01.12.2026 09:00.";
    assert_eq!(found(findings, "linden"), (true, free.to_owned()));
    let shut = "\n[[closures]]\nfrom = 2026-12-01\nto = 2026-12-31\nreason = \"Umbau\"\n";
    let shut = linden(&LINDEN.replacen("\n[[closures]]", &format!("{shut}\n[[closures]]"), 1));
    roll_out::apply(store, &shut, now).await.unwrap();
    let findings = roll_out::doctor(store, now).await.unwrap();
    let none = "linden: in 14 Tagen kein freier Termin.";
    assert_eq!(found(findings.clone(), "linden"), (false, none.to_owned()));
    assert!(found(findings, "mitte").0);
}

#[tokio::test]
async fn a_new_office_is_a_file_away_from_its_first_booking() {
    let folder = tempfile::tempdir().unwrap();
    let offices = folder.path().join("offices");
    std::fs::create_dir(&offices).unwrap();
    std::fs::write(folder.path().join("city.toml"), town::city_file()).unwrap();
    let path = roll_out::new(&offices, "querenburg").unwrap();
    assert!(roll_out::new(&offices, "querenburg").is_err(), "a file is not written over");
    assert!(roll_out::new(&offices, "../querenburg").is_err());
    let file = OfficeFile::read(&path).unwrap();
    let city = TestCity::open().await;
    let (store, now) = (city.own_store(), city.now());
    assert_eq!(roll_out::plan(store, &file, now).await.unwrap().version, 0);
    assert_eq!(roll_out::apply(store, &file, now).await.unwrap(), (1, true));
    city.office("querenburg").book("personalausweis", &on("2026-12-02", "09:00")).await;
}

/// A file with every table, so that each of them can be asked for its keys.
const EVERYTHING: &str = include_str!("everything.toml");

fn schema() -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra/office.schema.json");
    serde_json::from_str(&std::fs::read_to_string(file).expect("readable")).expect("JSON")
}

fn keys(object: &Value) -> Vec<String> {
    let mut keys: Vec<_> =
        object["properties"].as_object().expect("an object").keys().cloned().collect();
    keys.sort();
    keys
}

/// The program says itself which keys a table may have.
#[test]
fn the_schema_has_exactly_the_keys_that_are_read() {
    let schema = schema();
    let mut tables = vec![("root".to_owned(), schema.clone())];
    for (name, property) in schema["properties"].as_object().expect("an object") {
        let object = if property["type"] == "array" { &property["items"] } else { property };
        if object["type"] == "object" {
            tables.push((name.clone(), object.clone()));
        }
    }
    assert_eq!(tables.len(), 12);
    for (name, object) in tables {
        let mark = format!("# {name}\n");
        assert!(EVERYTHING.contains(&mark), "{name} is not in everything.toml");
        let text = EVERYTHING.replacen(&mark, "no-such-key = 1\n", 1);
        let refused = Office::parse(&town::city_file(), "everything.toml", &text).unwrap_err();
        let OfficeFileError { refusal: Refusal::UnknownKey { key, mut allowed }, .. } = refused
        else {
            panic!("{name}: {refused}")
        };
        allowed.sort();
        assert_eq!((key.as_str(), &allowed), ("no-such-key", &keys(&object)), "{name}");
    }
}

#[test]
fn the_schema_asks_for_what_has_to_be_there() {
    for key in schema()["required"].as_array().expect("a list") {
        let key = key.as_str().expect("a text");
        let mut table: toml::Table = LINDEN.parse().expect("TOML");
        assert!(table.remove(key).is_some(), "{key}");
        let text = toml::to_string(&table).expect("TOML");
        let refused = Office::parse(&town::city_file(), "linden.toml", &text).unwrap_err();
        assert!(matches!(refused.refusal, Refusal::Missing { .. }), "{key}: {refused}");
    }
}
