//! The slowest unit and API tests, from the output of libtest.

use std::time::Duration;

/// How many are printed.
const SHOWN: usize = 10;

/// What makes libtest report times, for `cargo test`. It does so only where unstable options are
/// allowed; the variable is set for the tests alone, so that nothing is compiled again.
pub(crate) const RUNNER: &[&str] =
    &["--config", r#"target."cfg(all())".runner = ["env", "RUSTC_BOOTSTRAP=1"]"#];
/// The same, for the tests.
pub(crate) const OPTIONS: &[&str] = &["-Zunstable-options", "--report-time"];

/// Tests and how long they took.
#[derive(Debug, Default)]
pub(crate) struct Slowest(Vec<(Duration, String)>);

impl Slowest {
    /// Reads one line of output, without colours: `test a::b ... ok <1.234s>`.
    pub(crate) fn read(&mut self, line: &str) {
        self.0.extend(timed(line));
    }

    /// Prints the slowest; nothing when no times were read.
    pub(crate) fn print(mut self) {
        if self.0.is_empty() {
            return;
        }
        self.0.sort_by(|(one, _), (other, _)| other.cmp(one));
        println!("\nthe slowest unit and API tests:");
        for (took, name) in self.0.iter().take(SHOWN) {
            println!("{:>8.1} s  {name}", took.as_secs_f64());
        }
    }
}

fn timed(line: &str) -> Option<(Duration, String)> {
    let (name, outcome) = line.strip_prefix("test ")?.split_once(" ... ")?;
    let (_, took) = outcome.split_once(" <")?;
    let seconds = took.strip_suffix("s>")?.parse().ok()?;
    Some((Duration::try_from_secs_f64(seconds).ok()?, name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_test_is_read_whatever_came_of_it() {
        let read = |line| timed(line).map(|(took, name)| (took.as_millis(), name));
        assert_eq!(read("test a::b ... ok <1.234s>"), Some((1234, "a::b".to_owned())));
        assert_eq!(read("test a::b ... FAILED <0.010s>"), Some((10, "a::b".to_owned())));
    }

    #[test]
    fn other_lines_are_no_times() {
        for line in ["test a::b ... ok", "running 3 tests", "test a ... ok <xs>", "took <1.0s>"] {
            assert_eq!(timed(line), None, "{line}");
        }
    }
}
