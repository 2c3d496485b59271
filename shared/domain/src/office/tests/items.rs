//! Several services and people in one visit.

use super::{LINDEN, mitte, office};
use crate::{
    ids::ServiceId,
    office::{Item, Items, ItemsRefusal, Office},
};

fn id(service: &str) -> ServiceId {
    service.parse().unwrap()
}

fn items(list: &[(&str, u8)]) -> Result<Items, ItemsRefusal> {
    Items::new(
        list.iter().map(|(service, count)| Item { service: id(service), count: *count }).collect(),
    )
}

fn minutes(office: &Office, list: &[(&str, u8)]) -> Result<u16, String> {
    items(list).and_then(|items| office.minutes(&items)).map_err(|refusal| refusal.to_string())
}

#[test]
fn the_first_person_takes_the_full_time_and_each_further_one_the_extra_time() {
    let office = mitte();
    assert_eq!(minutes(&office, &[("personalausweis", 1)]), Ok(15));
    assert_eq!(minutes(&office, &[("personalausweis", 3)]), Ok(35));
    assert_eq!(minutes(&office, &[("wohnsitz-anmelden", 4)]), Ok(30));
    assert_eq!(minutes(&office, &[("personalausweis", 2), ("reisepass", 1)]), Ok(40));
    // Without `minutes_extra` everybody takes the same.
    assert_eq!(minutes(&office, &[("fuehrungszeugnis", 2)]), Ok(10));
}

#[test]
fn a_visit_has_at_most_45_minutes() {
    let office = mitte();
    assert_eq!(minutes(&office, &[("personalausweis", 4)]), Ok(45));
    assert_eq!(
        minutes(&office, &[("personalausweis", 4), ("meldebescheinigung", 1)]),
        Err("50 minutes are more than the 45 of one visit".to_owned())
    );
    assert!(minutes(&office, &[("personalausweis", 255)]).is_err());
}

#[test]
fn what_no_single_counter_does_is_no_single_visit() {
    let counters = "[{ id = \"1\", services = [\"personalausweis\"] }, \
                    { id = \"2\", services = [\"personalausweis-abholen\"] }]";
    let office = office(&LINDEN.replace("[{ id = \"1\" }, { id = \"2\" }]", counters));
    assert_eq!(minutes(&office, &[("personalausweis", 1)]), Ok(15));
    assert_eq!(
        minutes(&office, &[("personalausweis", 1), ("personalausweis-abholen", 1)]),
        Err("no single counter does all of this".to_owned())
    );
    let pickup = Items::one(id("personalausweis-abholen"));
    let counters: Vec<_> = office.counters_for(&pickup).map(|c| c.id.as_str()).collect();
    assert_eq!(counters, ["2"]);
}

#[test]
fn a_visit_is_about_something_and_about_it_once() {
    let office = mitte();
    for (list, sentence) in [
        (&[][..], "a visit needs at least one service"),
        (&[("reisepass", 0)], "`reisepass` is asked for 0 people"),
        (
            &[("reisepass", 1), ("reisepass", 1)],
            "`reisepass` occurs twice; count the people instead",
        ),
        (&[("angelschein", 1)], "`angelschein` is not offered here"),
    ] {
        assert_eq!(minutes(&office, list), Err(sentence.to_owned()));
    }
}

#[test]
fn items_are_checked_when_they_are_read() {
    #[derive(serde::Deserialize)]
    struct Visit {
        items: Items,
    }
    let read = |items: &str| toml::from_str::<Visit>(&format!("items = {items}"));
    let visit = read("[{ service = \"reisepass\" }, { service = \"eid-karte\", count = 2 }]");
    let expected = items(&[("reisepass", 1), ("eid-karte", 2)]).unwrap();
    assert_eq!(visit.unwrap().items, expected);
    assert_eq!(expected.first(), &id("reisepass"));
    for bad in ["[]", "[{ service = \"reisepass\", count = 0 }]", "[{ service = \"Reisepass\" }]"] {
        assert!(read(bad).is_err(), "{bad}");
    }
}
