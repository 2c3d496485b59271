//! Offices as they were read lately.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use domain::{
    ids::OfficeId,
    time::{Moment, Seconds},
};

use crate::{Configured, MeasuredUntil, OfficeName, Store, StoreError};

/// So many offices are kept; for another one, the one that was read longest ago goes.
/// A function has 256 MB, and a deployment perhaps ten thousand offices.
const KEPT: usize = 200;

/// The offices that a function has in memory, each with what it has measured.
/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Offices {
    store: Store,
    fresh: Seconds,
    known: Arc<RwLock<HashMap<OfficeId, (Configured, Moment)>>>,
    names: Arc<RwLock<Option<(Names, Moment)>>>,
}

/// The names of all offices, by id.
type Names = Arc<[OfficeName]>;

impl Offices {
    /// None yet. Each is used for so long before it is read again; that only
    /// bounds how long an old page is shown: what a write relies on is in its
    /// condition.
    #[must_use]
    pub fn new(store: Store, fresh: Seconds) -> Self {
        Self { store, fresh, known: Arc::default(), names: Arc::default() }
    }

    /// The office of this name, which believes what it has measured; `None` if
    /// there is none. `now` says whether what is in memory is too old.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn get(&self, id: &OfficeId, now: Moment) -> Result<Option<Configured>, StoreError> {
        let known = {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            known.get(id).cloned()
        };
        if let Some((office, read)) = known
            && (now - read).0.abs() < self.fresh.0
        {
            return Ok(Some(office));
        }
        self.reload(id, now).await
    }

    /// Reads an office anew, for instance because its plan has changed.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn reload(
        &self,
        id: &OfficeId,
        now: Moment,
    ) -> Result<Option<Configured>, StoreError> {
        let (office, measured) = tokio::join!(self.store.office(id), self.store.measured(id));
        let Some(mut office) = office? else { return Ok(None) };
        if let Some(MeasuredUntil { figures, .. }) = measured? {
            office.office = Arc::new((*office.office).clone().believing(&figures));
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KEPT && !known.contains_key(id) {
            let oldest = known.iter().min_by_key(|(_, (_, read))| *read).map(|(id, _)| id.clone());
            oldest.and_then(|id| known.remove(&id));
        }
        known.insert(id.clone(), (office.clone(), now));
        Ok(Some(office))
    }

    /// The names of all offices, by id; as old as offices may be.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn names(&self, now: Moment) -> Result<Arc<[OfficeName]>, StoreError> {
        let known = self.names.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((names, read)) = known
            && (now - read).0.abs() < self.fresh.0
        {
            return Ok(names);
        }
        let names: Names = self.store.offices().await?.into();
        let mut known = self.names.write().unwrap_or_else(PoisonError::into_inner);
        *known = Some((Arc::clone(&names), now));
        Ok(names)
    }

    /// The office of this name, as it was read last.
    #[must_use]
    pub fn in_memory(&self, id: &OfficeId) -> Option<Configured> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(id).map(|(office, _)| office.clone())
    }

    /// Forgets everything, so that the next request reads it anew.
    pub fn forget(&self) {
        self.known.write().unwrap_or_else(PoisonError::into_inner).clear();
        *self.names.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
