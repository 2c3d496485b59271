//! Whether the table is as the template makes it.

use aws_sdk_dynamodb::types::{
    ContinuousBackupsStatus, PointInTimeRecoveryStatus, StreamViewType, TimeToLiveStatus,
};

use crate::{Store, StoreError, items::TTL};

/// Something that is otherwise than in the template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// It could be deleted by mistake.
    #[error("the table can be deleted")]
    Deletable,
    /// It could not be restored.
    #[error("the table cannot be restored to an earlier time")]
    Unrecoverable,
    /// Nothing expires.
    #[error("nothing expires in the table")]
    Everlasting,
    /// No mail would be sent.
    #[error("the table has no stream of new images")]
    Streamless,
}

impl Store {
    /// Compares the table with the template.
    ///
    /// # Errors
    ///
    /// [`StoreError`], for instance when there is no table.
    pub async fn examine(&self) -> Result<Vec<Flaw>, StoreError> {
        const WISH: &str = "describe the table";
        let table = self.client.describe_table().table_name(&*self.table).send().await;
        let table = table.map_err(|error| StoreError::request(WISH, error))?.table;
        let expiry = self.client.describe_time_to_live().table_name(&*self.table).send().await;
        let expiry = expiry.map_err(|error| StoreError::request(WISH, error))?;
        // Whoever knows no backups has none.
        let backups = self.client.describe_continuous_backups().table_name(&*self.table).send();
        let backups = backups.await.ok().and_then(|answer| answer.continuous_backups_description);

        let protected = table.as_ref().and_then(|table| table.deletion_protection_enabled);
        let recoverable = backups.is_some_and(|backups| {
            backups.continuous_backups_status == ContinuousBackupsStatus::Enabled
                && backups
                    .point_in_time_recovery_description
                    .and_then(|it| it.point_in_time_recovery_status)
                    == Some(PointInTimeRecoveryStatus::Enabled)
        });
        let expires = expiry.time_to_live_description.is_some_and(|it| {
            it.time_to_live_status == Some(TimeToLiveStatus::Enabled)
                && it.attribute_name.as_deref() == Some(TTL)
        });
        let streams = table.and_then(|table| table.stream_specification).is_some_and(|it| {
            it.stream_enabled && it.stream_view_type == Some(StreamViewType::NewImage)
        });
        let all = [
            (Flaw::Deletable, protected == Some(true)),
            (Flaw::Unrecoverable, recoverable),
            (Flaw::Everlasting, expires),
            (Flaw::Streamless, streams),
        ];
        Ok(all.into_iter().filter(|(_, fine)| !fine).map(|(flaw, _)| flaw).collect())
    }
}
