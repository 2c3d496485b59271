//! Mails as citizens get them, and what happens when something fails.

mod compose;
mod deliver;
mod fixture;
mod log;
mod ses;
