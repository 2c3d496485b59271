//! The configuration of offices, as the roll-out puts it into the table.

use std::sync::Arc;

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::{ids::OfficeId, office::Office};
use serde::{Deserialize, Serialize};

use crate::{
    Store, StoreError,
    items::{item, read},
    keys::{Key, OFFICES, number, text},
    requests::Reading,
    transact::Transacted,
};

/// An office and the version of the configuration it came from.
#[derive(Debug, Clone)]
pub struct Configured {
    /// The office.
    pub office: Arc<Office>,
    /// Counts the configurations that were applied.
    pub version: u64,
}

/// An office's name in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeName {
    /// Its id.
    pub id: OfficeId,
    /// Its name for people.
    pub name: String,
}

/// What became of a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "another roll-out may have been faster"]
pub enum Applied {
    /// It is in force with this version.
    Now(u64),
    /// It was in force already.
    Unchanged(u64),
    /// Somebody else applied another one at the same time.
    Overtaken,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Record {
    #[serde(rename = "v")]
    pub(crate) version: u64,
    pub(crate) city: String,
    pub(crate) file: String,
}

impl Store {
    /// The offices of this deployment, by id.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn offices(&self) -> Result<Vec<OfficeName>, StoreError> {
        const WISH: &str = "list the offices";
        let found =
            self.query(WISH, "PK = :pk", &[(":pk", text(OFFICES))], Reading::Eventual).await?;
        found.into_iter().map(|item| read(WISH, item)).collect()
    }

    /// One office; `None` if there is none of this name.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn office(&self, id: &OfficeId) -> Result<Option<Configured>, StoreError> {
        let Some(record) = self.record(id).await? else { return Ok(None) };
        let office =
            Office::parse(&record.city, &format!("{id}.toml"), &record.file).map_err(|source| {
                StoreError::Configuration { office: id.to_string(), source: Box::new(source) }
            })?;
        Ok(Some(Configured { office: Arc::new(office), version: record.version }))
    }

    pub(crate) async fn record(&self, id: &OfficeId) -> Result<Option<Record>, StoreError> {
        const WISH: &str = "read an office";
        let found = self.get(WISH, Key::Office(id), Reading::Consistent).await?;
        found.map(|item| read(WISH, item)).transpose()
    }

    /// Puts an office's configuration into force, for this office alone.
    ///
    /// # Errors
    ///
    /// [`StoreError::Configuration`] when the files are refused; then the last
    /// good configuration stays.
    pub async fn apply(
        &self,
        city: &str,
        file_name: &str,
        file: &str,
    ) -> Result<Applied, StoreError> {
        const WISH: &str = "apply an office's configuration";
        let office = Office::parse(city, file_name, file).map_err(|source| {
            StoreError::Configuration { office: file_name.to_owned(), source: Box::new(source) }
        })?;
        let before = self.record(&office.id).await?;
        let version = before.as_ref().map_or(0, |record| record.version);
        if before.is_some_and(|record| record.city == city && record.file == file) {
            return Ok(Applied::Unchanged(version));
        }
        let next = Record { version: version + 1, city: city.to_owned(), file: file.to_owned() };
        let listed = OfficeName { id: office.id.clone(), name: office.name.clone() };
        let put = |put: aws_sdk_dynamodb::types::builders::PutBuilder| {
            let put = put.table_name(&*self.table).build();
            let put = put.map_err(|error| StoreError::request(WISH, error))?;
            Ok::<_, StoreError>(TransactWriteItem::builder().put(put).build())
        };
        let condition = if version == 0 { "attribute_not_exists(PK)" } else { "v = :old" };
        let mut record = Put::builder()
            .set_item(Some(item(WISH, Key::Office(&office.id), &next, None)?))
            .condition_expression(condition);
        if version > 0 {
            record = record.expression_attribute_values(":old", number(version));
        }
        let name =
            Put::builder().set_item(Some(item(WISH, Key::Listed(&office.id), &listed, None)?));
        match self.transact(WISH, vec![put(record)?, put(name)?]).await? {
            Transacted::Done => Ok(Applied::Now(version + 1)),
            Transacted::Refused { .. } => Ok(Applied::Overtaken),
        }
    }
}
