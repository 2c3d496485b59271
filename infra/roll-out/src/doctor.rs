//! Looking a deployment over: the table, and what each office offers.

use domain::{
    day::DaySlots,
    office::{Items, Office},
    time::Moment,
};
use store::{Configured, Flaw, Store, StoreError};

use crate::words;

/// What was found, one sentence each, and whether it is as it should be.
pub type Findings = Vec<(bool, String)>;

/// Looks a deployment over and changes nothing.
///
/// # Errors
///
/// [`StoreError`] when the table does not answer.
pub async fn doctor(store: &Store, now: Moment) -> Result<Findings, StoreError> {
    let flaws = store.examine().await?;
    let mut findings: Findings = flaws.iter().map(|flaw| (false, told(*flaw).to_owned())).collect();
    if flaws.is_empty() {
        let fine = "Tabelle: geschützt, wiederherstellbar, mit Ablauf und Strom.";
        findings.push((true, fine.to_owned()));
    }
    let offices = store.offices().await?;
    if offices.is_empty() {
        findings.push((false, "Es gibt noch kein Büro: roll-out apply.".to_owned()));
    }
    for listed in offices {
        let found = match store.office(&listed.id).await {
            Ok(Some(office)) => free(store, &office, now).await?,
            Ok(None) => (false, "steht in der Liste und hat keine Datei.".to_owned()),
            Err(StoreError::Configuration { source, .. }) => {
                (false, format!("die Datei in Kraft ist nicht mehr gültig: {source}."))
            }
            Err(error) => return Err(error),
        };
        findings.push((found.0, format!("{}: {}", listed.id, found.1)));
    }
    Ok(findings)
}

fn told(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::Deletable => "Tabelle: lässt sich aus Versehen löschen (DeletionProtection).",
        Flaw::Unrecoverable => "Tabelle: nicht wiederherstellbar (PointInTimeRecovery).",
        Flaw::Everlasting => "Tabelle: nichts läuft ab (TimeToLive auf „ttl“).",
        Flaw::Streamless => "Tabelle: kein Strom, also keine Mails (Stream, NEW_IMAGE).",
    }
}

/// The next free appointment of the shortest service.
async fn free(
    store: &Store,
    office: &Configured,
    now: Moment,
) -> Result<(bool, String), StoreError> {
    let Office { services, booking, zone, .. } = &*office.office;
    let window = office.office.window(now);
    let days = store.days(office, *window.start(), *window.end()).await?;
    let shortest = services.iter().min_by_key(|service| service.minutes);
    let Some(items) = shortest.map(|service| Items::one(service.id.clone())) else {
        return Ok((false, "keine Anliegen.".to_owned()));
    };
    let next = days.iter().find_map(|(date, day)| {
        let listed = DaySlots::list(&office.office, *date, day, &items, now);
        listed.slots.into_iter().find(|slot| slot.free > 0).map(|slot| (*date, slot.start))
    });
    Ok(match next {
        Some((date, start)) => {
            let time = start.at(zone).strftime("%H:%M").to_string();
            let version = office.version;
            let day = words::day(date);
            (true, format!("Version {version}, nächster freier Termin {day} {time}."))
        }
        None => (false, format!("in {} Tagen kein freier Termin.", booking.window_days)),
    })
}
