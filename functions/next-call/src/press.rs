//! A key is pressed at a counter: read the queue, decide, swap it.

use std::convert::Infallible;

use axum::{
    extract::{FromRequestParts, Path},
    response::Response,
};
use domain::{
    ids::{CounterId, Number},
    office::Office,
    queue::{
        Answer, Call, Command, CounterState, Decision, Expected, HOLD_TICK, Queue, Reason, Refusal,
        Stamp,
    },
    time::Moment,
};
use http::{StatusCode, request::Parts};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use web::{
    App, At, Caller, Input, Problem, Reply, Role, Wants, paths, words, words::reason as sentence,
};

/// Everything about a press but its command.
pub(crate) struct Press {
    app: App,
    at: At,
    counter: CounterId,
    wants: Wants,
}

impl FromRequestParts<App> for Press {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let at = At::from_request_parts(parts, app).await?;
        let caller = Caller::from_request_parts(parts, app).await?;
        caller.require(&[Role::Clerk, Role::Lead], &at.office.office.id)?;
        let wants = into_ok(Wants::from_request_parts(parts, app).await);
        let Path((_, counter)) = Path::<(String, String)>::from_request_parts(parts, app)
            .await
            .map_err(|_| Problem::not_found())?;
        let counter = counter.parse().map_err(|_| Problem::not_found())?;
        if at.office.office.counter(&counter).is_none() {
            return Err(Refusal::UnknownCounter { counter }.into());
        }
        Ok(Self { app: app.clone(), at, counter, wants })
    }
}

fn into_ok<T>(result: Result<T, Infallible>) -> T {
    match result {
        Ok(value) => value,
    }
}

/// What `next` decided.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "decision", rename_all = "lowercase")]
pub(crate) enum NextView {
    /// This number is called.
    Call {
        /// The call.
        call: CallView,
    },
    /// The counter stays free for somebody.
    Hold {
        /// For whom, in German.
        reason: String,
        /// The same for programs: `hold`.
        rule: &'static str,
        /// When to ask again.
        ask_again_at: String,
    },
    /// Nobody waits whom this counter may call.
    Empty {
        /// Why, in German.
        reason: String,
        /// When somebody in the house may be called.
        #[serde(skip_serializing_if = "Option::is_none")]
        ask_again_at: Option<String>,
    },
}

/// A call to a counter.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CallView {
    #[schema(value_type = String, example = "612")]
    number: Number,
    #[schema(value_type = String, example = "7")]
    counter: CounterId,
    /// Its place among the day's calls and recalls.
    sequence: u64,
    /// Why this person, in German.
    reason: String,
    /// The same for programs: `due`, `early`, `protects`, `first-come`,
    /// `fits-the-gap`, `urgent`.
    rule: &'static str,
}

/// A counter after a command.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CounterView {
    #[schema(value_type = String, example = "7")]
    counter: CounterId,
    /// `closed`, `idle`, `called`, `serving`.
    #[schema(value_type = String)]
    state: CounterState,
    /// The visit that the command was about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    number: Option<Number>,
    /// The visit that is at the counter now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    current: Option<Number>,
    /// The call that the command made.
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<CallView>,
    /// How many people wait.
    waiting: usize,
}

impl Press {
    pub(crate) fn has_counter(&self, id: &CounterId) -> bool {
        self.at.office.office.counter(id).is_some()
    }

    /// Applies `next` and answers with what it decided.
    pub(crate) async fn next<T: Serialize>(
        self,
        command: &Command,
        verb: &str,
        input: &Input<T>,
    ) -> Result<Response, Problem> {
        let (_, answer) = self.apply(command, verb, input).await?;
        let office = &*self.at.office.office;
        let view = match (answer.call, answer.idle) {
            (Some(call), _) => NextView::Call { call: self.call(&call) },
            (None, Some(Decision::Hold { reason, ask_again_at })) => NextView::Hold {
                reason: holding(office, reason, ask_again_at),
                rule: rule(reason),
                ask_again_at: ask_again_at.rfc3339(&office.zone),
            },
            (None, idle) => {
                let ask_again_at = match idle {
                    Some(Decision::Empty { ask_again_at }) => ask_again_at,
                    _ => None,
                };
                NextView::Empty {
                    reason: empty(office, ask_again_at),
                    ask_again_at: ask_again_at.map(|at| at.rfc3339(&office.zone)),
                }
            }
        };
        Ok(Reply::done(self.wants, StatusCode::OK, &view, &self.page()))
    }

    /// Applies a command and answers with the counter as it is then.
    pub(crate) async fn command<T: Serialize>(
        self,
        command: &Command,
        verb: &str,
        input: &Input<T>,
    ) -> Result<Response, Problem> {
        let (queue, answer) = self.apply(command, verb, input).await?;
        let current = queue.counters.get(&self.counter).and_then(|counter| counter.visit);
        let view = CounterView {
            counter: self.counter.clone(),
            state: queue.counter_state(&self.counter),
            number: answer.number,
            current: current.and_then(|id| queue.number(id)),
            call: answer.call.as_ref().map(|call| self.call(call)),
            waiting: queue.waiting(),
        };
        Ok(Reply::done(self.wants, StatusCode::OK, &view, &self.page()))
    }

