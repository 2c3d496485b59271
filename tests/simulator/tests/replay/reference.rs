//! The rules of a replay read once more: second by second, in floating point,
//! straight from the JSON, sharing no code with the project. Slow on purpose.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::many_single_char_names,
    reason = "seconds of a day, and the names of the formulas"
)]

use std::collections::HashMap;

use serde_json::Value;

#[derive(Clone, Debug)]
struct Person {
    id: Value,
    appointment: bool,
    kind: String,
    booked: i64,
    arrive: Option<i64>,
    service: i64,
    called: bool,
    overtaken: i64,
}

struct World {
    people: Vec<Person>,
    staff: Vec<(i64, i64)>,
    survival: HashMap<String, Vec<f64>>,
    check_ins: Vec<f64>,
    show: f64,
    mean: HashMap<String, i64>,
    parameters: HashMap<&'static str, f64>,
    /// Who is served at each counter, since when.
    counters: Vec<Option<(usize, i64)>>,
    t: i64,
}

enum Next {
    Call(usize, i64),
    Hold,
    None,
}

/// Calls as time, counter, id and rule, and the seconds held.
pub(super) fn replay(day: &Value) -> (Vec<(i64, i64, Value, i64)>, i64) {
    let int = |v: &Value| v.as_i64().unwrap();
    let floats = |v: &Value| -> Vec<f64> {
        v.as_array().unwrap().iter().map(|x| x.as_f64().unwrap() / 1e6).collect()
    };
    let mut parameters = HashMap::from([
        ("TOL", 180.0),
        ("GRACE", 600.0),
        ("LEAD", 900.0),
        ("HORIZON", 1800.0),
        ("EPS_HOLD", 30_000.0),
        ("EPS_EARLY", 3000.0),
        ("PRICE", 4800.0),
        ("HGRACE", 180.0),
        ("GAP", 8.0),
        ("OVERTAKE", 3.0),
        ("TICK", 30.0),
    ]);
    for (name, value) in &mut parameters {
        if let Some(given) = day["parameters"].get(*name) {
            *value = given.as_f64().unwrap();
        }
    }
    let person = |c: &Value| Person {
        id: c["id"].clone(),
        appointment: c["kind"] == "appt",
        kind: c["type"].as_str().unwrap().to_owned(),
        booked: c["T"].as_i64().unwrap_or(0),
        arrive: c["arrive"].as_i64(),
        service: c["service"].as_i64().unwrap_or(0),
        called: false,
        overtaken: 0,
    };
    let staff: Vec<(i64, i64)> =
        day["staff"].as_array().unwrap().iter().map(|e| (int(&e[0]), int(&e[1]))).collect();
    let most = staff.iter().map(|e| e.1).max().unwrap();
    let open = int(&day["open"]);
    let mut world = World {
        people: day["customers"].as_array().unwrap().iter().map(person).collect(),
        survival: day["survival_ppm"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, table)| (name.clone(), floats(table)))
            .collect(),
        check_ins: floats(&day["checkin_ppm"]),
        show: day["show_ppm"].as_f64().unwrap() / 1e6,
        mean: day["mean_sec"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, mean)| (name.clone(), int(mean)))
            .collect(),
        parameters,
        counters: vec![None; usize::try_from(most).unwrap()],
        staff,
        t: open,
    };
    world.play(open)
}

impl World {
    fn p(&self, name: &str) -> f64 {
        self.parameters[name]
    }

    fn seconds(&self, name: &str) -> i64 {
        self.p(name) as i64
    }

    fn play(&mut self, open: i64) -> (Vec<(i64, i64, Value, i64)>, i64) {
        let (mut calls, mut held_sec) = (Vec::new(), 0);
        let mut last_instant = open;
        let mut holding = 0;
        loop {
            let t = self.t;
            let mut instant = t == open;
            for counter in 0..self.counters.len() {
                if let Some((who, since)) = self.counters[counter]
                    && since + self.people[who].service == t
                {
                    self.counters[counter] = None;
                    instant = true;
                }
            }
            instant |= self.people.iter().any(|p| p.arrive == Some(t));
            instant |= self.staff.iter().any(|e| e.0 == t);
            let waits = |p: &Person| !p.called && p.arrive.is_some_and(|at| at <= t);
            let somebody = self.people.iter().any(waits);
            let tick = last_instant + self.seconds("TICK") == t;
            instant |= tick && somebody && !self.idle().is_empty();
            if instant {
                last_instant = t;
                holding = 0;
                while let Some(&counter) = self.idle().first() {
                    match self.next() {
                        Next::Call(who, rule) => {
                            self.people[who].called = true;
                            self.counters[counter] = Some((who, t));
                            calls.push((t, counter as i64, self.people[who].id.clone(), rule));
                        }
                        Next::Hold => {
                            holding = self.idle().len() as i64;
                            break;
                        }
                        Next::None => break,
                    }
                }
            }
            let more = self.people.iter().any(|p| !p.called && p.arrive.is_some())
                || self.staff.iter().any(|e| e.0 > t)
                || self.counters.iter().any(Option::is_some);
            if !more {
                return (calls, held_sec);
            }
            held_sec += holding;
            self.t += 1;
        }
    }

    fn staffed_at(&self, when: i64) -> i64 {
        self.staff.iter().rfind(|e| e.0 <= when).map_or(0, |e| e.1)
    }

