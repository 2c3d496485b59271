//! The whole city, tried from the street: one test program, so that it is
//! linked once.

mod board;
mod booking;
mod changes;
mod check_in;
mod counter;
mod holds;
mod listing;
mod no_show;
mod pages;
mod people;
mod tickets;
mod visit;
