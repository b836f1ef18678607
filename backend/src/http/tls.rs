//! TLS on the socket at which browsers read cards: version 1.2, and a client certificate that is
//! requested but optional.
//!
//! TLS 1.3 demands signatures by RSA-PSS, which the older cards cannot make; so 1.2 only, and PSS
//! is not offered. The handshake proves that the key of the card is present. It says nothing about
//! the certificate, on purpose: `gateway::eid` does, as it does for Web eID, and then a person
//! reads a page instead of a TLS error.

use std::sync::Arc;

use anyhow::{Context as _, bail};
use rustls::{
    DigitallySignedStruct, DistinguishedName, Error, ServerConfig, SignatureScheme,
    client::danger::HandshakeSignatureValid,
    crypto::{CryptoProvider, WebPkiSupportedAlgorithms, aws_lc_rs, verify_tls12_signature},
    pki_types::{CertificateDer, PrivateKeyDer, UnixTime, pem::PemObject as _},
    server::{
        NoServerSessionStorage,
        danger::{ClientCertVerified, ClientCertVerifier},
    },
    version::TLS12,
};

use crate::gateway::eid::{Forwarded, Trust};

/// Where TLS ends, and so who says which certificate the browser showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// Here.
    Here,
    /// At a trusted proxy, which says so in this header.
    AtProxy(Forwarded),
}

/// The certificate that a client showed, and whose key it proved to have.
#[derive(Clone, Debug)]
pub struct ClientCertificate(pub Arc<[u8]>);

/// How the socket for cards speaks. `chain` and `key` are PEM; browsers offer cards of the authorities in
/// `trust`.
///
/// # Errors
/// The files cannot be read, or do not belong together.
pub fn for_cards(chain: &[u8], key: &[u8], trust: &Trust) -> anyhow::Result<ServerConfig> {
    let chain = CertificateDer::pem_slice_iter(chain)
        .collect::<Result<Vec<_>, _>>()
        .context("EID_TLS_CERT_FILE")?;
    if chain.is_empty() {
        bail!("EID_TLS_CERT_FILE holds no certificate");
    }
    let key = PrivateKeyDer::from_pem_slice(key).context("EID_TLS_KEY_FILE")?;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let any_card = Arc::new(AnyCard::new(&provider, trust));
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS12])?
        .with_client_cert_verifier(any_card)
        .with_single_cert(chain, key)
        .context("EID_TLS_CERT_FILE, EID_TLS_KEY_FILE")?;
    // A handshake that is taken up again would be the last card's, not that of the card in the reader.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// Takes any certificate whose key signs the handshake.
#[derive(Debug)]
struct AnyCard {
    authorities: Vec<DistinguishedName>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl AnyCard {
    fn new(provider: &CryptoProvider, trust: &Trust) -> Self {
        Self {
            authorities: trust.names().map(|name| name.to_vec().into()).collect(),
            algorithms: provider.signature_verification_algorithms,
        }
    }
}

impl ClientCertVerifier for AnyCard {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.authorities
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        // Checked after the handshake, where a refusal can be explained in words.
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("only TLS 1.2 is spoken here".into()))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        use SignatureScheme as Scheme;
        let makeable = [
            Scheme::ECDSA_NISTP256_SHA256,
            Scheme::ECDSA_NISTP384_SHA384,
            Scheme::ECDSA_NISTP521_SHA512,
            Scheme::RSA_PKCS1_SHA256,
            Scheme::RSA_PKCS1_SHA384,
            Scheme::RSA_PKCS1_SHA512,
        ];
        let known = self.algorithms.supported_schemes();
        known.into_iter().filter(|scheme| makeable.contains(scheme)).collect()
    }
}
