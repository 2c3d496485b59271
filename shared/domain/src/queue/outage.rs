//! Numbers that were given out without a network, and are entered afterwards.

use super::{Actor, Answer, Entry, Event, EventKind, Outcome, Queue, Refusal, Stage, VisitId};
use crate::{
    ids::Number,
    office::{Items, Office},
    time::Moment,
};

/// A number that a kiosk gave out without a network, or that was written on the
/// printed sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// The queue's own name of the visit.
    pub id: VisitId,
    /// The number.
    pub number: Number,
    /// What the visit is for.
    pub items: Items,
    /// When it was given out.
    pub drawn: Moment,
    /// When it was called without the queue; it waits if it was not.
    pub called: Option<Moment>,
    /// The language the person chose, if not German.
    pub language: Option<String>,
}

impl Queue {
    /// Enters a number that was given out without a network. It takes the place
    /// in the line that the time of its drawing gives it, or is over if it was
    /// called by hand. A number is entered once a day: whoever comes with it
    /// again, with whatever else, changes nothing.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoEmergencyNumber`] for a number of another band,
    /// [`Refusal::ImpossibleTimes`].
    pub fn enter(
        &self,
        office: &Office,
        entered: &Entered,
        by: Actor,
        now: Moment,
    ) -> Result<Outcome, Refusal> {
        let Entered { id, number, ref items, drawn, called, ref language } = *entered;
        let answer = Answer { number: Some(number), call: None, idle: None };
        if self.today.entered.contains(&number) {
            return Ok(Outcome::Same(answer));
        }
        if !office.numbers.emergency.contains(number) {
            return Err(Refusal::NoEmergencyNumber { number });
        }
        if drawn > now || called.is_some_and(|called| called < drawn || called > now) {
            return Err(Refusal::ImpossibleTimes);
        }
        let event = |kind, at| Event { outage: true, ..Event::new(kind, at, by).of(number) };
        let mut after = self.changed_by(event(EventKind::Drawn, drawn).for_items(items));
        after.today.entered.push(number);
        if let Some(called) = called {
            after.events.push(event(EventKind::Called, called));
            // Nobody has noted when it was over.
            after.events.push(Event { unmeasured: true, ..event(EventKind::Finished, called) });
            after.version += 2;
        } else {
            let entry = Entry {
                appointment: None,
                emergency: Some(number),
                items: items.clone(),
                arrived: drawn,
                stage: Stage::Waiting,
                absences: 0,
                not_before: None,
                only: None,
                overtaken: 0,
                urgent: None,
                longer: false,
                language: language.clone(),
                changed: 0,
            };
            after.entries.insert(id, entry);
        }
        Ok(Outcome::Changed(Box::new(after), answer))
    }
}