    fn idle(&self) -> Vec<usize> {
        (0..self.counters.len())
            .filter(|c| (*c as i64) < self.staffed_at(self.t) && self.counters[*c].is_none())
            .collect()
    }

    fn here(&self, who: usize) -> bool {
        self.people[who].arrive.is_some_and(|at| at <= self.t)
    }

    fn is_walk_in(&self, who: usize) -> bool {
        let p = &self.people[who];
        !p.appointment || (self.here(who) && p.arrive.unwrap() - p.booked > self.seconds("GRACE"))
    }

    fn due(&self, who: usize) -> i64 {
        let p = &self.people[who];
        if self.here(who) { p.booked.max(p.arrive.unwrap()) } else { p.booked }
    }

    fn sv(&self, kind: &str, x: i64) -> f64 {
        match x {
            ..=0 => 1.0,
            7200.. => 0.0,
            x => self.survival[kind][(x / 15) as usize],
        }
    }

    fn g(&self, x: i64) -> f64 {
        match (x + 3600).div_euclid(15) {
            ..0 => 0.0,
            i @ 0..=480 => self.check_ins[i as usize],
            _ => 1.0,
        }
    }

    fn q(&self, who: usize) -> f64 {
        if self.here(who) {
            return 1.0;
        }
        let now = self.g(self.t - self.people[who].booked);
        let later = (self.g(self.seconds("HGRACE")) - now).max(0.0);
        self.show * later / (1.0 - self.show * now).max(1e-9)
    }

    /// P(exactly `busy` of independent `chances` happen), by recursion.
    fn exactly(chances: &[f64], busy: usize) -> f64 {
        let mut row = vec![0.0; busy + 1];
        row[0] = 1.0;
        for p in chances {
            for i in (0..=busy).rev() {
                row[i] = row[i] * (1.0 - p) + if i > 0 { row[i - 1] * p } else { 0.0 };
            }
        }
        row[busy]
    }

    fn risk(&self, line: &[usize], kind: &str) -> f64 {
        let t = self.t;
        let mut sum = 0.0;
        for (place, &k) in line.iter().enumerate() {
            if self.due(k) > t + self.seconds("HORIZON") {
                break;
            }
            let d = self.due(k) + self.seconds("TOL");
            if d < t {
                continue;
            }
            let pc = self.sv(kind, d - t);
            if pc < 0.001 {
                break;
            }
            let n = match self.staffed_at(d) {
                0 => self.staffed_at(t),
                n => n,
            };
            let busy = self.counters.iter().flatten().map(|&(who, since)| {
                let kind = &self.people[who].kind;
                let so_far = self.sv(kind, t - since);
                if so_far <= 1e-6 { 0.5 } else { self.sv(kind, d - since) / so_far }
            });
            let before = line[..place]
                .iter()
                .map(|&j| self.q(j) * self.sv(&self.people[j].kind, d - t.max(self.due(j))));
            let chances: Vec<f64> = busy.chain(before).collect();
            sum += self.q(k) * Self::exactly(&chances, usize::try_from(n - 1).unwrap()) * pc;
        }
        sum
    }

    fn next(&mut self) -> Next {
        let t = self.t;
        let everybody = || (0..self.people.len()).filter(|&i| !self.people[i].called);
        let mut line: Vec<usize> =
            everybody().filter(|&i| self.people[i].appointment && !self.is_walk_in(i)).collect();
        line.sort_by_key(|&i| (self.due(i), self.due(i) != self.people[i].booked, i));
        let mut waiting: Vec<usize> =
            everybody().filter(|&i| self.here(i) && self.is_walk_in(i)).collect();
        waiting.sort_by_key(|&i| (self.people[i].arrive, i));

        let a = line.iter().copied().find(|&i| self.here(i));
        if let Some(a) = a.filter(|&a| self.due(a) <= t) {
            return Next::Call(a, 1);
        }
        let a = a.filter(|&a| self.due(a) - t <= self.seconds("LEAD"));
        let Some(&w) = waiting.first() else {
            return a.map_or(Next::None, |a| Next::Call(a, 2));
        };
        let r = self.risk(&line, &self.people[w].kind);
        if let Some(a) = a
            && r > self.p("EPS_EARLY") / 1e6
        {
            return Next::Call(a, 4);
        }
        let x = line.iter().find(|&&i| !self.here(i) && self.due(i) + self.seconds("HGRACE") > t);
        let mut threshold = self.p("EPS_HOLD") / 1e6;
        if let Some(&x) = x
            && self.p("PRICE") > 0.0
        {
            threshold = threshold.max((self.due(x) - t) as f64 / self.p("PRICE"));
        }
        if r <= threshold {
            return Next::Call(w, 6);
        }
        for place in 1..=self.seconds("GAP") as usize {
            let Some(&v) = waiting.get(place) else { break };
            let before = &waiting[..place];
            if before.iter().any(|&b| self.people[b].overtaken >= self.seconds("OVERTAKE")) {
                break;
            }
            let (kind, first) = (&self.people[v].kind, &self.people[w].kind);
            if self.mean[kind] < self.mean[first] && self.risk(&line, kind) <= threshold {
                for &b in before {
                    self.people[b].overtaken += 1;
                }
                return Next::Call(v, 7);
            }
        }
        Next::Hold
    }
}
