//! What was decided and handed out, for whoever has to check it: the audit log.

use askama::Template;
use axum::{extract::State, response::Response};
use domain::{office::Office, queue::Actor};
use serde::Serialize;
use store::{Audited, Deed};
use utoipa::ToSchema;
use web::{App, At, Caller, Look, Page, Problem, ProblemBody, Reply, Role, Wants, paths, words};

/// The last ninety days.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditView {
    /// The newest first.
    entries: Vec<EntryView>,
}

/// Something that was decided or handed out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntryView {
    at: String,
    /// In which role: `lead`, `info-desk`, `clerk`; `it` for the city's IT.
    by: String,
    /// In the language of the office, for people.
    what: String,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage<'a> {
    office: &'a Office,
    lines: Vec<(String, &'static str, String)>,
}

/// What was decided and handed out in the last ninety days: configurations,
/// plans, closed days, urgent marks, exports. In which role, never who.
///
/// # Responses
///
/// - 200 with the log.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`.
#[utoipa::path(get, path = "/offices/{office}/audit", params(("office" = String, Path)), responses(
    (status = 200, body = AuditView),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn audit(
    State(app): State<App>,
    At { office, now }: At,
    caller: Caller,
    wants: Wants,
) -> Result<Response, Problem> {
    let office = &*office.office;
    caller.require(&[Role::Lead], &office.id)?;
    let entries = app.store.audit(&office.id, now).await?;
    let view = AuditView {
        entries: entries
            .iter()
            .map(|entry| EntryView {
                at: entry.at.rfc3339(&office.zone),
                by: by(entry).0.to_owned(),
                what: what(office, &entry.deed),
            })
            .collect(),
    };
    Ok(Reply::personal(Reply::show(wants, &view, || {
        let line = |entry: &Audited| {
            let at = words::short_day_and_time(entry.at, &office.zone);
            (at, by(entry).1, what(office, &entry.deed))
        };
        let page = AuditPage { office, lines: entries.iter().map(line).collect() };
        Page::new("Protokoll", &page).of_office(office).drawn_for(Look::Staff)
    })))
}

/// The role, for programs and for people.
fn by(entry: &Audited) -> (&'static str, &'static str) {
    match entry.by {
        None => ("it", "IT"),
        Some(Actor::Lead) => ("lead", "Leitung"),
        Some(Actor::InfoDesk) => ("info-desk", "Infotheke"),
        Some(Actor::Clerk) => ("clerk", "Schalter"),
        Some(Actor::Kiosk) => ("kiosk", "Kiosk"),
        Some(Actor::Citizen) => ("citizen", "Bürgerin oder Bürger"),
    }
}

fn what(office: &Office, deed: &Deed) -> String {
    let day = |date: &jiff::civil::Date| words::day(*date);
    match deed {
        Deed::RolledOut { version } => format!("Konfiguration in Kraft gesetzt: Version {version}"),
        Deed::Published { from, days } => {
            format!("Terminplan veröffentlicht: {days} Tage ab {}", day(from))
        }
        Deed::Closed { date } => format!("Tag geschlossen: {}", day(date)),
        Deed::Reopened { date } => format!("Tag wieder geöffnet: {}", day(date)),
        Deed::Disturbed { until, services } => {
            let until = words::short_day_and_time(*until, &office.zone);
            format!("Gestört bis {until}: {}", words::services(office, services))
        }
        Deed::Restored { services } => {
            format!("Störung beendet: {}", words::services(office, services))
        }
        Deed::Urgent { date, number, because } => {
            format!("Nummer {number} vorgezogen am {}: {}", day(date), words::urgent(*because))
        }
        Deed::Exported { date } => format!("Ereignisse als Datei geholt: {}", day(date)),
    }
}
