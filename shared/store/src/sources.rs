//! How much an internet address has taken lately: counted for a quarter of an
//! hour, under a keyed hash that nobody can turn back, nor connect with that of
//! the next quarter. Above a bound it has to work for more.

use std::net::IpAddr;

use domain::{
    queue::KeyHash,
    time::{Moment, Seconds},
};

use crate::{
    IdempotencyKey, Keyring, Store, StoreError,
    items::{TTL, value},
    keys::{Key, number},
    queues::Updated,
    secrets::letters,
};

/// For how long is counted together.
const QUARTER: Seconds = Seconds::minutes(15);

/// An internet address in one quarter of an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    hash: String,
    until: Moment,
}

impl Source {
    /// When it is counted anew.
    #[must_use]
    pub fn until(&self) -> Moment {
        self.until
    }

    /// What has to be worked on, once for each thing taken: it counts for this
    /// source alone, for as long as it is counted.
    #[must_use]
    pub fn challenge(&self, keyring: &Keyring) -> String {
        keyring.seal(&self.purpose(), &IdempotencyKey::random_text())
    }

    /// Whether this is one of its challenges.
    #[must_use]
    pub fn challenged(&self, keyring: &Keyring, challenge: &str) -> bool {
        keyring.open(&self.purpose(), challenge).is_ok()
    }

    fn purpose(&self) -> String {
        format!("work {}", self.hash)
    }
}

impl Keyring {
    /// The source behind an address. Of an IPv6 address the network counts, since
    /// whoever has one has all addresses in it.
    #[must_use]
    pub fn source(&self, address: IpAddr, now: Moment) -> Source {
        let network = match address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("{:x?}", &address.segments()[..4]),
        };
        let quarter = now.0.div_euclid(QUARTER.0);
        let hash = letters(&self.make(&["source", &network, &quarter.to_string()]));
        Source { hash, until: Moment((quarter + 1) * QUARTER.0) }
    }
}

impl Store {
    /// Counts one more thing taken by this source; `false`, and nothing is counted,
    /// if it has taken `most`.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn take(&self, source: &Source, most: u16) -> Result<bool, StoreError> {
        const WISH: &str = "count what an internet address takes";
        let update = self
            .client
            .update_item()
            .table_name(&*self.table)
            .set_key(Some(Key::Source(&source.hash).item()))
            .update_expression("SET n = if_not_exists(n, :none) + :one, #ttl = :ttl")
            .condition_expression("attribute_not_exists(n) OR n < :most")
            .expression_attribute_names("#ttl", TTL)
            .expression_attribute_values(":none", number(0))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":most", number(most))
            .expression_attribute_values(":ttl", number((source.until + QUARTER).0));
        Ok(matches!(self.update(WISH, update).await?, Updated::Done(_)))
    }

    /// Spends the work on a challenge for the command with this key; `false` if it
    /// was spent for another one.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn spend(
        &self,
        source: &Source,
        challenge: &str,
        command: KeyHash,
    ) -> Result<bool, StoreError> {
        const WISH: &str = "spend the work on a challenge";
        let hash = letters(&self.keyring.make(&["spent", challenge]));
        let command = value(WISH, &command)?;
        let update = self
            .client
            .update_item()
            .table_name(&*self.table)
            .set_key(Some(Key::Source(&hash).item()))
            .update_expression("SET c = :command, #ttl = :ttl")
            .condition_expression("attribute_not_exists(c) OR c = :command")
            .expression_attribute_names("#ttl", TTL)
            .expression_attribute_values(":command", command)
            .expression_attribute_values(":ttl", number((source.until + QUARTER).0));
        Ok(matches!(self.update(WISH, update).await?, Updated::Done(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_source_for_a_quarter_of_an_hour() {
        let keyring = Keyring::fresh();
        let source = |address: &str, now| keyring.source(address.parse().unwrap(), Moment(now));
        let here = source("192.0.2.7", 900);
        assert_eq!(here, source("192.0.2.7", 1799));
        assert_eq!(here.until(), Moment(1800));
        for other in [source("192.0.2.7", 1800), source("192.0.2.8", 900)] {
            assert_ne!(here, other);
            assert!(!other.challenged(&keyring, &here.challenge(&keyring)));
        }
        assert!(here.challenged(&keyring, &here.challenge(&keyring)));
        assert!(!here.challenged(&keyring, &here.challenge(&Keyring::fresh())));
        assert_eq!(source("2001:db8:1:2::3", 0), source("2001:db8:1:2:9::", 0));
        assert_ne!(source("2001:db8:1:2::3", 0), source("2001:db8:1:3::3", 0));
        assert!(!format!("{here:?}").contains("192"));
    }
}
