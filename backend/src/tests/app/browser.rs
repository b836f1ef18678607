//! A browser for tests: keeps cookies, and makes typed moves as our own pages do.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex},
};

use axum::{Router, body::Body, http::Request};
use http_body_util::BodyExt as _;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use vestibule_shared::{
    api::{Endpoint, Method, Move, Wizard},
    problem::Problem as WireProblem,
    registration as reg,
};

use super::ORIGIN;
use crate::{app::remote::Peer, gateway::eid::tests::Card};

/// A browser: keeps cookies and sends what our own pages send. Clones are tabs.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    router: Router,
    cookies: Arc<Mutex<Vec<(String, String)>>>,
    /// From where; this computer unless it is said.
    address: Option<IpAddr>,
}

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

impl Browser {
    /// A browser without cookies, before other routes.
    pub(crate) fn at(router: Router) -> Self {
        Self { router, cookies: Arc::default(), address: None }
    }

    /// Makes a move.
    pub(crate) async fn advance<M: Move>(
        &self,
        command: &M,
    ) -> Result<<M::Wizard as Wizard>::Step, WireProblem<<M::Wizard as Wizard>::Step>> {
        decode(&self.post(M::PATH, &serde_json::to_value(command).unwrap()).await)
    }

    /// Where a wizard is.
    pub(crate) async fn current<W: Wizard>(&self) -> W::Step {
        let answer = self.send(Self::request("GET", W::PATH, Body::empty())).await;
        serde_json::from_slice(&answer.body).unwrap()
    }

    /// Calls an endpoint with an empty body.
    pub(crate) async fn call<E: Endpoint>(&self) -> Result<E::Response, WireProblem<Value>> {
        let answer = match E::METHOD {
            Method::Get => self.send(Self::request("GET", E::PATH, Body::empty())).await,
            _ => self.post(E::PATH, &json!({})).await,
        };
        decode(&answer)
    }

    /// Posts JSON as our own pages do.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Self::request("POST", path, Body::from(body.to_string()))).await
    }

    /// Opens an address as a link of another site does.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// A request as our own pages send it.
    pub(crate) fn request(method: &str, path: &str, body: Body) -> Request<Body> {
        Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json")
            .header("x-vestibule", "1")
            .header("sec-fetch-site", "same-origin")
            .body(body)
            .unwrap()
    }

    pub(crate) async fn send(&self, mut request: Request<Body>) -> Answer {
        if let Some(address) = self.address {
            request.extensions_mut().insert(Peer(address));
        }
        let cookies = self.cookie();
        if !cookies.is_empty() {
            request.headers_mut().insert("cookie", cookies.parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        for set in response.headers().get_all("set-cookie") {
            let text = set.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            let mut kept = self.cookies.lock().unwrap();
            kept.retain(|(known, _)| known != name);
            if !value.is_empty() {
                kept.push((name.into(), value.into()));
            }
        }
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = response.into_body().collect().await.unwrap().to_bytes().to_vec();
        Answer { status, headers, body }
    }

    /// What this browser sends as its cookies.
    pub(crate) fn cookie(&self) -> String {
        let cookies = self.cookies.lock().unwrap();
        cookies.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join("; ")
    }

    /// Loses a cookie.
    pub(crate) fn forget(&self, name: &str) {
        self.cookies.lock().unwrap().retain(|(known, _)| known != name);
    }

    /// A browser of its own with the same cookies, as of now: for what a thief could do with them.
    pub(crate) fn fork(&self) -> Self {
        let cookies = Arc::new(Mutex::new(self.cookies.lock().unwrap().clone()));
        Self { router: self.router.clone(), cookies, address: self.address }
    }

    /// The same browser at another address.
    pub(crate) fn from(&self, address: &str) -> Self {
        Self { address: Some(address.parse().unwrap()), ..self.clone() }
    }

    /// Walks from the start screen through the reading of a card.
    pub(crate) async fn identify(
        &self,
        card: &Card,
        audience: reg::Audience,
    ) -> Result<reg::Step, WireProblem<reg::Step>> {
        self.advance(&reg::ChooseAudience { audience }).await?;
        let step = self.advance(&reg::ChooseMeans { means: reg::Means::Eid }).await?;
        self.present(card, &step).await
    }

    /// Answers the question of a registration with a card.
    pub(crate) async fn present(
        &self,
        card: &Card,
        step: &reg::Step,
    ) -> Result<reg::Step, WireProblem<reg::Step>> {
        let reg::Step::ReadCard(step) = step else { panic!("not reading a card: {step:?}") };
        let token = card.answer(ORIGIN, &step.challenge.nonce);
        self.advance(&reg::PresentCard { token }).await
    }
}

fn decode<T: DeserializeOwned, At: DeserializeOwned>(
    answer: &Answer,
) -> Result<T, WireProblem<At>> {
    if answer.status == 200 {
        return Ok(serde_json::from_slice(&answer.body).unwrap());
    }
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    Err(serde_json::from_slice(&answer.body).unwrap())
}
