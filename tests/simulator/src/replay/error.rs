//! What can be wrong with a day's file, and what to do about it.

use std::{error::Error, fmt};

use serde::Deserialize;
use serde_json::value::RawValue;

/// Why a day cannot be replayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplayError {
    /// The line of the file, counted from 1.
    pub line: usize,
    /// The field, such as `customers[3].T`; empty for the file as a whole.
    pub field: String,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub remedy: &'static str,
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, field, problem, remedy } = self;
        match field.as_str() {
            "" => write!(f, "line {line}: {problem}; {remedy}"),
            field => write!(f, "line {line}, {field}: {problem}; {remedy}"),
        }
    }
}

impl Error for ReplayError {}

/// A file's text, to tell the line of anything found in it.
#[derive(Clone, Copy)]
pub(super) struct Source<'a>(pub(super) &'a str);

impl<'a> Source<'a> {
    /// Reads one field.
    pub(super) fn read<T: Deserialize<'a>>(
        self,
        field: &str,
        raw: &'a RawValue,
        remedy: &'static str,
    ) -> Result<T, ReplayError> {
        serde_json::from_str(raw.get()).map_err(|error| {
            let line = self.line(raw) + error.line().saturating_sub(1);
            ReplayError { line, field: field.to_owned(), problem: sentence(&error), remedy }
        })
    }

    /// A problem with a field that could be read.
    pub(super) fn problem(
        self,
        field: impl Into<String>,
        raw: &RawValue,
        problem: impl Into<String>,
        remedy: &'static str,
    ) -> ReplayError {
        ReplayError { line: self.line(raw), field: field.into(), problem: problem.into(), remedy }
    }

    /// The line on which a part of the text begins.
    fn line(self, part: &RawValue) -> usize {
        let offset = part.get().as_ptr().addr() - self.0.as_ptr().addr();
        1 + self.0[..offset].matches('\n').count()
    }
}

/// A reader's message without the position, which is told apart.
pub(super) fn sentence(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split_once(" at line ").map_or(text.clone(), |(sentence, _)| sentence.to_owned())
}
