//! Devices of an office: paired once by a code, known again by a token, until
//! that is revoked.
//!
//! Neither code nor token is stored, only their digests. A token has 128
//! random bits, a code 50 that open something once, for a quarter of an hour.

use std::{fmt, str::FromStr};

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::{
    ids::OfficeId,
    staff::Role,
    time::{Moment, Seconds},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ulid::Ulid;

use crate::{
    KeyError, Store, StoreError,
    expression::Expression,
    items::{item, read},
    keys::{DEVICES, Key, number, partition, text},
    requests::Reading,
    secrets::letters,
    transact::Transacted,
};

/// How long a code opens.
const CODE: Seconds = Seconds::minutes(15);

/// What pairs a device: typed once, in the hall.
#[derive(Clone, PartialEq, Eq)]
// Invariant: 10 letters of a ULID.
pub struct PairingCode(String);

/// What a device shows from then on, `<office>.<secret>`.
#[derive(Clone, PartialEq, Eq)]
// Invariant: the secret has 26 characters a-z, 0-9.
pub struct DeviceToken {
    office: OfficeId,
    secret: String,
}

/// What a device is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceKind {
    /// A screen in the hall, for everybody.
    Kiosk,
    /// The workstation of the info desk.
    InfoDesk,
    /// The workstation of a counter.
    Clerk,
    /// The workstation of the head of the office.
    Lead,
}

impl FromStr for DeviceKind {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        match text {
            "kiosk" => Ok(Self::Kiosk),
            "info-desk" => Ok(Self::InfoDesk),
            "clerk" => Ok(Self::Clerk),
            "lead" => Ok(Self::Lead),
            _ => Err(KeyError),
        }
    }
}

impl From<DeviceKind> for Role {
    fn from(kind: DeviceKind) -> Self {
        match kind {
            DeviceKind::Kiosk => Self::Kiosk,
            DeviceKind::InfoDesk => Self::InfoDesk,
            DeviceKind::Clerk => Self::Clerk,
            DeviceKind::Lead => Self::Lead,
        }
    }
}

/// A device of an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// What for.
    #[serde(rename = "k")]
    pub kind: DeviceKind,
    /// What it was called when it was paired.
    #[serde(rename = "n")]
    pub name: String,
    /// Since when.
    #[serde(rename = "t")]
    pub since: Moment,
    /// When its token was revoked.
    #[serde(rename = "gone", default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Moment>,
}

#[derive(Serialize, Deserialize)]
struct Invitation {
    #[serde(rename = "k")]
    kind: DeviceKind,
    #[serde(rename = "n")]
    name: String,
    #[serde(rename = "x")]
    expires: Moment,
}

fn random() -> String {
    let bits = [0; 2].map(|_| Ulid::generate().random().to_be_bytes()).concat();
    letters(&Sha256::digest(bits))
}

fn digest(kind: &str, office: &OfficeId, secret: &str) -> String {
    letters(&Sha256::digest(format!("{kind}/{office}/{secret}")))
}

impl PairingCode {
    fn fresh() -> Self {
        Self(random()[16..].to_owned())
    }
}

impl fmt::Display for PairingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.0[..5].to_uppercase(), self.0[5..].to_uppercase())
    }
}

impl FromStr for PairingCode {
    type Err = KeyError;

    /// Reads what somebody typed: in any case, with any spaces, and with the
    /// letters that look like digits.
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let typed = text.chars().filter(|c| !matches!(c, ' ' | '-'));
        let code: String = typed
            .map(|c| match c.to_ascii_lowercase() {
                'o' => '0',
                'i' | 'l' => '1',
                other => other,
            })
            .collect();
        let plain = code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        if code.len() == 10 && plain { Ok(Self(code)) } else { Err(KeyError) }
    }
}

impl DeviceToken {
    /// A token that nobody has had yet.
    #[must_use]
    pub fn fresh(office: &OfficeId) -> Self {
        Self { office: office.clone(), secret: random() }
    }

    /// The office it is for.
    #[must_use]
    pub fn office(&self) -> &OfficeId {
        &self.office
    }

    /// The text that the device keeps.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{}.{}", self.office, self.secret)
    }

    fn id(&self) -> String {
        digest("device", &self.office, &self.secret)
    }
}

