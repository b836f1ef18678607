//! The digest under which a secret is stored and found.

use aws_lc_rs::digest as hash;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// What is stored of a secret: its digest. 256 random bits need no salt.
pub fn digest(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(hash::digest(&hash::SHA256, secret.as_bytes()))
}
