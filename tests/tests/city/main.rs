//! The whole city, tried from the street: one test program, so that it is
//! linked once.

mod visit;
