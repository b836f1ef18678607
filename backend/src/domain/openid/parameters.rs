//! The parameters of a request, from a query or a form.
//!
//! A parameter without a value counts as absent, an unknown one is ignored, and a doubled one is an
//! error (RFC 6749 3.1).

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use super::error::{OauthError, invalid_request};

/// The parameters, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    values: BTreeMap<String, String>,
    doubled: BTreeSet<String>,
}

impl Parameters {
    /// From names and values, as they were decoded.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut all = Self::default();
        for (name, value) in pairs {
            if value.is_empty() {
                continue;
            }
            match all.values.entry(name) {
                Entry::Occupied(known) => _ = all.doubled.insert(known.key().clone()),
                Entry::Vacant(place) => _ = place.insert(value),
            }
        }
        all
    }

    /// A value; a doubled parameter has none.
    pub fn get(&self, name: &str) -> Option<&str> {
        if self.doubled.contains(name) {
            return None;
        }
        self.values.get(name).map(String::as_str)
    }

    /// A value that has to be there.
    ///
    /// # Errors
    /// `invalid_request` with this description.
    pub fn require(&self, name: &str, missing: &'static str) -> Result<&str, OauthError> {
        self.get(name).ok_or(invalid_request(missing))
    }

    /// # Errors
    /// `invalid_request` when any parameter occurs twice.
    pub fn are_single(&self) -> Result<(), OauthError> {
        if self.doubled.is_empty() {
            return Ok(());
        }
        Err(invalid_request("a parameter occurs more than once"))
    }

    /// The parameters with one more.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.values.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Whether this parameter occurs twice.
    pub fn is_doubled(&self, name: &str) -> bool {
        self.doubled.contains(name)
    }

    /// The words of a value that is a list, separated by spaces.
    pub fn list(&self, name: &str) -> Vec<&str> {
        self.get(name).map(|text| text.split_ascii_whitespace().collect()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Parameters {
        Parameters::new(pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())))
    }

    #[test]
    fn a_parameter_without_a_value_is_absent_and_a_doubled_one_is_an_error() {
        let all = of(&[("a", "1"), ("b", ""), ("c", "1"), ("c", "1")]);
        assert_eq!((all.get("a"), all.get("b"), all.get("c")), (Some("1"), None, None));
        assert!(all.is_doubled("c") && !all.is_doubled("a"));
        assert!(all.are_single().is_err());
        assert!(of(&[("a", ""), ("a", "1")]).are_single().is_ok());
    }
}
