//! Numbers that summarise a series.

use std::time::Duration;

/// A piece of work, repeated on one core.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Work {
    /// The number of repetitions.
    pub(crate) count: u32,
    /// Wall-clock time, in seconds.
    pub(crate) wall: f64,
    /// Processor time, in seconds: without that of other processes.
    pub(crate) cpu: f64,
    /// The part of it that the hashes used.
    pub(crate) hashing: f64,
}

impl Work {
    /// Repetitions per second.
    pub(crate) fn rate(&self) -> f64 {
        f64::from(self.count) / self.wall
    }

    /// Milliseconds of processor time per repetition.
    pub(crate) fn cpu_each(&self) -> f64 {
        self.cpu * 1000.0 / f64::from(self.count)
    }
}

/// The overhead above the hashes, in per cent of them: by the wall clock compared with bare hashes
/// a moment before, and by the processor time of the same hashes at the same time.
pub(crate) fn overhead(bare: &Work, whole: &Work) -> (f64, f64) {
    let more = |hash: f64, all: f64| (all / hash - 1.0) * 100.0;
    (more(whole.rate(), bare.rate()), more(whole.hashing, whole.cpu))
}

/// The middle value, or the mean of the two in the middle; 0 of none.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        odd if odd % 2 == 1 => sorted[odd / 2],
        even => f64::midpoint(sorted[even / 2 - 1], sorted[even / 2]),
    }
}

/// The percentile by nearest rank; zero of none.
pub(crate) fn percentile(sorted: &[Duration], in_hundred: usize) -> Duration {
    let rank = (sorted.len() * in_hundred).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle_whatever_the_order() {
        for (values, expected) in [
            (vec![], 0.0),
            (vec![3.0], 3.0),
            (vec![9.0, 1.0, 2.0], 2.0),
            (vec![4.0, 1.0, 3.0, 2.0], 2.5),
        ] {
            assert!((median(values.clone()) - expected).abs() < 1e-9, "{values:?}");
        }
    }

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let hundred: Vec<Duration> = (1..=100).map(Duration::from_millis).collect();
        for (in_hundred, expected) in [(50, 50), (95, 95), (99, 99), (100, 100), (0, 1)] {
            assert_eq!(percentile(&hundred, in_hundred), Duration::from_millis(expected));
        }
        assert_eq!(percentile(&hundred[..3], 50), Duration::from_millis(2));
        assert_eq!(percentile(&[], 99), Duration::ZERO);
    }

    #[test]
    fn a_sign_in_that_costs_a_tenth_more_than_its_hash_has_ten_per_cent_on_top() {
        let bare = Work { count: 110, wall: 1.0, cpu: 0.55, hashing: 0.55 };
        let whole = Work { count: 100, wall: 1.0, cpu: 0.60, hashing: 0.50 };
        let (wall, cpu) = overhead(&bare, &whole);
        assert!((wall - 10.0).abs() < 1e-9, "{wall}");
        assert!((cpu - 20.0).abs() < 1e-9, "{cpu}");
        assert!((whole.cpu_each() - 6.0).abs() < 1e-9);
    }
}
