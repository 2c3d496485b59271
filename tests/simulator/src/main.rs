//! scratch
use simulator::{
    discipline::Discipline, model, placement::place, scenario::*, simulation::simulate,
    statistics::Statistics,
};
fn main() {
    let args: Vec<f64> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    let seeds = args.first().copied().unwrap_or(5.0) as u64;
    let weeks = args.get(1).copied().unwrap_or(12.0) as usize;
    let guard = Discipline::Guard(model::guard(Default::default()));
    let all = [
        Discipline::Fifo,
        Discipline::EarliestDeadline,
        Discipline::AppointmentFirst,
        Discipline::OneReserved,
        guard,
    ];
    let sc = [
        Scenario::mitte(0),
        Scenario::mitte(300),
        Scenario::mitte(1000),
        Scenario::sized(15, 0.87, 0.5),
        Scenario::sized(10, 0.85, 0.5),
        Scenario::sized(6, 0.8, 0.5),
        Scenario::sized(3, 0.71, 0.5),
        Scenario::sized(2, 0.65, 0.5),
        Scenario::sized(1, 0.5, 0.5),
        Scenario::sized(1, 0.5, 0.15),
    ];
    for s in sc {
        for placement in [Placement::LowFlow, Placement::Even] {
            println!(
                "{} load {:.3} booked {} within {} {:?}",
                s.name,
                s.load(),
                s.booked_per_week,
                place(&s).within_capacity,
                placement
            );
            for d in &all {
                let mut st = Statistics::default();
                let t0 = std::time::Instant::now();
                for seed in 1..=seeds {
                    st.pool(&simulate(&Scenario { seed, weeks, placement, ..s.clone() }, d));
                }
                let u = st.summary();
                println!(
                    "  {d:18} n {:6} punct {:.3} max {:.1} late {:.1} | p50 {:.1} p90 {:.1} <=30 {:.1} used {:.1} held {:.1} ot {}  {:.2?}",
                    u.appointments,
                    u.punctual_percent,
                    u.punctual_max_sec as f64 / 60.,
                    u.late_percent,
                    u.walk_in_p50_sec as f64 / 60.,
                    u.walk_in_p90_sec as f64 / 60.,
                    u.walk_in_30_min_percent,
                    u.used_percent,
                    u.held_percent,
                    u.overtakes,
                    t0.elapsed()
                );
            }
        }
    }
}
