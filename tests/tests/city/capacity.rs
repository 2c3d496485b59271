//! What a day costs stays close to its floor.

use tests::counted;

#[tokio::test]
async fn a_day_at_mitte_costs_little_more_than_it_must() {
    let (bill, sizes) = counted::day().await;
    println!("{bill}\n{sizes}");
    let near = |operation: &str, most: (f64, f64, f64)| {
        let (requests, read, write) = bill.of(operation).mean();
        assert!(bill.of(operation).times > 0, "{operation} was tried\n{bill}");
        assert!(requests <= most.0 && read <= most.1 && write <= most.2, "{operation}\n{bill}");
    };
    near("list", (1.0, 0.5, 0.0));
    near("hold", (1.0, 0.0, 2.0));
    // One transaction; now and then a number is taken and the next one tried.
    near("book", (1.5, 0.0, 8.0));
    near("move", (2.5, 1.0, 12.0));
    near("cancel", (2.0, 1.0, 8.0));
    near("mail", (3.5, 5.5, 2.0));
    // Check-ins and sent mails write the visit too, which tells its event again;
    // and once a day the days before are counted. What a ticket told is told anew.
    near("event", (1.4, 0.5, 1.25));
    near("check-in", (4.5, 5.0, 18.0));
    // A wait follows from the queue and from who is booked.
    near("ticket", (2.1, 1.5, 9.0));
    near("position", (2.0, 2.5, 0.0));
    near("wait", (2.0, 2.5, 0.0));
    near("next", (3.0, 3.0, 9.0));
    near("poll", (1.0, 1.5, 0.0));
    near("poll 304", (1.0, 1.5, 0.0));
    // What the cost is reckoned with is what was measured.
    let noted = std::fs::read_to_string(local_dev::house::infra().join("cost.toml"));
    let noted = roll_out::Costs::parse(&noted.expect("readable")).expect("a file of costs");
    for (operation, (read, write)) in &noted.units {
        let (_, measured_read, measured_write) = bill.of(operation).mean();
        let close = |noted: f64, measured: f64| (noted - measured).abs() <= 0.2 + measured * 0.15;
        assert!(
            close(*read, measured_read) && close(*write, measured_write),
            "cost.toml says {read} and {write} for {operation}\n{bill}"
        );
    }
    assert_eq!(bill.of("list").most_requests, 1);
    assert_eq!(bill.of("poll").most_requests, 1);
    assert!(bill.of("next").most_requests <= 3);
}
