//! The browser itself: the only place that uses `web_sys` and `js_sys`.

pub(crate) mod clock;
pub(crate) mod device;
pub(crate) mod early;
pub(crate) mod history;
pub(crate) mod intl;
pub(crate) mod keys;
pub(crate) mod letters;
pub(crate) mod page;
pub(crate) mod patience;
pub(crate) mod press;
pub(crate) mod shortcuts;
pub(crate) mod storage;
pub(crate) mod tasks;
pub(crate) mod texts;
pub(crate) mod webeid;
