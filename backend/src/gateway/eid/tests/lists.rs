//! Revocation lists that are renewed while the server runs.

use std::sync::{Arc, Mutex};

use axum::{Router, routing::get};
use rcgen::{RevocationReason, RevokedCertParams, date_time_ymd};
use tokio::net::TcpListener;

use super::*;

/// A server that publishes an authority's list, which can be changed.
struct Publisher {
    list: Arc<Mutex<String>>,
    url: String,
    folder: PathBuf,
}

impl Publisher {
    async fn start() -> Self {
        let list: Arc<Mutex<String>> = Arc::default();
        let published = Arc::clone(&list);
        let routes =
            Router::new().route("/a.crl", get(async move || published.lock().unwrap().clone()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/a.crl", listener.local_addr().unwrap());
        tokio::spawn(crate::http::server::serve(listener, routes, std::future::pending()));
        let name = format!("vestibule-lists-{}", crate::system::rng::Rng::system().id());
        Self { list, url, folder: std::env::temp_dir().join(name) }
    }

    fn publish(&self, list: &str) {
        list.clone_into(&mut self.list.lock().unwrap());
    }

    /// Makes a server that has only what an earlier one stored.
    fn eid(&self, ca: &Ca) -> Arc<Eid> {
        let lists = Lists::new(vec![self.url.clone()], "".as_ref(), &self.folder).unwrap();
        let eid = Eid { trust: ca.trust(), ocsp: Ocsp::new(Asking::Nobody, 120).unwrap(), lists };
        eid.lists.recall(&eid.trust);
        Arc::new(eid)
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Makes a list of a day of June 2026, valid for two days, with or without the card of these tests.
fn list(ca: &Ca, day: u8, listed: bool) -> String {
    ca.revocation_list(|list| {
        list.this_update = date_time_ymd(2026, 6, day);
        list.next_update = date_time_ymd(2026, 6, day + 2);
        list.revoked_certs.extend(listed.then(|| RevokedCertParams {
            serial_number: SerialNumber::from_slice(&[0x10, 1, 2, 3]),
            revocation_time: date_time_ymd(2026, 4, 1),
            reason_code: Some(RevocationReason::KeyCompromise),
            invalidity_date: None,
        }));
    })
}

#[tokio::test]
async fn a_list_is_fetched_and_replaced_by_newer_ones_only() {
    let (ca, publisher) = (citizen_ca(), Publisher::start().await);
    let (eid, card) = (publisher.eid(&ca), ca.card(|_| ()));
    let read = |eid: &Eid| card.verified_by(&eid.trust).map(|holder| holder.revocation);
    assert_eq!(read(&eid), Ok(Revocation::NotChecked));
    publisher.publish(&list(&ca, 1, false));
    let again = renew(&eid, 0, NOW).await;
    assert_eq!(read(&eid), Ok(Revocation::Good));
    assert!(again > NOW && again < NOW.plus_seconds(2 * 86_400), "before it is out of date");
    publisher.publish(&list(&ca, 2, true));
    renew(&eid, 0, NOW).await;
    assert_eq!(read(&eid), Err(EidError::Revoked));
    // A replayed older list changes nothing.
    publisher.publish(&list(&ca, 1, false));
    renew(&eid, 0, NOW).await;
    assert_eq!(read(&eid), Err(EidError::Revoked));
    assert_eq!(read(&publisher.eid(&ca)), Err(EidError::Revoked), "nor what a restart begins with");
}

#[tokio::test]
async fn what_was_fetched_is_there_after_a_restart_without_the_network() {
    let (ca, publisher) = (citizen_ca(), Publisher::start().await);
    publisher.publish(&list(&ca, 1, true));
    renew(&publisher.eid(&ca), 0, NOW).await;
    publisher.publish("gone");
    let restarted = publisher.eid(&ca);
    assert_eq!(ca.card(|_| ()).verified_by(&restarted.trust).err(), Some(EidError::Revoked));
    assert_eq!(renew(&restarted, 0, NOW).await, NOW.plus_seconds(60), "soon again");
    assert_eq!(ca.card(|_| ()).verified_by(&restarted.trust).err(), Some(EidError::Revoked));
}

#[tokio::test]
async fn a_list_that_nobody_trusted_signed_is_not_taken() {
    let (ca, publisher) = (citizen_ca(), Publisher::start().await);
    publisher.publish(&list(&citizen_ca(), 1, true));
    let eid = publisher.eid(&ca);
    renew(&eid, 0, NOW).await;
    assert!(ca.card(|_| ()).verified_by(&eid.trust).is_ok());
    assert!(!publisher.folder.exists(), "and is not kept");
}