impl FromStr for DeviceToken {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (office, secret) = text.split_once('.').ok_or(KeyError)?;
        let plain = secret.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        if secret.len() != 26 || !plain {
            return Err(KeyError);
        }
        let office = office.parse().map_err(|_| KeyError)?;
        Ok(Self { office, secret: secret.to_owned() })
    }
}

impl Store {
    /// Makes a code by which one device of this office can be paired.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn invite_device(
        &self,
        office: &OfficeId,
        kind: DeviceKind,
        name: &str,
        now: Moment,
    ) -> Result<PairingCode, StoreError> {
        const WISH: &str = "invite a device";
        let code = PairingCode::fresh();
        let expires = now + CODE;
        let invitation = Invitation { kind, name: name.to_owned(), expires };
        let id = digest("code", office, &code.0);
        let key = Key::Invitation(office, &id);
        self.put_if_absent(WISH, item(WISH, key, &invitation, Some(expires.0))?).await?;
        Ok(code)
    }

    /// Pairs a device by a code, which opens nothing after that. `None` if it
    /// did not open anything.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn pair_device(
        &self,
        office: &OfficeId,
        code: &PairingCode,
        now: Moment,
    ) -> Result<Option<(DeviceToken, DeviceKind)>, StoreError> {
        const WISH: &str = "pair a device";
        let id = digest("code", office, &code.0);
        let invited = Key::Invitation(office, &id);
        let Some(found) = self.get(WISH, invited, Reading::Consistent).await? else {
            return Ok(None);
        };
        let Invitation { kind, name, .. } = read(WISH, found)?;
        let token = DeviceToken::fresh(office);
        let mut used = Expression::default();
        used.set("used = :now");
        used.condition("x > :now AND attribute_not_exists(used)");
        used.value(":now", number(now.0));
        let device = Device { kind, name, since: now, revoked: None };
        let put = Put::builder()
            .table_name(&*self.table)
            .set_item(Some(item(WISH, Key::Device(office, &token.id()), &device, None)?))
            .condition_expression("attribute_not_exists(PK)")
            .build()
            .map_err(|error| StoreError::request(WISH, error))?;
        let put = TransactWriteItem::builder().put(put).build();
        match self.transact(WISH, vec![used.write(WISH, &self.table, invited)?, put]).await? {
            Transacted::Done => Ok(Some((token, kind))),
            Transacted::Refused { .. } => Ok(None),
        }
    }

    /// The device with this token, unless it was revoked.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn device(&self, token: &DeviceToken) -> Result<Option<Device>, StoreError> {
        const WISH: &str = "look for a device";
        let found =
            self.get(WISH, Key::Device(&token.office, &token.id()), Reading::Eventual).await?;
        let device: Option<Device> = found.map(|item| read(WISH, item)).transpose()?;
        Ok(device.filter(|device| device.revoked.is_none()))
    }

    /// The devices of an office by their ids, those that were revoked as well.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn devices(&self, office: &OfficeId) -> Result<Vec<(String, Device)>, StoreError> {
        const WISH: &str = "list the devices";
        let values = [(":pk", text(partition(office))), (":devices", text(DEVICES))];
        let condition = "PK = :pk AND begins_with(SK, :devices)";
        let found = self.query(WISH, condition, &values, Reading::Consistent).await?;
        let mut devices = Vec::new();
        for item in found {
            let id = item.get("SK").and_then(|key| key.as_s().ok()).cloned().unwrap_or_default();
            devices.push((id.trim_start_matches(DEVICES).to_owned(), read(WISH, item)?));
        }
        Ok(devices)
    }

    /// Revokes the token of a device, by the id it has in [`Store::devices`].
    /// Says whether there was one.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn revoke_device(
        &self,
        office: &OfficeId,
        id: &str,
        now: Moment,
    ) -> Result<bool, StoreError> {
        const WISH: &str = "revoke a device";
        let mut update = Expression::default();
        update.set("gone = :now");
        update.condition("attribute_exists(PK) AND attribute_not_exists(gone)");
        update.value(":now", number(now.0));
        let write = update.write(WISH, &self.table, Key::Device(office, id))?;
        Ok(matches!(self.transact(WISH, vec![write]).await?, Transacted::Done))
    }
}
