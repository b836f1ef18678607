//! The only source of randomness. With a seeded one a test knows what was drawn.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use aws_lc_rs::{
    error::Unspecified,
    hmac,
    rand::SystemRandom,
    rsa::KeyPair,
    signature::{EcdsaKeyPair, RSA_PKCS1_SHA256},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use vestibule_shared::text::RECOVERY_ALPHABET;

/// Draws random bytes.
#[derive(Clone, Debug)]
pub struct Rng(Option<Arc<Seeded>>);

#[derive(Debug)]
struct Seeded {
    key: hmac::Key,
    drawn: AtomicU64,
}

impl Rng {
    /// The operating system's generator.
    pub fn system() -> Self {
        Self(None)
    }

    /// A generator that always draws the same: for tests.
    pub fn seeded(seed: u64) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &seed.to_be_bytes());
        Self(Some(Arc::new(Seeded { key, drawn: AtomicU64::new(0) })))
    }

    /// So many random bytes, 32 at most from a seeded generator.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.0 {
            None => fill(&mut bytes),
            Some(seeded) => {
                let count = seeded.drawn.fetch_add(1, Ordering::Relaxed);
                let block = hmac::sign(&seeded.key, &count.to_be_bytes());
                for (byte, drawn) in bytes.iter_mut().zip(block.as_ref()) {
                    *byte = *drawn;
                }
            }
        }
        bytes
    }

    /// Signs with RSA (PKCS#1 v1.5, SHA-256), which takes a generator and draws nothing that shows.
    ///
    /// # Errors
    /// When the key is of no use.
    pub fn sign(&self, key: &KeyPair, text: &[u8]) -> Result<Vec<u8>, Unspecified> {
        let mut tag = vec![0; key.public_modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut tag)?;
        Ok(tag)
    }

    /// Signs with ECDSA, whose number for one signature is the system's.
    ///
    /// # Errors
    /// When the key is of no use.
    pub fn sign_ec(&self, key: &EcdsaKeyPair, text: &[u8]) -> Result<Vec<u8>, Unspecified> {
        Ok(key.sign(&SystemRandom::new(), text)?.as_ref().to_vec())
    }

    /// A secret of 256 bits as text that fits a cookie, a link and an identifier.
    pub fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }

    /// An identifier of 128 bits.
    pub fn id(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<16>())
    }

    /// So many letters and figures that are not taken for each other; 32, so that no rounding favours any.
    pub fn letters<const N: usize>(&self) -> String {
        let drawn = self.bytes::<N>().into_iter();
        drawn.map(|byte| char::from(RECOVERY_ALPHABET[usize::from(byte % 32)])).collect()
    }

    /// So many figures, each equally likely.
    pub fn digits(&self, count: usize) -> String {
        let mut figures = String::with_capacity(count);
        while figures.len() < count {
            // Bytes from 250 up would make the figures 0 to 5 likelier than the others.
            let fair = self.bytes::<16>().into_iter().filter(|byte| *byte < 250);
            figures
                .extend(fair.map(|byte| char::from(b'0' + byte % 10)).take(count - figures.len()));
        }
        figures
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system")]
#[expect(clippy::expect_used, reason = "without randomness nothing here may go on")]
fn fill(bytes: &mut [u8]) {
    aws_lc_rs::rand::fill(bytes).expect("the operating system gives random bytes");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s5_a_code_has_the_asked_number_of_figures_and_every_figure_comes_up_equally() {
        let mut seen = [0_u32; 10];
        let rng = Rng::system();
        for _ in 0..5_000 {
            let code = rng.digits(6);
            assert_eq!(code.len(), 6);
            for figure in code.bytes() {
                seen[usize::from(figure - b'0')] += 1;
            }
        }
        // 30,000 figures: 3,000 each, and six standard deviations are 312.
        assert!(seen.iter().all(|n| (2_688..=3_312).contains(n)), "{seen:?}");
    }

    #[test]
    fn a_seeded_generator_draws_the_same_again_but_never_twice_in_a_row() {
        let (one, two) = (Rng::seeded(7), Rng::seeded(7));
        let first = one.token();
        assert_eq!(first, two.token());
        assert_ne!(first, one.token());
    }
}
