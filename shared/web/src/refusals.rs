//! Every refusal of the domain, met with its status, its code and its texts.
//!
//! No catch-all arm: a new reason does not compile until it has all three.

use domain::{booking::ChangeRefusal, day::StartRefusal, office::ItemsRefusal, queue::Refusal};
use http::StatusCode;
use texts::{Text, text};

use crate::Problem;

const CONFLICT: StatusCode = StatusCode::CONFLICT;
const UNPROCESSABLE: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

impl From<ItemsRefusal> for Problem {
    fn from(refusal: ItemsRefusal) -> Self {
        let (code, title, detail) = match &refusal {
            ItemsRefusal::Nothing | ItemsRefusal::Nobody { .. } => {
                ("no-service", text!("no-service"), text!("no-service-then"))
            }
            ItemsRefusal::Twice { service } => (
                "service-twice",
                text!("service-twice", service = service),
                text!("service-twice-then"),
            ),
            ItemsRefusal::NotOffered { service } => (
                "service-not-offered",
                text!("service-not-offered", service = service),
                text!("service-not-offered-then"),
            ),
            ItemsRefusal::NoCounter => (
                "no-counter-for-all",
                text!("no-counter-for-all"),
                text!("no-counter-for-all-then"),
            ),
            ItemsRefusal::TooLong { minutes, most } => (
                "too-long",
                text!("too-long", most = most, minutes = minutes),
                text!("too-long-then"),
            ),
        };
        Self::new(UNPROCESSABLE, code, title, detail)
    }
}

impl From<StartRefusal> for Problem {
    fn from(refusal: StartRefusal) -> Self {
        let another = text!("choose-another");
        let (code, title, detail) = match refusal {
            StartRefusal::Items(refusal) => return refusal.into(),
            StartRefusal::Past => ("in-the-past", text!("in-the-past"), another),
            StartRefusal::TooFar { last } => (
                "outside-window",
                text!("outside-window"),
                text!("outside-window-then", day = texts::day(last)),
            ),
            StartRefusal::Closed { date, reason } => (
                "closed",
                text!("closed-that-day", day = texts::day(date), reason = reason),
                another,
            ),
            StartRefusal::NotOffered => ("no-such-slot", text!("no-such-slot"), another),
        };
        Self::new(UNPROCESSABLE, code, title, detail)
    }
}

impl From<ChangeRefusal> for Problem {
    fn from(refusal: ChangeRefusal) -> Self {
        let (code, title, detail) = match refusal {
            ChangeRefusal::Cancelled => {
                ("already-cancelled", text!("already-cancelled"), text!("book-another"))
            }
            ChangeRefusal::CheckedIn => (
                "already-checked-in",
                text!("already-checked-in"),
                text!("already-checked-in-then"),
            ),
            ChangeRefusal::Over => {
                ("appointment-over", text!("in-the-past"), text!("book-another"))
            }
            ChangeRefusal::NothingHeld => {
                ("nothing-held", text!("nothing-held"), text!("nothing-held-then"))
            }
            ChangeRefusal::MovedTooOften { moves } => (
                "moved-too-often",
                text!("moved-too-often", moves = moves),
                text!("moved-too-often-then"),
            ),
        };
        Self::new(CONFLICT, code, title, detail)
    }
}

