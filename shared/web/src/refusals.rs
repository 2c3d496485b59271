//! Every refusal of the domain, met with its status, its code and its words.
//!
//! No catch-all arm: a new reason does not compile until it has all three.

use domain::{booking::ChangeRefusal, day::StartRefusal, office::ItemsRefusal, queue::Refusal};
use http::StatusCode;

use crate::{Problem, words};

const CONFLICT: StatusCode = StatusCode::CONFLICT;
const UNPROCESSABLE: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

impl From<ItemsRefusal> for Problem {
    fn from(refusal: ItemsRefusal) -> Self {
        let (code, title, detail) = match &refusal {
            ItemsRefusal::Nothing | ItemsRefusal::Nobody { .. } => (
                "no-service",
                "Es ist kein Anliegen gewählt.".to_owned(),
                "Bitte wählen Sie, was Sie erledigen möchten.",
            ),
            ItemsRefusal::Twice { service } => (
                "service-twice",
                format!("Das Anliegen „{service}“ ist zweimal genannt."),
                "Bitte geben Sie stattdessen die Zahl der Personen an.",
            ),
            ItemsRefusal::NotOffered { service } => (
                "service-not-offered",
                format!("Das Anliegen „{service}“ gibt es in diesem Bürgerbüro nicht."),
                "Bitte wählen Sie ein anderes Anliegen oder ein anderes Bürgerbüro.",
            ),
            ItemsRefusal::NoCounter => (
                "no-counter-for-all",
                "Diese Anliegen können nicht zusammen erledigt werden.".to_owned(),
                "Bitte vereinbaren Sie für jedes Anliegen einen eigenen Termin.",
            ),
            ItemsRefusal::TooLong { minutes, most } => (
                "too-long",
                format!("Ein Termin kann höchstens {most} Minuten dauern, nicht {minutes}."),
                "Bitte vereinbaren Sie zwei Termine.",
            ),
        };
        Self::new(UNPROCESSABLE, code, title, detail)
    }
}

impl From<StartRefusal> for Problem {
    fn from(refusal: StartRefusal) -> Self {
        let another = "Bitte wählen Sie einen anderen Termin.";
        let (code, title, detail) = match refusal {
            StartRefusal::Items(refusal) => return refusal.into(),
            StartRefusal::Past => {
                ("in-the-past", "Dieser Termin ist vorbei.".to_owned(), another.to_owned())
            }
            StartRefusal::TooFar { last } => (
                "outside-window",
                "So weit im Voraus kann man noch nicht buchen.".to_owned(),
                format!("Bitte wählen Sie einen Termin bis {}.", words::day(last)),
            ),
            StartRefusal::Closed { date, reason } => (
                "closed",
                format!("Am {} ist das Bürgerbüro geschlossen: {reason}.", words::day(date)),
                another.to_owned(),
            ),
            StartRefusal::NotOffered => (
                "no-such-slot",
                "Zu dieser Zeit beginnt kein Termin.".to_owned(),
                another.to_owned(),
            ),
        };
        Self::new(UNPROCESSABLE, code, title, detail)
    }
}

