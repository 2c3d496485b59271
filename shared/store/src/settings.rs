//! What a function is told by its environment. Read once, at the start.

use crate::{Keyring, Store};

/// A setting without which a function cannot start.
#[derive(Debug, thiserror::Error)]
#[error("the environment variable {name} is missing or not valid")]
pub struct MissingSetting {
    /// Its name.
    pub name: &'static str,
}

impl Store {
    /// A store on the table `TABLE_NAME`, with the keys `SECRET_KEYS` (see
    /// [`Keyring`]).
    ///
    /// # Errors
    ///
    /// [`MissingSetting`].
    pub fn from_env(config: &aws_config::SdkConfig) -> Result<Self, MissingSetting> {
        let table = setting("TABLE_NAME")?;
        let keys: Keyring =
            setting("SECRET_KEYS")?.parse().map_err(|_| MissingSetting { name: "SECRET_KEYS" })?;
        Ok(Self::new(config, &table, keys))
    }
}

/// A setting that must be there.
fn setting(name: &'static str) -> Result<String, MissingSetting> {
    optional_setting(name).ok_or(MissingSetting { name })
}

/// A setting that need not be there.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place that reads settings")]
pub fn optional_setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
