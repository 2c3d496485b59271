//! Mails that no command asks for, and those that come back.

use domain::{
    booking::{BookingState, Returned},
    ids::{Number, OfficeId},
    office::Office,
    time::Moment,
};
use jiff::civil::Date;

use crate::{
    BookingSecret, Mail, MailKind, MailState, Numbered, Store, StoreError,
    expression::Expression,
    items::{read, value},
    keys::{Item, Key, number, text},
    requests::Reading,
    transact::Transacted,
    visits::Visit,
};

impl Store {
    /// Notes that the person with this number is owed a reminder, and that they
    /// were reminded, in one transaction: nobody is reminded twice, however
    /// often this is tried. Says whether it was noted now. It is not where no
    /// mail is wanted, another one is still owed, or the appointment has changed.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn remind(
        &self,
        office: &Office,
        date: Date,
        booked: &Numbered,
        now: Moment,
    ) -> Result<bool, StoreError> {
        const WISH: &str = "remind somebody";
        let Ok(secret) = booked.secret.parse::<BookingSecret>() else { return Ok(false) };
        let Some(Visit { booking, mail: Some(mail) }) = self.visit(WISH, &secret).await? else {
            return Ok(false);
        };
        let stands = booking.state == BookingState::Booked
            && (booking.date, booking.number) == (date, booked.number);
        if !stands || mail.state != MailState::Sent {
            return Ok(false);
        }
        let (state, kind, revision) = (MailState::Pending, MailKind::Confirmed, booking.revision);
        let reminder = Mail { state, kind, revision, new_number: false, reminds: true, at: now };
        let mut visit = Expression::default();
        visit.set("mail = :mail");
        visit.condition("r = :revision AND g = :booked AND mail.#state = :sent");
        visit.name("#state", "state");
        visit.value(":mail", value(WISH, &reminder)?);
        visit.value(":revision", number(revision));
        visit.value(":booked", value(WISH, &booking.state)?);
        visit.value(":sent", text("sent"));
        let mut mark = Expression::default();
        mark.set("m = :yes");
        mark.condition("attribute_exists(PK) AND attribute_not_exists(m)");
        mark.value(":yes", aws_sdk_dynamodb::types::AttributeValue::Bool(true));
        let writes = vec![
            visit.write(WISH, &self.table, Key::Visit(secret.reveal()))?,
            mark.write(WISH, &self.table, Key::Number(&office.id, date, booked.number))?,
        ];
        match self.transact(WISH, writes).await? {
            Transacted::Done => Ok(true),
            Transacted::Refused { .. } => Ok(false),
        }
    }

    /// Notes at a booking that a mail about it has come back: at the visit, and
    /// at the number that it has now. The mail names the number that it told
    /// of. Says whether there is such a booking.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn mail_returned(
        &self,
        office: &OfficeId,
        (date, told): (Date, Number),
        returned: Returned,
    ) -> Result<bool, StoreError> {
        const WISH: &str = "note that a mail came back";
        let found = self.get(WISH, Key::Number(office, date, told), Reading::Eventual).await?;
        let numbered = found.map(|item: Item| read::<Numbered>(WISH, item)).transpose()?;
        let Some(secret) = numbered.and_then(|numbered| numbered.secret.parse().ok()) else {
            return Ok(false);
        };
        let Some(Visit { booking, .. }) = self.visit(WISH, &secret).await? else {
            return Ok(false);
        };
        let noted = || {
            let mut update = Expression::default();
            update.set("b = :returned");
            update.condition("attribute_exists(PK)");
            update.value(":returned", value(WISH, &returned)?);
            Ok::<_, StoreError>(update)
        };
        let current = Key::Number(&booking.office, booking.date, booking.number);
        let writes = vec![
            noted()?.write(WISH, &self.table, Key::Visit(secret.reveal()))?,
            noted()?.write(WISH, &self.table, current)?,
        ];
        match self.transact(WISH, writes).await? {
            Transacted::Done => Ok(true),
            Transacted::Refused { .. } => Ok(false),
        }
    }

    async fn visit(
        &self,
        wish: &'static str,
        secret: &BookingSecret,
    ) -> Result<Option<Visit>, StoreError> {
        let found = self.get(wish, Key::Visit(secret.reveal()), Reading::Consistent).await?;
        found.map(|item| read(wish, item)).transpose()
    }
}