impl From<ChangeRefusal> for Problem {
    fn from(refusal: ChangeRefusal) -> Self {
        let (code, title, detail) = match refusal {
            ChangeRefusal::Cancelled => (
                "already-cancelled",
                "Dieser Termin ist abgesagt.".to_owned(),
                "Sie können jederzeit einen neuen Termin buchen.",
            ),
            ChangeRefusal::CheckedIn => (
                "already-checked-in",
                "Sie sind für diesen Termin schon da.".to_owned(),
                "Bitte wenden Sie sich an die Infotheke.",
            ),
            ChangeRefusal::Over => (
                "appointment-over",
                "Dieser Termin ist vorbei.".to_owned(),
                "Sie können jederzeit einen neuen Termin buchen.",
            ),
            ChangeRefusal::NothingHeld => (
                "nothing-held",
                "Für diesen Termin ist kein anderer reserviert.".to_owned(),
                "Bitte wählen Sie selbst einen anderen Termin.",
            ),
            ChangeRefusal::MovedTooOften { moves } => (
                "moved-too-often",
                format!("Dieser Termin wurde schon {moves}-mal geändert."),
                "Bitte sagen Sie ihn ab und buchen Sie einen neuen.",
            ),
        };
        Self::new(CONFLICT, code, title, detail)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let (status, code, title, detail) = match &refusal {
            Refusal::UnknownCounter { counter } => (
                StatusCode::NOT_FOUND,
                "unknown-counter",
                format!("Den Schalter {counter} gibt es hier nicht."),
                "Bitte wählen Sie Ihren Schalter aus der Liste.",
            ),
            Refusal::KeyReused => return Self::key_reused(),
            Refusal::Stale => (
                CONFLICT,
                "stale-command",
                "Dieser Tastendruck ist veraltet.".to_owned(),
                "Die Seite zeigt den neuen Stand. Es ist nichts geschehen.",
            ),
            Refusal::CounterBusy { number } => (
                CONFLICT,
                "counter-busy",
                format!("An diesem Schalter ist noch Nummer {number}."),
                "Bitte erst fertigstellen, zurückstellen oder weiterleiten.",
            ),
            Refusal::CounterIdle => (
                CONFLICT,
                "counter-idle",
                "An diesem Schalter ist niemand aufgerufen.".to_owned(),
                "Bitte erst die nächste Nummer aufrufen.",
            ),
            Refusal::AlreadyServing { number } => (
                CONFLICT,
                "already-serving",
                format!("Nummer {number} wird schon bedient."),
                "Es ist nichts zu tun.",
            ),
            Refusal::RecallLocked { .. } => (
                CONFLICT,
                "recall-locked",
                "Die Nummer wurde gerade erst noch einmal aufgerufen.".to_owned(),
                "Bitte einen Moment warten.",
            ),
            Refusal::TooSoon { .. } => (
                CONFLICT,
                "too-soon",
                "Der Aufruf ist noch nicht lange genug her.".to_owned(),
                "Die Person ist vielleicht noch auf dem Weg.",
            ),
            Refusal::UnknownNumber { number } => (
                StatusCode::NOT_FOUND,
                "unknown-number",
                format!("Die Nummer {number} wartet hier nicht."),
                "Ist die Person schon angemeldet? Die Infotheke kann helfen.",
            ),
            Refusal::WrongStage { number } => (
                CONFLICT,
                "wrong-state",
                format!("Mit Nummer {number} geht das gerade nicht."),
                "Die Seite zeigt, wo die Nummer jetzt ist.",
            ),
            Refusal::NotAdded => (
                UNPROCESSABLE,
                "not-added",
                "Dieses Anliegen kann hier nicht dazukommen.".to_owned(),
                "Es gehört schon dazu, oder es wird an diesem Schalter nicht erledigt.",
            ),
            Refusal::NoSuchTarget => (
                UNPROCESSABLE,
                "no-such-target",
                "Dorthin kann nicht weitergeleitet werden.".to_owned(),
                "Bitte einen anderen Schalter oder ein anderes Anliegen wählen.",
            ),
            Refusal::NothingToUndo => (
                CONFLICT,
                "nothing-to-undo",
                "Hier ist nichts zurückzunehmen.".to_owned(),
                "Der letzte Schritt ist schon von jemandem weitergeführt.",
            ),
            Refusal::Ended => (
                CONFLICT,
                "visit-ended",
                "Dieser Besuch ist beendet.".to_owned(),
                "Bitte ziehen Sie bei Bedarf eine neue Nummer.",
            ),
        };
        let problem = Self::new(status, code, title, detail);
        match refusal {
            Refusal::RecallLocked { from } | Refusal::TooSoon { from } => {
                problem.with("from_epoch_s", from.0)
            }
            _ => problem,
        }
    }
}
