//! The texts of messages, calls and the server's own pages, as `backend/build.rs` writes them from
//! `backend/locales`.

include!(concat!(env!("OUT_DIR"), "/texts.rs"));