    /// Reads the queue and swaps it for what the command makes of it.
    async fn apply<T: Serialize>(
        &self,
        command: &Command,
        verb: &str,
        input: &Input<T>,
    ) -> Result<(Queue, Answer), Problem> {
        let (store, now) = (&self.app.store, self.at.now);
        let office = &*self.at.office.office;
        let date = office.today(now);
        let scope = format!("{}/{}", office.id, self.counter);
        let stamp = Stamp {
            key: store.keyring().key_hash(&scope, &input.key.or_random()),
            payload: store::payload_hash(&(verb, &input.body)),
        };
        let (queue, expected) = tokio::join!(
            store.queue(&office.id, office.numbers.walk_in, date, true),
            self.expected(command, date),
        );
        let (queue, expected) = (queue?, expected?);
        let decide =
            |queue: &Queue| queue.command(office, &expected, &self.counter, command, stamp, now);
        let (queue, answer) = store.change_queue(&self.at.office, date, queue, decide).await??;
        if let Some(call) = &answer.call {
            tracing::info!(
                office.id = %office.id,
                number = %call.number,
                sequence = call.sequence,
                reason = rule(call.reason),
                "called a number"
            );
        }
        Ok((queue, answer))
    }

    /// Today's appointments, where they matter: only a decision weighs them.
    async fn expected(&self, command: &Command, date: Date) -> Result<Vec<Expected>, Problem> {
        let office = &*self.at.office.office;
        if !matches!(command, Command::Next { .. }) || !office.switches.guard() {
            return Ok(Vec::new());
        }
        Ok(self.app.store.expected(office, date).await?)
    }

    fn call(&self, call: &Call) -> CallView {
        CallView {
            number: call.number,
            counter: self.counter.clone(),
            sequence: call.sequence,
            reason: sentence(&self.at.office.office, call.reason),
            rule: rule(call.reason),
        }
    }

    fn page(&self) -> String {
        paths::counter(&self.at.office.office.id, &self.counter)
    }
}

/// Why a counter is held, and for how long at most: "wird für 10:30
/// freigehalten, noch 2 min". Counted from the decision, so that a repeated
/// press reads the same.
fn holding(office: &Office, reason: Reason, ask_again_at: Moment) -> String {
    let sentence = sentence(office, reason);
    let Reason::HoldFor { start } = reason else { return sentence };
    let left = |until: Moment| (until - (ask_again_at - HOLD_TICK)).0;
    let seconds = match left(start) {
        before if before > 0 => before,
        _ => left(start + office.day.hold_grace).max(1),
    };
    format!("{sentence}, noch {} min", (seconds + 59) / 60)
}

fn rule(reason: Reason) -> &'static str {
    match reason {
        Reason::Due { .. } => "due",
        Reason::Early { .. } => "early",
        Reason::Protects { .. } => "protects",
        Reason::FirstCome => "first-come",
        Reason::FitsTheGap { .. } => "fits-the-gap",
        Reason::Urgent { .. } => "urgent",
        Reason::HoldFor { .. } => "hold",
    }
}

fn empty(office: &Office, ask_again_at: Option<Moment>) -> String {
    match ask_again_at {
        Some(at) => format!("niemand vor {} Uhr", words::time(at, &office.zone)),
        None => "zurzeit wartet niemand für diesen Schalter".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use domain::queue::Urgent;

    use super::*;

    fn office() -> Office {
        let city = include_str!("../../../infra/city.toml");
        let file = include_str!("../../../infra/offices/mitte.toml");
        Office::parse(city, "mitte.toml", file).expect("an office of the repository")
    }

    fn clock(time: &str) -> Moment {
        Moment::parse(&format!("2026-12-01T{time}+01:00")).expect(time)
    }

    #[test]
    fn every_reason_is_said_in_german_and_has_a_code() {
        let (start, endangered) = (clock("10:20:00"), clock("10:30:00"));
        let cases = [
            (Reason::Due { start }, "due", "Termin 10:20 ist fällig"),
            (Reason::Early { start }, "early", "Termin 10:20 ist schon da, sonst wartet niemand"),
            (
                Reason::Protects { start, endangered: start },
                "protects",
                "Termin 10:20 ist schon da und hat Vorrang, damit er pünktlich drankommt",
            ),
            (
                Reason::Protects { start, endangered },
                "protects",
                "Termin 10:20 ist schon da und hat Vorrang, damit Termin 10:30 pünktlich drankommt",
            ),
            (Reason::FirstCome, "first-come", "wartet am längsten"),
            (
                Reason::FitsTheGap { start },
                "fits-the-gap",
                "kurzer Vorgang, passt vor den Termin 10:20",
            ),
            (Reason::Urgent { because: Urgent::Travel }, "urgent", "vorgezogen: Reise steht bevor"),
            (Reason::HoldFor { start }, "hold", "wird für 10:20 freigehalten"),
        ];
        let office = office();
        for (reason, code, german) in cases {
            assert_eq!((rule(reason), sentence(&office, reason).as_str()), (code, german));
        }
    }

    #[test]
    fn a_held_counter_says_how_long_before_its_time_and_how_long_after() {
        let reason = Reason::HoldFor { start: clock("10:30:00") };
        let said = |decided: &str| holding(&office(), reason, clock(decided) + HOLD_TICK);
        assert_eq!(said("10:28:30"), "wird für 10:30 freigehalten, noch 2 min");
        assert_eq!(said("10:29:59"), "wird für 10:30 freigehalten, noch 1 min");
        assert_eq!(said("10:30:00"), "wird für 10:30 freigehalten, noch 3 min");
        assert_eq!(said("10:32:50"), "wird für 10:30 freigehalten, noch 1 min");
    }
}
