//! A believable week of bookings, without anybody in it being a person.

/// A start that an office still offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// When it starts, as the office's listing says.
    pub start: String,
    /// How many appointments may still start then.
    pub free: u32,
}

/// A service with its share of all bookings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its id.
    pub id: String,
    /// How often it is booked, relative to the others.
    pub weight: u32,
}

/// Random numbers that are the same for everybody who starts with the same seed.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Starts from a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number (`SplitMix64`).
    pub fn next_number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`; 0 if there is none. The bias is far below what
    /// a seed could care about.
    pub fn below(&mut self, bound: u64) -> u64 {
        let product = u128::from(self.next_number()) * u128::from(bound);
        u64::try_from(product >> 64).unwrap_or_default()
    }
}

/// Chooses about 60 of 100 free places, earlier days fuller than later ones:
/// 85 of 100 at the first start and 35 of 100 at the last.
///
/// The bookings are in the order of the slots. A long service may need more
/// room than is left when it comes to its turn; then its booking is refused,
/// and the seeder goes on.
#[must_use]
pub fn choose(slots: &[Slot], services: &[Service], random: &mut Random) -> Vec<(String, String)> {
    let last = u64::try_from(slots.len().saturating_sub(1)).unwrap_or(u64::MAX).max(1);
    let mut bookings = Vec::new();
    for (index, slot) in (0_u64..).zip(slots) {
        let chance = 850 - 500 * index / last;
        for _ in 0..slot.free {
            if random.below(1000) < chance
                && let Some(service) = pick(services, random)
            {
                bookings.push((service.id.clone(), slot.start.clone()));
            }
        }
    }
    bookings
}

fn pick<'a>(services: &'a [Service], random: &mut Random) -> Option<&'a Service> {
    let total = services.iter().map(|service| u64::from(service.weight)).sum();
    let mut left = random.below(total);
    services.iter().find(|service| {
        let weight = u64::from(service.weight);
        let is_it = left < weight;
        left = left.saturating_sub(weight);
        is_it
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(id: &str, weight: u32) -> Service {
        Service { id: id.into(), weight }
    }

    #[test]
    fn a_week_is_well_filled_by_weight_and_the_same_every_time() {
        let slots: Vec<_> = (0..500).map(|n| Slot { start: format!("{n:03}"), free: 2 }).collect();
        let services = [service("pass", 3), service("abholung", 1), service("nie", 0)];
        let week = choose(&slots, &services, &mut Random::new(7));
        assert!((550..650).contains(&week.len()), "{}", week.len());
        let share = |id: &str| week.iter().filter(|(service, _)| service == id).count();
        assert!(share("pass") > 2 * share("abholung") && share("abholung") > 100);
        assert_eq!(share("nie"), 0);
        let first = week.iter().filter(|(_, start)| start.as_str() < "250").count();
        assert!(first > week.len() - first);
        assert_eq!(week, choose(&slots, &services, &mut Random::new(7)));
        assert_ne!(week, choose(&slots, &services, &mut Random::new(8)));
    }

    #[test]
    fn nothing_to_choose_from_is_nothing_chosen() {
        let slots = [Slot { start: "08:00".into(), free: 9 }];
        assert_eq!(choose(&slots, &[], &mut Random::new(1)), []);
        assert_eq!(choose(&[], &[service("pass", 1)], &mut Random::new(1)), []);
    }
}
