//! The single-page app: embedded, compressed at build time, with its content security policy.
//!
//! A path that is neither a page nor an asset returns a real 404; the pages of the app all get
//! `index.html`.

use std::collections::BTreeMap;

use aws_lc_rs::digest;
use axum::{
    body::Bytes,
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use rust_embed::RustEmbed;
use vestibule_shared::{page, problem::Code};

use crate::app::problem::Problem;

/// The built front end: in the binary of a release build, read from the folder by a debug build.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../dist"]
#[allow_missing = true]
struct Dist;

/// The licences of the dependencies, which only `vestibule licences` shows: names and versions are
/// not shown to strangers.
const LICENCES: &str = "licences.txt";

/// Returns the licences of the dependencies; nothing before the front end was built.
pub fn licences() -> Option<String> {
    Some(String::from_utf8_lossy(&Dist::get(LICENCES)?.data).into_owned())
}

/// Every file, by path, with its encodings.
pub struct Spa {
    files: BTreeMap<String, File>,
    policy: HeaderValue,
}

struct File {
    kind: &'static str,
    tag: HeaderValue,
    is_named_by_its_content: bool,
    plain: Bytes,
    gzip: Option<Bytes>,
    brotli: Option<Bytes>,
}

impl Spa {
    /// Reads what was built.
    pub fn load() -> Self {
        let names: Vec<String> = Dist::iter().map(|name| name.to_string()).collect();
        let is_twin = |name: &str| matches!(name.rsplit('.').next(), Some("br" | "gz"));
        let files: BTreeMap<String, File> = names
            .iter()
            .filter(|name| !is_twin(name) && name.as_str() != LICENCES)
            .filter_map(|name| Some((format!("/{name}"), File::read(name)?)))
            .collect();
        let index = files.get("/index.html").map(|file| file.plain.clone()).unwrap_or_default();
        Self { policy: policy(&String::from_utf8_lossy(&index)), files }
    }

    /// Returns a page, an asset, or a 404.
    pub fn answer(&self, request: &Request) -> Response {
        let path = request.uri().path();
        if !matches!(*request.method(), axum::http::Method::GET | axum::http::Method::HEAD) {
            return Problem::new(Code::MethodNotAllowed).into_response();
        }
        let is_page = page::ALL.contains(&path);
        let looks_like_page = !path.starts_with("/api/") && !is_asset(path);
        match self.files.get(if is_page { "/index.html" } else { path }) {
            Some(file) => self.serve(file, request, StatusCode::OK),
            None if looks_like_page => match self.files.get("/index.html") {
                // The app shows its own "not found", in the person's language.
                Some(index) => self.serve(index, request, StatusCode::NOT_FOUND),
                None => not_built().into_response(),
            },
            None => Problem::new(Code::NotFound).into_response(),
        }
    }

    fn serve(&self, file: &File, request: &Request, status: StatusCode) -> Response {
        let asked = request.headers();
        let versioned = request.uri().query().is_some_and(|query| query.starts_with("v="));
        let is_html = file.kind.starts_with("text/html");
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        let cache = match (is_html, file.is_named_by_its_content || versioned) {
            (true, _) => "no-store",
            (false, true) => "public, max-age=31536000, immutable",
            (false, false) => "no-cache",
        };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        if is_html {
            headers.insert(header::CONTENT_SECURITY_POLICY, self.policy.clone());
        } else {
            headers.insert(header::ETAG, file.tag.clone());
            if asked.get(header::IF_NONE_MATCH) == Some(&file.tag) {
                return (StatusCode::NOT_MODIFIED, headers).into_response();
            }
        }
        let (body, encoding) = file.encoded(asked);
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        (status, headers, body).into_response()
    }
}

/// Returns whether a path can only name a file.
pub fn is_asset(path: &str) -> bool {
    path.contains('.')
}

fn not_built() -> (StatusCode, &'static str) {
    (StatusCode::NOT_FOUND, "The front end is not built: run `cargo xtask serve`.\n")
}

impl File {
    fn read(name: &str) -> Option<Self> {
        let bytes = |name: &str| Some(Bytes::from(Dist::get(name)?.data.into_owned()));
        let plain = bytes(name)?;
        let hash = STANDARD.encode(digest::digest(&digest::SHA256, &plain));
        Some(Self {
            kind: kind(name),
            tag: HeaderValue::try_from(format!("\"{}\"", hash.get(..22)?)).ok()?,
            is_named_by_its_content: is_hashed(name),
            gzip: bytes(&format!("{name}.gz")),
            brotli: bytes(&format!("{name}.br")),
            plain,
        })
    }

    fn encoded(&self, asked: &HeaderMap) -> (Bytes, Option<&'static str>) {
        let accepts = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
        let accepts =
            |name: &str| accepts.is_some_and(|all| all.split(',').any(|one| one.trim() == name));
        match (&self.brotli, &self.gzip) {
            (Some(brotli), _) if accepts("br") => (brotli.clone(), Some("br")),
            (_, Some(gzip)) if accepts("gzip") => (gzip.clone(), Some("gzip")),
            _ => (self.plain.clone(), None),
        }
    }
}

/// The build puts the content's hash into the name, up to 16 hexadecimal digits: Trunk omits
/// leading zeros.
fn is_hashed(name: &str) -> bool {
    name.split(['-', '.', '_', '/'])
        .any(|part| (12..=16).contains(&part.len()) && part.chars().all(|c| c.is_ascii_hexdigit()))
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Allows only our own files, and the inline scripts of the page by their digests.
fn policy(index: &str) -> HeaderValue {
    let hashes = inline_scripts(index).fold(String::new(), |all, script| {
        let hash = STANDARD.encode(digest::digest(&digest::SHA256, script.as_bytes()));
        all + " 'sha256-" + &hash + "'"
    });
    let text = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; \
         base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
}

fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script>")?;
        (!attributes.contains("src=") && !script.is_empty()).then_some(script)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s26_an_inline_script_is_allowed_by_its_digest_and_no_other() {
        let html = "<script src=\"a.js\"></script><script type=\"module\">let a = 1;</script>";
        assert_eq!(inline_scripts(html).collect::<Vec<_>>(), ["let a = 1;"]);
        let policy = policy(html);
        let text = policy.to_str().unwrap();
        let hash = STANDARD.encode(digest::digest(&digest::SHA256, b"let a = 1;"));
        assert!(text.contains(&format!("'wasm-unsafe-eval' 'sha256-{hash}';")), "{text}");
        assert!(!text.contains("unsafe-inline"));
    }

    #[test]
    fn only_names_with_a_hash_may_be_cached_for_ever() {
        assert!(is_hashed("app-0123456789abcdef/app_bg.wasm"));
        assert!(is_hashed("style-123456789abcdef.css"));
        assert!(!is_hashed("favicon.svg"));
    }
}
