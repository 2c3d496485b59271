//! `capacity`: what a day of 400 visits costs, operation by operation.

use std::io::{self, Write as _};

#[tokio::main]
async fn main() -> io::Result<()> {
    let (bill, sizes) = tests::counted::day().await;
    let mut out = io::stdout();
    writeln!(out, "A day at Mitte: 400 visits, 60 of them booked, 11 counters.")?;
    writeln!(out, "The mean of each operation, in DynamoDB's own count:\n")?;
    write!(out, "{bill}")?;
    writeln!(out, "\nThe items at 13:00:\n")?;
    write!(out, "{sizes}")
}
