//! The rules once more, in floating point and as literally as possible, for
//! counters that are alike. Slow, and written without a look at the other.

#![expect(clippy::many_single_char_names, reason = "the names of the formulas")]

use super::*;

struct Person {
    visit: usize,
    kind: Kind,
    due: i64,
    late: bool,
    here: bool,
    booked: i64,
    overtaken: u32,
}

pub(super) struct Reference<'a> {
    pub(super) guard: &'a Guard,
    pub(super) situation: &'a Situation<'a>,
}

/// Rule, who is called, who is overtaken.
pub(super) type Answer = (Option<u8>, Option<usize>, Vec<usize>);

impl Reference<'_> {
    fn sv(&self, kind: Kind, x: i64) -> f64 {
        let table = self.guard.tables.services[kind.0].survival.values();
        if x <= 0 {
            1.0
        } else if x / 15 >= 480 {
            0.0
        } else {
            f64::from(table[usize::try_from(x / 15).unwrap()]) / 1e6
        }
    }

    fn g(&self, x: i64) -> f64 {
        f64::from(self.guard.tables.check_ins.by(Seconds(x))) / 1e6
    }

    fn q(&self, k: &Person) -> f64 {
        if k.here {
            return 1.0;
        }
        let show = f64::from(self.guard.tables.show_ppm) / 1e6;
        let now = self.g(self.situation.now.0 - k.booked);
        let grace = self.g(self.guard.parameters.hgrace.0);
        show * (grace - now).max(0.0) / (1.0 - show * now).max(1e-9)
    }

    fn staffed_at(&self, moment: i64) -> usize {
        let mut planned = 0;
        for shift in self.situation.shifts {
            if shift.from.0 <= moment {
                planned = shift.counters;
            }
        }
        if planned > 0 {
            return planned;
        }
        self.situation.counters.iter().filter(|c| c.staffed).count()
    }

    fn lines(&self) -> (Vec<Person>, Vec<Person>) {
        let (mut booked_ones, mut waiting) = (Vec::new(), Vec::new());
        for (visit, v) in self.situation.visits.iter().enumerate() {
            let person = |due, late, here, booked| Person {
                visit,
                kind: v.kind,
                due,
                late,
                here,
                booked,
                overtaken: v.overtaken,
            };
            match v.claim {
                Claim::Ticket { drawn } => waiting.push(person(drawn.0, false, true, 0)),
                Claim::Appointment { booked, checked_in: None } => {
                    booked_ones.push(person(booked.0, false, false, booked.0));
                }
                Claim::Appointment { booked, checked_in: Some(arrived) } => {
                    let delay = arrived.0 - booked.0;
                    if delay > self.guard.parameters.grace.0 {
                        waiting.push(person(arrived.0, false, true, booked.0));
                    } else if delay > 0 {
                        booked_ones.push(person(arrived.0, true, true, booked.0));
                    } else {
                        booked_ones.push(person(booked.0, false, true, booked.0));
                    }
                }
            }
        }
        booked_ones.sort_by_key(|p| (p.due, p.late));
        waiting.sort_by_key(|p| p.due);
        (booked_ones, waiting)
    }

    fn risk(&self, line: &[Person], kind: Kind) -> f64 {
        let t = self.situation.now.0;
        let p = &self.guard.parameters;
        let mut sum = 0.0;
        for (index, k) in line.iter().enumerate() {
            if k.due > t + p.horizon.0 {
                break;
            }
            let d = k.due + p.tol.0;
            if d < t {
                continue;
            }
            let pc = self.sv(kind, d - t);
            if pc < 0.001 {
                break;
            }
            let n = self.staffed_at(d);
            // P(exactly i occupied), for every i there is.
            let mut f = vec![1.0];
            let mut convolve = |chance: f64| {
                let mut next = vec![0.0; f.len() + 1];
                for (i, was) in f.iter().enumerate() {
                    next[i] += was * (1.0 - chance);
                    next[i + 1] += was * chance;
                }
                f = next;
            };
            for serving in self.situation.counters.iter().filter_map(|c| c.serving) {
                let e = serving.elapsed.0;
                let until_now = self.sv(serving.kind, e);
                let on = self.sv(serving.kind, e + d - t);
                convolve(if until_now <= 1e-6 { 0.5 } else { on / until_now });
            }
            for j in &line[..index] {
                convolve(self.q(j) * self.sv(j.kind, d - t.max(j.due)));
            }
            sum += self.q(k) * f.get(n - 1).copied().unwrap_or(0.0) * pc;
        }
        sum
    }

    pub(super) fn decide(&self) -> Answer {
        let t = self.situation.now.0;
        let p = &self.guard.parameters;
        let (line, waiting) = self.lines();
        let a = line.iter().find(|k| k.here);
        if let Some(a) = a
            && a.due <= t
        {
            return (Some(1), Some(a.visit), vec![]);
        }
        let early = a.filter(|a| a.due - t <= p.lead.0);
        let Some(w) = waiting.first() else {
            return early.map_or((None, None, vec![]), |a| (Some(2), Some(a.visit), vec![]));
        };
        let r = self.risk(&line, w.kind);
        if let Some(a) = early
            && r > f64::from(p.eps_early) / 1e6
        {
            return (Some(4), Some(a.visit), vec![]);
        }
        let mut threshold = f64::from(p.eps_hold) / 1e6;
        if let Some(x) = line.iter().find(|k| !k.here && k.due + p.hgrace.0 > t)
            && p.price.0 > 0
        {
            #[expect(clippy::cast_precision_loss, reason = "seconds of a day")]
            let worth = (x.due - t) as f64 / p.price.0 as f64;
            threshold = threshold.max(worth);
        }
        if r <= threshold {
            return (Some(6), Some(w.visit), vec![]);
        }
        for index in 1..waiting.len().min(p.gap + 1) {
            if waiting[..index].iter().any(|before| before.overtaken >= p.overtake) {
                break;
            }
            let v = &waiting[index];
            let mean = |kind: Kind| self.guard.tables.services[kind.0].mean;
            if mean(v.kind) < mean(w.kind) && self.risk(&line, v.kind) <= threshold {
                let overtaken = waiting[..index].iter().map(|before| before.visit).collect();
                return (Some(7), Some(v.visit), overtaken);
            }
        }
        (Some(8), None, vec![])
    }
}
