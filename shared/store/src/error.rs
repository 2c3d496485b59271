//! When the table does not work.

use std::error::Error;

/// The table did not answer, or held something it cannot hold.
///
/// A wish that was refused or overtaken is never one of these: that is an
/// outcome.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// DynamoDB refused or did not answer, after all retries.
    #[error("could not {wish}")]
    Request {
        /// What was to be done.
        wish: &'static str,
        /// What the SDK said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// Too many others changed the same thing at the same time.
    #[error("could not {wish}: too many others at the same time")]
    Contention {
        /// What was to be done.
        wish: &'static str,
    },
    /// An item that no version of this program has written.
    #[error("could not {wish}: an item cannot be read")]
    Item {
        /// What was to be done.
        wish: &'static str,
        /// What is wrong with it.
        source: serde_dynamo::Error,
    },
    /// A stored office file that no longer parses.
    #[error("the stored configuration of `{office}` is not valid")]
    Configuration {
        /// Whose.
        office: String,
        /// What is wrong with it.
        source: Box<domain::office::OfficeFileError>,
    },
    /// The configuration of this process is older than the one in the table.
    #[error("the configuration of `{office}` has changed")]
    StaleConfiguration {
        /// Whose.
        office: String,
    },
}

impl StoreError {
    pub(crate) fn request<E: Error + Send + Sync + 'static>(wish: &'static str, source: E) -> Self {
        Self::Request { wish, source: Box::new(source) }
    }

    pub(crate) fn item(wish: &'static str) -> impl Fn(serde_dynamo::Error) -> Self {
        move |source| Self::Item { wish, source }
    }
}
