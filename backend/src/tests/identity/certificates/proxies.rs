//! TLS that ends at a proxy: only nginx can hand over the certificate.

use std::{
    net::{IpAddr, Ipv4Addr},
    process::{Child, Stdio},
};

use axum::{Router, body::Body, http::Request};
use base64::{Engine, engine::general_purpose::STANDARD};
use tokio::net::TcpStream;
use tower::ServiceExt as _;

use super::*;
use crate::{
    app::{config::List, remote::Peer},
    gateway::eid::Forwarded,
    tests::app::TestDb,
};

const PROXY: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

async fn app() -> TestApp {
    let mut app = TestApp::from_db(TestDb::sqlite().await).await;
    app.change(|config| {
        config.eid_origin = Some(Origin("https://localhost:1".into()));
        config.trusted_proxies = List(vec![PROXY.into()]);
    });
    app
}

/// Asks for the page from `peer` with these headers; gives the status.
async fn ask(routes: &Router, url: &str, peer: IpAddr, headers: &[(&str, &str)]) -> u16 {
    let mut request = Request::get(url).extension(Peer(peer));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    routes.clone().oneshot(request).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn the_header_counts_once_under_its_name_and_from_a_trusted_proxy_only() {
    let app = app().await;
    let url = begun(&app.browser()).await.replace("https://localhost:1", "");
    let shown = format!(":{}:", STANDARD.encode(&app.card(NORA).der));
    let header = ("client-cert", shown.as_str());
    let routes = router(app.app.clone(), Ends::AtProxy(Forwarded::ClientCert));
    let stranger = "203.0.113.9".parse().unwrap();
    assert_eq!(ask(&routes, &url, PROXY, &[header]).await, 303);
    assert_eq!(ask(&routes, &url, stranger, &[header]).await, 401);
    assert_eq!(ask(&routes, &url, PROXY, &[header, header]).await, 401);
    assert_eq!(ask(&routes, &url, PROXY, &[("x-ssl-client-cert", &shown)]).await, 401);
    // The certificate is checked again, whatever the proxy made of it.
    let forged = format!(":{}:", STANDARD.encode(&citizen_ca().card(|_| ()).der));
    assert_eq!(ask(&routes, &url, PROXY, &[("client-cert", &forged)]).await, 422);
    // Where TLS ends here, no header says anything.
    let routes = router(app.app.clone(), Ends::Here);
    assert_eq!(ask(&routes, &url, PROXY, &[header]).await, 401);
}

/// A running nginx; it ends with the test.
struct Nginx(Child);

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a proxy needs in its configuration: TLS 1.2, a certificate that may be absent, no resumption.
const CONFIGURATION: &str = "daemon off;
master_process off;
pid FOLDER/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path FOLDER; proxy_temp_path FOLDER; fastcgi_temp_path FOLDER;
  uwsgi_temp_path FOLDER; scgi_temp_path FOLDER;
  server {
    listen 127.0.0.1:FRONT ssl;
    ssl_certificate FOLDER/server.pem;
    ssl_certificate_key FOLDER/server.key;
    ssl_protocols TLSv1.2;
    ssl_session_cache off;
    ssl_session_tickets off;
    ssl_verify_client optional_no_ca;
    location / {
      proxy_set_header X-SSL-Client-Cert $ssl_client_escaped_cert;
      proxy_pass http://127.0.0.1:BEHIND;
    }
  }
}
";

impl Nginx {
    /// In front of the socket at `behind`; `None` where there is no nginx.
    async fn start(folder: &Path, behind: u16) -> Option<(Self, u16)> {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let front = free.local_addr().unwrap().port();
        let place = folder.display().to_string();
        let configuration = CONFIGURATION
            .replace("FOLDER", &place)
            .replace("FRONT", &front.to_string())
            .replace("BEHIND", &behind.to_string());
        std::fs::write(folder.join("nginx.conf"), configuration).unwrap();
        drop(free);
        let start = |program: &str| {
            let mut nginx = Command::new(program);
            nginx.args(["-p", &place, "-e", "stderr", "-c", "nginx.conf"]);
            nginx.stdin(Stdio::null()).stderr(Stdio::null()).spawn().ok()
        };
        // Debian keeps it where only administrators look.
        let Some(nginx) = start("nginx").or_else(|| start("/usr/sbin/nginx")) else {
            eprintln!("skipped: there is no nginx; `cargo xtask test` installs it");
            return None;
        };
        let mut nginx = Self(nginx);
        while TcpStream::connect(("127.0.0.1", front)).await.is_err() {
            assert!(nginx.0.try_wait().unwrap().is_none(), "nginx ended");
            tokio::task::yield_now().await;
        }
        Some((nginx, front))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_that_nginx_was_shown_signs_in() {
    let mut app = app().await;
    app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
    let folder = folder();
    let CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    std::fs::write(folder.join("server.pem"), cert.pem()).unwrap();
    std::fs::write(folder.join("server.key"), signing_key.serialize_pem()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let behind = listener.local_addr().unwrap().port();
    if let Some((_nginx, front)) = Nginx::start(&folder, behind).await {
        let origin = format!("https://localhost:{front}");
        app.change(|config| config.eid_origin = Some(Origin(origin)));
        let _end = serve(&app, Door::Plain, Ends::AtProxy(Forwarded::Escaped), listener);
        let (browser, server) = (app.browser(), folder.join("server.pem"));
        let url = begun(&browser).await;
        let forged = format!("X-SSL-Client-Cert: {}", STANDARD.encode(&app.card(NORA).der));
        let none = CurlVisit::make(&folder, &url, (&server, None), &["--header", &forged]);
        assert_eq!(none.status(), "401", "nginx replaces what a client says");
        let there = CurlVisit::make(&folder, &url, (&server, Some(&app.card(NORA))), &[]);
        let code = there.back().1;
        let step = browser.advance(&PresentCertificate { code }).await.unwrap();
        assert!(matches!(step, Step::Entered(_)));
    }
    let _ = std::fs::remove_dir_all(&folder);
}
