//! What messages cost, by country: a text message by its parts, a call as a whole.

use super::values::Value;

/// The price of one part or call by country, in ten-thousandths of a euro: money is counted in whole numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prices {
    /// By ISO 3166-1 alpha-2.
    countries: Vec<(String, i64)>,
    /// Of every other country, and where it is not known.
    others: Option<i64>,
}

impl Prices {
    /// The price of one part or call, in ten-thousandths of a euro; absent where none is set.
    pub fn of(&self, country: &str) -> Option<i64> {
        let found = self.countries.iter().find(|(name, _)| name == country);
        found.map(|(_, price)| *price).or(self.others)
    }
}

impl Value for Prices {
    fn parse(text: &str) -> Result<Self, String> {
        let mut prices = Self::default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let parsed = part.split_once('=').and_then(|(country, price)| {
                let is_code = country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase());
                (is_code || country == "*").then_some(())?;
                Some((country, in_ten_thousandths(price)?))
            });
            let Some((country, price)) = parsed else {
                return Err("write prices as BE=0.075,FR=0.09,*=0.10".into());
            };
            match country {
                "*" => prices.others = Some(price),
                _ => prices.countries.push((country.to_owned(), price)),
            }
        }
        Ok(prices)
    }
}

/// `0.075` as 750: figures, and four at most behind the point.
fn in_ten_thousandths(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let fits = (1..=4).contains(&whole.len()) && part.len() <= 4;
    if !fits || !is_number(whole) || !is_number(part) {
        return None;
    }
    format!("{whole}{part:0<4}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_that_of_the_country_or_of_all_others() {
        let prices = Prices::parse("BE=0.075, FR=0.09,*=0.10").unwrap();
        assert_eq!(
            [prices.of("BE"), prices.of("FR"), prices.of("NL")].map(Option::unwrap),
            [750, 900, 1000]
        );
        assert_eq!(prices.of(""), Some(1000));
        let prices = Prices::parse("BE=1").unwrap();
        assert_eq!((prices.of("BE"), prices.of("NL")), (Some(10_000), None));
        assert_eq!(Prices::parse("").unwrap().of("BE"), None);
    }

    #[test]
    fn what_is_no_price_is_refused() {
        for bad in ["BE", "BE=", "be=1", "BEL=1", "BE=0.00001", "BE=-1", "BE=1e3", "BE=0,1,", "*=x"]
        {
            assert!(Prices::parse(bad).is_err(), "{bad}");
        }
    }
}
