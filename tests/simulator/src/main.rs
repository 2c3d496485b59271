//! The command `simulate`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args().skip(1).collect();
    simulator::cli::run(&words)
}
