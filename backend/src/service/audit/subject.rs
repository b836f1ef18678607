//! The keys that encrypt what people wrote about a subject. Without its subject's key a text is
//! lost for good, and the audit trail stays intact.

use aws_lc_rs::aead;
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD as BASE64};

use crate::{
    app::{App, problem::Problem},
    db::{self, Reader, Tx},
};

/// The key of one subject.
pub struct Key(aead::LessSafeKey);

fn place(account: &str) -> String {
    format!("subject_keys|key|{account}")
}

/// Returns the key of a subject, and makes it when there is none.
pub(super) async fn key(app: &App, tx: &mut Tx, account: &str) -> Result<Key, Problem> {
    let fresh = BASE64.encode(app.rng.bytes::<32>());
    let sealed = app.keys.seal(&app.rng, &place(account), &fresh);
    db::subject_keys::insert(tx, account, &sealed).await?;
    find(app, tx, account).await?.ok_or_else(|| Problem::internal("a subject has no key"))
}

/// Returns the key of a subject, unless it was erased.
pub async fn find(app: &App, tx: &mut Reader, account: &str) -> Result<Option<Key>, Problem> {
    let Some(sealed) = db::subject_keys::find(tx, account).await? else { return Ok(None) };
    let opened = app.keys.open_seal(&place(account), &sealed)?;
    let bytes = BASE64.decode(opened).map_err(Problem::internal)?;
    let key = aead::UnboundKey::new(&aead::AES_256_GCM, &bytes).map_err(Problem::internal)?;
    Ok(Some(Key(aead::LessSafeKey::new(key))))
}

impl Key {
    /// Encrypts the text written for one row.
    pub(super) fn seal(&self, app: &App, row: &str, said: &str) -> String {
        let nonce: [u8; 12] = app.rng.bytes();
        let mut data = said.as_bytes().to_vec();
        let unique = aead::Nonce::assume_unique_for_key(nonce);
        let done = self.0.seal_in_place_append_tag(unique, aead::Aad::from(row), &mut data);
        // AES-GCM refuses only texts of more than 64 GiB.
        debug_assert!(done.is_ok());
        BASE64.encode([&nonce[..], &data].concat())
    }

    /// Decrypts the text written for one row; nothing where that fails.
    pub fn open(&self, row: &str, sealed: &str) -> Option<String> {
        let mut bytes = BASE64.decode(sealed).ok()?;
        let (nonce, data) = bytes.split_at_mut_checked(12)?;
        let nonce = aead::Nonce::try_assume_unique_for_key(nonce).ok()?;
        let open = self.0.open_in_place(nonce, aead::Aad::from(row), data).ok()?;
        String::from_utf8(open.to_vec()).ok()
    }
}
