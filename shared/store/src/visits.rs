//! The writes around a booking: the visit, its number, its mark of arrival.

use aws_sdk_dynamodb::types::{Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem};
use domain::{
    booking::{Booking, BookingState},
    day::Day,
    ids::OfficeId,
    time::{Moment, Seconds},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    BookingSecret, Configured, Mail, MailKind, MailState, Numbered, Store, StoreError,
    expression::Expression,
    items::{item, read},
    keys::{Item, Key, number, text},
};

/// A visit's item: the booking, and the mail it owes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Visit {
    #[serde(flatten)]
    pub(crate) booking: Booking,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mail: Option<Mail>,
}

impl Store {
    /// Writes a visit: a new one, or the successor of `before`.
    #[expect(clippy::too_many_arguments, reason = "one write, described once")]
    pub(crate) fn put_visit(
        &self,
        wish: &'static str,
        secret: &BookingSecret,
        booking: &Booking,
        kind: MailKind,
        now: Moment,
        office: &Configured,
        before: Option<&Booking>,
    ) -> Result<TransactWriteItem, StoreError> {
        let state = MailState::Pending;
        let new_number = before.is_some_and(|before| before.number != booking.number);
        let (revision, reminds) = (booking.revision, false);
        let mail = Mail { state, kind, revision, new_number, reminds, at: now };
        let visit =
            Visit { booking: booking.clone(), mail: booking.email.is_some().then_some(mail) };
        // From `forget_at` on nobody sees it; a day later it may be deleted.
        let ttl = booking.forget_at(&office.office) + Seconds::hours(24);
        let put = Put::builder()
            .table_name(&*self.table)
            .set_item(Some(item(wish, Key::Visit(secret.reveal()), &visit, Some(ttl.0))?))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let put = match before {
            None => put.condition_expression("attribute_not_exists(PK)"),
            Some(before) => put
                // Every change counts the revision on, but for the check-in.
                .condition_expression("r = :before AND g <> :in")
                .expression_attribute_values(":before", number(before.revision))
                .expression_attribute_values(":in", text("c")),
        };
        let put = put.build().map_err(|error| StoreError::request(wish, error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    pub(crate) fn put_number(
        &self,
        wish: &'static str,
        office: &OfficeId,
        date: Date,
        booking: &Numbered,
    ) -> Result<TransactWriteItem, StoreError> {
        self.number_write(wish, office, date, booking, "attribute_not_exists(PK)")
    }

    pub(crate) fn replace_number(
        &self,
        wish: &'static str,
        office: &OfficeId,
        date: Date,
        booking: &Numbered,
    ) -> Result<TransactWriteItem, StoreError> {
        self.number_write(wish, office, date, booking, "attribute_exists(PK)")
    }

    fn number_write(
        &self,
        wish: &'static str,
        office: &OfficeId,
        date: Date,
        booking: &Numbered,
        condition: &str,
    ) -> Result<TransactWriteItem, StoreError> {
        let key = Key::Number(office, date, booking.number);
        let ttl = booking_day_end(date);
        let put = Put::builder()
            .table_name(&*self.table)
            .set_item(Some(item(wish, key, booking, Some(ttl))?))
            .condition_expression(condition)
            .build()
            .map_err(|error| StoreError::request(wish, error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// Leaves only a mark that the number was given to somebody.
    pub(crate) fn put_void(
        &self,
        wish: &'static str,
        booking: &Booking,
        secret: &BookingSecret,
    ) -> Result<TransactWriteItem, StoreError> {
        let void = Numbered { void: true, ..numbered(booking, secret) };
        self.replace_number(wish, &booking.office, booking.date, &void)
    }

    /// Marks a booking as arrived; part of a check-in.
    pub(crate) fn arrive(
        &self,
        wish: &'static str,
        secret: &BookingSecret,
        booking: &Booking,
    ) -> Result<TransactWriteItem, StoreError> {
        let mut update = Expression::default();
        update.set("g = :in");
        update.condition("g <> :in AND r = :r");
        update.value(":in", text("c"));
        update.value(":r", number(booking.revision));
        update.write(wish, &self.table, Key::Visit(secret.reveal()))
    }
}

pub(crate) fn booking(wish: &'static str, found: Item) -> Result<Booking, StoreError> {
    read::<Visit>(wish, found).map(|visit| visit.booking)
}

pub(crate) fn numbered(booking: &Booking, secret: &BookingSecret) -> Numbered {
    Numbered {
        number: booking.number,
        secret: secret.reveal().to_owned(),
        unit: booking.unit,
        items: booking.items.clone(),
        void: false,
        told: Some(booking.change.at),
        reminded: false,
        returned: booking.returned,
    }
}

/// Where in the day's counts the booking's start goes back to; `None` when
/// the plan no longer has it, or the booking holds none.
pub(crate) fn give_back(office: &Configured, booking: &Booking) -> Option<usize> {
    if matches!(booking.state, BookingState::Displaced { held: false, .. }) {
        return None;
    }
    Day::planned(&office.office, office.version, booking.date).place(booking.unit)
}

/// When a day's numbers may be deleted: two days after its midnight (UTC).
fn booking_day_end(date: Date) -> i64 {
    let midnight = date.to_zoned(jiff::tz::TimeZone::UTC).map(|day| day.timestamp().as_second());
    midnight.unwrap_or(0) + Seconds::hours(72).0
}
