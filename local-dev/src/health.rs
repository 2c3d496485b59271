//! Whether every function has answered once.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::sync::watch;

/// Who has not answered yet. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Health(Arc<watch::Sender<BTreeSet<&'static str>>>);

impl Health {
    /// Nobody of these has answered yet.
    pub fn waiting_for(names: impl IntoIterator<Item = &'static str>) -> Self {
        Self(Arc::new(watch::Sender::new(names.into_iter().collect())))
    }

    /// This function has answered.
    pub fn answered(&self, name: &str) {
        self.0.send_if_modified(|waiting| waiting.remove(name));
    }

    /// Who is still missing; nobody once the city is ready.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        self.0.borrow().iter().copied().collect()
    }

    /// Waits until everybody has answered.
    pub async fn ready(&self) {
        // The sender lives as long as `self`.
        _ = self.0.subscribe().wait_for(BTreeSet::is_empty).await;
    }
}
