//! How far the stream has been read, kept with the data.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Progress;
use crate::files;

/// A record that was given up: where it is, never what it says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeadLetter {
    /// Its sequence number.
    pub sequence: String,
    /// The keys of the item it is about.
    pub keys: Value,
    /// How often it was tried.
    pub attempts: u32,
}

#[derive(Debug)]
pub(super) struct Place {
    file: Option<PathBuf>,
    kept: Kept,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    sequence: Option<String>,
    dead: Vec<DeadLetter>,
}

impl Place {
    pub(super) fn open(file: Option<PathBuf>) -> std::io::Result<Self> {
        let kept = file.as_deref().map(files::read).transpose()?.flatten();
        let kept = kept.map(|kept| serde_json::from_str(&kept)).transpose()?.unwrap_or_default();
        Ok(Self { file, kept })
    }

    pub(super) fn sequence(&self) -> Option<&str> {
        self.kept.sequence.as_deref()
    }

    pub(super) fn advance(&mut self, sequence: &str) {
        self.kept.sequence = Some(sequence.to_owned());
    }

    pub(super) fn set_aside(&mut self, letter: DeadLetter) {
        self.advance(&letter.sequence.clone());
        self.kept.dead.push(letter);
    }

    pub(super) fn keep(&self) -> std::io::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        files::replace(file, &serde_json::to_vec(&self.kept)?)
    }

    pub(super) fn progress(&self) -> Progress {
        Progress { sequence: self.kept.sequence.clone(), dead: self.kept.dead.clone() }
    }
}
