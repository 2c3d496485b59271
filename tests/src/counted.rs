//! What a day costs.
