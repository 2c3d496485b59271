//! The table itself, as local cities and tests make it. A deployment makes it
//! from its template.

use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
    StreamSpecification, StreamViewType, TimeToLiveSpecification,
};

use crate::{Store, StoreError, items::TTL};

impl Store {
    /// Makes the table if there is none.
    ///
    /// # Errors
    ///
    /// [`StoreError::Request`].
    pub async fn create_table(&self) -> Result<(), StoreError> {
        const WISH: &str = "create the table";
        let built = |result: Result<_, aws_sdk_dynamodb::error::BuildError>| {
            result.map_err(|error| StoreError::request(WISH, error))
        };
        let mut create = self
            .client
            .create_table()
            .table_name(&*self.table)
            .billing_mode(BillingMode::PayPerRequest);
        for (name, role) in [("PK", KeyType::Hash), ("SK", KeyType::Range)] {
            let attribute = AttributeDefinition::builder()
                .attribute_name(name)
                .attribute_type(ScalarAttributeType::S)
                .build();
            let key = KeySchemaElement::builder().attribute_name(name).key_type(role).build();
            create = create
                .attribute_definitions(
                    attribute.map_err(|error| StoreError::request(WISH, error))?,
                )
                .key_schema(built(key)?);
        }
        let stream = StreamSpecification::builder()
            .stream_enabled(true)
            .stream_view_type(StreamViewType::NewImage)
            .build();
        let stream = stream.map_err(|error| StoreError::request(WISH, error))?;
        match create.stream_specification(stream).send().await {
            Ok(_) => (),
            Err(error)
                if error.as_service_error().is_some_and(|e| e.is_resource_in_use_exception()) =>
            {
                return Ok(());
            }
            Err(error) => return Err(StoreError::request(WISH, error)),
        }
        let ttl = TimeToLiveSpecification::builder().enabled(true).attribute_name(TTL).build();
        let ttl = ttl.map_err(|error| StoreError::request(WISH, error))?;
        self.client
            .update_time_to_live()
            .table_name(&*self.table)
            .time_to_live_specification(ttl)
            .send()
            .await
            .map_err(|error| StoreError::request(WISH, error))?;
        Ok(())
    }
}
