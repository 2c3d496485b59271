//! What every function is given: the store, the offices, the settings.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};

use domain::{
    ids::OfficeId,
    time::{Moment, Seconds},
};
use store::{Configured, MeasuredUntil, MissingSetting, Store};

use crate::{Access, Problem};

/// How long a configuration is used before it is read again. It only bounds
/// how long an old page is shown: what a write relies on is in its condition.
const FRESH: Seconds = Seconds(60);

/// The state behind all routes. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    /// The table.
    pub store: Store,
    /// Who may do what.
    pub access: Access,
    offices: Arc<RwLock<HashMap<OfficeId, (Configured, Moment)>>>,
}

impl App {
    /// An app on this store.
    #[must_use]
    pub fn new(store: Store, access: Access) -> Self {
        Self { store, access, offices: Arc::default() }
    }

    /// Reads the settings of a function from its environment: those of the
    /// store, and `ACCESS` (see [`Access`]; claims if absent).
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
        Ok(Self::new(Store::from_env(&config)?, access))
    }

    /// The office of this name, which believes what it has measured.
    ///
    /// # Errors
    ///
    /// 404 `unknown-office`.
    pub async fn office(&self, name: &str, now: Moment) -> Result<Configured, Problem> {
        let id: OfficeId = name.parse().map_err(|_| Problem::unknown_office())?;
        let known = {
            let offices = self.offices.read().unwrap_or_else(std::sync::PoisonError::into_inner);
            offices.get(&id).cloned()
        };
        if let Some((office, read)) = known
            && (now - read).0.abs() < FRESH.0
        {
            return Ok(office);
        }
        self.reload(&id, now).await
    }

    /// Reads an office anew, for instance because its plan has changed.
    ///
    /// # Errors
    ///
    /// 404 `unknown-office`.
    pub async fn reload(&self, id: &OfficeId, now: Moment) -> Result<Configured, Problem> {
        let (office, measured) = tokio::join!(self.store.office(id), self.store.measured(id));
        let mut office = office?.ok_or_else(Problem::unknown_office)?;
        if let Some(MeasuredUntil { figures, .. }) = measured? {
            let tables = office.office.tables_by(&figures);
            office.office = Arc::new((*office.office).clone().believing(tables));
        }
        let mut offices = self.offices.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        offices.insert(id.clone(), (office.clone(), now));
        Ok(office)
    }

    /// Forgets every configuration, so that the next request reads it anew.
    pub(crate) fn forget_offices(&self) {
        self.offices.write().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
    }
}
