//! The whole city, tried from the street: one test program, so that it is
//! linked once.

mod api;
mod board;
mod booking;
mod capacity;
mod changes;
mod check_in;
mod closing;
mod counter;
mod faults;
mod history;
mod holds;
mod info_desk;
mod languages;
mod limits;
mod listing;
mod mails;
mod no_show;
mod pages;
mod people;
mod planning;
mod process;
mod races;
mod replays;
mod retention;
mod rights;
mod roll_out;
mod roll_out_tool;
mod rules;
mod running;
mod sign_in;
mod template;
mod tickets;
mod two_versions;
mod visit;
mod week;
