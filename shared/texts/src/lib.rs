//! What people read, in every language there is.
//!
//! The sentences stand in Fluent files, one folder for each language, and are
//! compiled in. Code names them by their key and gives what they need; which
//! language they are said in is decided where somebody reads them. A test holds
//! that all languages have the same keys with the same variables, and that the
//! keys are those that code and templates name.

mod clock;
mod lang;
mod office;
mod text;

pub use self::{
    clock::{
        closed, day, day_and_time, month, opening, people, short_day, short_day_and_time, time,
        time_of, unit, wait, waiting, weekday,
    },
    lang::Lang,
    office::{
        bring, counter_word, desk_word, disturbed, disturbed_then, german, hint, place, service,
        service_for, services, why,
    },
    text::{Arg, Text, Value},
};

#[cfg(test)]
mod tests;
