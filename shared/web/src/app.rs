//! What every function is given: the store, the offices, the settings.

use std::sync::Arc;

use domain::{
    ids::OfficeId,
    time::{Moment, Seconds},
};
use store::{Configured, MissingSetting, OfficeName, Offices, Store};

use crate::{Access, Problem};

/// How long a configuration is used before it is read again.
const FRESH: Seconds = Seconds(60);

/// The state behind all routes. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    /// The table.
    pub store: Store,
    /// Who may do what.
    pub access: Access,
    /// How many appointments can be taken from one internet address in a quarter of
    /// an hour without working for them; `None` for any number.
    pub per_address: Option<u16>,
    /// What `CloudFront` shows of itself, where it stands before the API: only its
    /// word counts about whom a request came from.
    pub edge_key: Option<Arc<str>>,
    offices: Offices,
}

impl App {
    /// An app on this store.
    #[must_use]
    pub fn new(store: Store, access: Access) -> Self {
        let offices = Offices::new(store.clone(), FRESH);
        Self { offices, store, access, per_address: None, edge_key: None }
    }

    /// Reads the settings of a function from its environment: those of the
    /// store, `ACCESS` (see [`Access`]; claims if absent), `PER_ADDRESS` and `EDGE_KEY`.
    ///
    /// # Errors
    ///
    /// [`MissingSetting`].
    pub async fn from_env() -> Result<Self, MissingSetting> {
        let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
        let access = match store::optional_setting("ACCESS") {
            None => Access::Claims,
            Some(text) => text.parse().map_err(|()| MissingSetting { name: "ACCESS" })?,
        };
        let per_address = match store::optional_setting("PER_ADDRESS") {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| MissingSetting { name: "PER_ADDRESS" })?),
        };
        let edge_key = store::optional_setting("EDGE_KEY").filter(|key| !key.is_empty());
        let edge_key = edge_key.map(Arc::from);
        Ok(Self { per_address, edge_key, ..Self::new(Store::from_env(&config)?, access) })
    }

    /// The office of this name, which believes what it has measured.
    ///
    /// # Errors
    ///
    /// 404 `unknown-office`.
    pub async fn office(&self, name: &str, now: Moment) -> Result<Configured, Problem> {
        let id: OfficeId = name.parse().map_err(|_| Problem::unknown_office())?;
        self.offices.get(&id, now).await?.ok_or_else(Problem::unknown_office)
    }

    /// The names of all offices, by id.
    ///
    /// # Errors
    ///
    /// 503 when the table does not answer.
    pub async fn office_names(&self, now: Moment) -> Result<Arc<[OfficeName]>, Problem> {
        Ok(self.offices.names(now).await?)
    }

    /// Reads an office anew, for instance because its plan has changed.
    ///
    /// # Errors
    ///
    /// 404 `unknown-office`.
    pub async fn reload(&self, id: &OfficeId, now: Moment) -> Result<Configured, Problem> {
        self.offices.reload(id, now).await?.ok_or_else(Problem::unknown_office)
    }

    /// Whether staff of this office sign in with accounts of their city, as far as
    /// that is in memory.
    pub(crate) fn has_accounts(&self, office: &OfficeId) -> bool {
        self.in_memory(office).is_some_and(|known| known.office.city.staff.is_some())
    }

    /// An office as it was read last, if it was.
    pub(crate) fn in_memory(&self, office: &OfficeId) -> Option<Configured> {
        self.offices.in_memory(office)
    }

    /// Forgets every configuration, so that the next request reads it anew.
    pub(crate) fn forget_offices(&self) {
        self.offices.forget();
    }
}