impl From<Refusal> for Problem {
    #[expect(clippy::too_many_lines, reason = "one arm for each reason")]
    fn from(refusal: Refusal) -> Self {
        // What is said to staff alone is said in German.
        let (status, code, title, detail): (_, _, Text, Text) = match &refusal {
            Refusal::UnknownCounter { counter } => (
                StatusCode::NOT_FOUND,
                "unknown-counter",
                format!("Den Schalter {counter} gibt es hier nicht.").into(),
                "Bitte wählen Sie Ihren Schalter aus der Liste.".into(),
            ),
            Refusal::KeyReused => return Self::key_reused(),
            Refusal::Stale => (
                CONFLICT,
                "stale-command",
                "Dieser Tastendruck ist veraltet.".into(),
                "Die Seite zeigt den neuen Stand. Es ist nichts geschehen.".into(),
            ),
            Refusal::CounterBusy { number } => (
                CONFLICT,
                "counter-busy",
                format!("An diesem Schalter ist noch Nummer {number}.").into(),
                "Bitte erst fertigstellen, zurückstellen oder weiterleiten.".into(),
            ),
            Refusal::CounterIdle => (
                CONFLICT,
                "counter-idle",
                "An diesem Schalter ist niemand aufgerufen.".into(),
                "Bitte erst die nächste Nummer aufrufen.".into(),
            ),
            Refusal::AlreadyServing { number } => (
                CONFLICT,
                "already-serving",
                format!("Nummer {number} wird schon bedient.").into(),
                "Es ist nichts zu tun.".into(),
            ),
            Refusal::RecallLocked { .. } => (
                CONFLICT,
                "recall-locked",
                "Die Nummer wurde gerade erst noch einmal aufgerufen.".into(),
                "Bitte einen Moment warten.".into(),
            ),
            Refusal::TooSoon { .. } => (
                CONFLICT,
                "too-soon",
                "Der Aufruf ist noch nicht lange genug her.".into(),
                "Die Person ist vielleicht noch auf dem Weg.".into(),
            ),
            Refusal::UnknownNumber { number } => (
                StatusCode::NOT_FOUND,
                "unknown-number",
                format!("Die Nummer {number} wartet hier nicht.").into(),
                "Ist die Person schon angemeldet? Die Infotheke kann helfen.".into(),
            ),
            Refusal::WrongStage { number } => (
                CONFLICT,
                "wrong-state",
                text!("wrong-state", number = number),
                text!("wrong-state-then"),
            ),
            Refusal::NotAdded => (
                UNPROCESSABLE,
                "not-added",
                "Dieses Anliegen kann hier nicht dazukommen.".into(),
                "Es gehört schon dazu, oder es wird an diesem Schalter nicht erledigt.".into(),
            ),
            Refusal::NoSuchTarget => (
                UNPROCESSABLE,
                "no-such-target",
                "Dorthin kann nicht weitergeleitet werden.".into(),
                "Bitte einen anderen Schalter oder ein anderes Anliegen wählen.".into(),
            ),
            Refusal::TooManyUrgent { .. } => (
                CONFLICT,
                "too-many-urgent",
                "In dieser Stunde sind schon so viele vorgezogen, wie erlaubt ist.".into(),
                "Die Nummer wartet wie bisher. Bitte sprechen Sie mit der Leitung.".into(),
            ),
            Refusal::NoEmergencyNumber { number } => (
                UNPROCESSABLE,
                "no-emergency-number",
                format!("{number} ist keine Notnummer.").into(),
                "Nachgetragen werden nur Nummern vom Notfallblatt und vom Kiosk ohne Verbindung."
                    .into(),
            ),
            Refusal::ImpossibleTimes => (
                UNPROCESSABLE,
                "impossible-times",
                "Diese Uhrzeiten können nicht stimmen.".into(),
                "Gezogen wurde vor dem Aufruf, und beides ist vorbei.".into(),
            ),
            Refusal::Interrupted => (
                CONFLICT,
                "interrupted",
                "Der Betrieb ist unterbrochen: Zurzeit wird niemand aufgerufen.".into(),
                "Nummern und Reihenfolge bleiben. Die Leitung setzt den Betrieb fort.".into(),
            ),
            Refusal::NoHelpNeeded => (
                CONFLICT,
                "no-help-needed",
                "Dort hat niemand um Hilfe gerufen.".into(),
                "Es ist nichts zu tun.".into(),
            ),
            Refusal::NothingToUndo => (
                CONFLICT,
                "nothing-to-undo",
                "Hier ist nichts zurückzunehmen.".into(),
                "Der letzte Schritt ist schon von jemandem weitergeführt.".into(),
            ),
            Refusal::Ended => {
                (CONFLICT, "visit-ended", text!("visit-ended"), text!("visit-ended-then"))
            }
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
