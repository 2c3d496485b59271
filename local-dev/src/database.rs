//! The city's `DynamoDB`: an embedded emulator on a loopback port.
//!
//! It keeps its data in one `SQLite` file with a write-ahead log, which is
//! synchronised before a write is acknowledged: whatever was acknowledged
//! survives the death of the process.

use std::fmt;
use std::path::Path;

use dynoxide::actions::create_table::{CreateTableRequest, StreamSpecification};
use dynoxide::actions::describe_stream::DescribeStreamRequest;
use dynoxide::actions::get_records::{GetRecordsRequest, Record};
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use dynoxide::actions::update_time_to_live::{TimeToLiveSpecification, UpdateTimeToLiveRequest};
use dynoxide::types::{AttributeDefinition, KeySchemaElement, KeyType, ScalarAttributeType};
use dynoxide::{DynoxideError, streams};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Why the database does not work.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The emulator refuses.
    #[error("the database refused to {what}")]
    Refused {
        /// What was asked of it.
        what: &'static str,
        /// What it said.
        source: DynoxideError,
    },
    /// There is no free port.
    #[error("the database found no port")]
    Port(#[from] std::io::Error),
    /// The path of the file is not UTF-8.
    #[error("the data folder's path is not UTF-8")]
    Path,
}

/// The running database.
pub struct Database {
    engine: dynoxide::Database,
    endpoint: String,
    server: JoinHandle<()>,
}

impl Database {
    /// Opens the database in this file, or in memory, and serves it.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] when the file or the port cannot be had.
    pub async fn open(file: Option<&Path>) -> Result<Self, DatabaseError> {
        let engine = match file {
            None => dynoxide::Database::memory(),
            Some(file) => dynoxide::Database::new(file.to_str().ok_or(DatabaseError::Path)?),
        };
        let engine = engine.map_err(refused("open"))?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let server = tokio::spawn(dynoxide::server::serve_on(listener, engine.clone()));
        Ok(Self { engine, endpoint, server })
    }

    /// The engine itself, for tests that write without a client.
    #[cfg(test)]
    pub(crate) fn engine(&self) -> &dynoxide::Database {
        &self.engine
    }

    /// Where the functions reach it: `AWS_ENDPOINT_URL_DYNAMODB`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Creates the product's table if it does not exist: `PK` and `SK`, a
    /// stream with new images, expiry by `ttl`.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] when the emulator refuses.
    pub fn create_table(&self, table: &str) -> Result<(), DatabaseError> {
        let exists =
            self.engine.get_table_metadata(table).map_err(refused("look for the table"))?;
        if exists.is_some() {
            return Ok(());
        }
        let key = |name: &str, key_type| KeySchemaElement { attribute_name: name.into(), key_type };
        let text = |name: &str| AttributeDefinition {
            attribute_name: name.into(),
            attribute_type: ScalarAttributeType::S,
        };
        let create = CreateTableRequest {
            table_name: table.to_owned(),
            key_schema: vec![key("PK", KeyType::HASH), key("SK", KeyType::RANGE)],
            attribute_definitions: vec![text("PK"), text("SK")],
            billing_mode: Some("PAY_PER_REQUEST".to_owned()),
            stream_specification: Some(StreamSpecification {
                stream_enabled: true,
                stream_view_type: Some("NEW_IMAGE".to_owned()),
            }),
            ..CreateTableRequest::default()
        };
        self.engine.create_table(create).map_err(refused("create the table"))?;
        let expire = UpdateTimeToLiveRequest {
            table_name: table.to_owned(),
            time_to_live_specification: TimeToLiveSpecification {
                attribute_name: "ttl".to_owned(),
                enabled: true,
            },
        };
        self.engine.update_time_to_live(expire).map_err(refused("switch on expiry"))?;
        Ok(())
    }

    /// The stream of a table.
    #[must_use]
    pub fn stream(&self, table: &str) -> Stream {
        Stream { engine: self.engine.clone(), table: table.to_owned() }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// A table's stream, read in order.
#[derive(Clone)]
pub struct Stream {
    engine: dynoxide::Database,
    table: String,
}

impl Stream {
    /// The stream's name, as events carry it.
    #[must_use]
    pub fn arn(&self) -> String {
        streams::stream_arn(&self.table, "local")
    }

    /// The sequence number of the newest record; none before the first.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] when the table has no stream.
    pub fn newest(&self) -> Result<Option<String>, DatabaseError> {
        let request = DescribeStreamRequest { stream_arn: self.arn(), ..Default::default() };
        let stream =
            self.engine.describe_stream(request).map_err(refused("describe the stream"))?;
        let shards = stream.stream_description.shards.into_iter();
        Ok(shards.filter_map(|shard| shard.sequence_number_range.ending_sequence_number).max())
    }

    /// At most `limit` records after a sequence number, or from the first.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] when the table has no stream.
    pub fn after(
        &self,
        sequence: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Record>, DatabaseError> {
        let kind = if sequence.is_some() { "AFTER_SEQUENCE_NUMBER" } else { "TRIM_HORIZON" };
        let request = GetShardIteratorRequest {
            stream_arn: self.arn(),
            shard_id: streams::shard_id(&self.table),
            shard_iterator_type: kind.to_owned(),
            sequence_number: sequence.map(ToOwned::to_owned),
        };
        let iterator =
            self.engine.get_shard_iterator(request).map_err(refused("find the place"))?;
        let request = GetRecordsRequest {
            shard_iterator: iterator.shard_iterator.unwrap_or_default(),
            limit: Some(limit),
        };
        let records = self.engine.get_records(request).map_err(refused("read the stream"))?;
        Ok(records.records)
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").field("table", &self.table).finish_non_exhaustive()
    }
}

fn refused(what: &'static str) -> impl FnOnce(DynoxideError) -> DatabaseError {
    move |source| DatabaseError::Refused { what, source }
}
