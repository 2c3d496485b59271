//! Services that cannot be done for a while: noted in the queue, whose writes
//! decide on tickets and calls, and in the day, whose writes decide on
//! appointments, in one transaction.

use domain::{
    queue::{Actor, Outcome, Queue},
    time::Moment,
};
use jiff::civil::Date;

use crate::{
    Audited, Configured, Deed, Store, StoreError,
    expression::Expression,
    items::value,
    keys::{Key, number},
    transact::{Transacted, pause},
};

/// How often it is tried. Every try that fails is a success of somebody else in
/// the hall.
const TRIES: u32 = 64;

impl Store {
    /// Changes which services can be done today, by a pure decision on the queue.
    /// `deed` is what the log says of it. The queue as it is then.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn disturb(
        &self,
        office: &Configured,
        date: Date,
        deed: Deed,
        (by, now): (Actor, Moment),
        decide: impl Fn(&Queue) -> Outcome,
    ) -> Result<Queue, StoreError> {
        const WISH: &str = "note a disturbance";
        let id = &office.office.id;
        let mut queue = self.queue(id, office.office.numbers.walk_in, date, true).await?;
        for attempt in 0..TRIES {
            let next = match decide(&queue) {
                Outcome::Same(_) => return Ok(queue),
                Outcome::Changed(next, _) => next,
            };
            let mut hall = Expression::default();
            hall.set("v = :v, l = :l, d = :d");
            hall.condition("v = :before");
            hall.value(":before", number(queue.version));
            hall.value(":v", number(next.version));
            hall.value(":l", value(WISH, &next.events)?);
            hall.value(":d", value(WISH, &next.today)?);
            let mut day = Expression::default();
            day.set("d = :d");
            day.condition("attribute_exists(PK)");
            day.value(":d", value(WISH, &next.today.disturbances)?);
            let entry = Audited { at: now, by: Some(by), deed: deed.clone() };
            let writes = vec![
                hall.write(WISH, &self.table, Key::Queue(id, date))?,
                day.write(WISH, &self.table, Key::Day(id, date))?,
                entry.write(WISH, &self.table, id, &format!("q{date}-{}", next.version))?,
            ];
            match self.transact(WISH, writes).await? {
                Transacted::Done => return Ok(*next),
                Transacted::Refused { index: 0, item: None } => {
                    self.begin_queue(office, date).await?;
                }
                Transacted::Refused { index: 0, item: Some(item) } => {
                    queue = crate::items::read(WISH, item)?;
                }
                Transacted::Refused { .. } => _ = self.day_after(office, date, None).await?,
            }
            pause(attempt).await;
        }
        Err(StoreError::Contention { wish: WISH })
    }
}
