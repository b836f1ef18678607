//! Which browser and system this is: help with a card reader differs per browser (R3).

/// The browsers that have their own help texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Browser {
    /// Google Chrome, Chromium and their like.
    Chrome,
    /// Microsoft Edge.
    Edge,
    /// Firefox.
    Firefox,
    /// Safari.
    Safari,
    /// Any other.
    Other,
}

/// The systems that have their own help texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum System {
    /// Windows.
    Windows,
    /// macOS.
    Mac,
    /// Linux and the like.
    Linux,
    /// A telephone or tablet: no card reader works there.
    Mobile,
    /// Any other.
    Other,
}

/// This browser, on this system.
pub(crate) fn this() -> (Browser, System) {
    let navigator = web_sys::window().map(|window| window.navigator());
    let agent = navigator.and_then(|navigator| navigator.user_agent().ok()).unwrap_or_default();
    recognise(&agent)
}

/// Whether this is a telephone or tablet.
pub(crate) fn is_mobile() -> bool {
    this().1 == System::Mobile
}

/// Reads a `User-Agent`. Order matters: Edge and Chrome also say they are Safari.
fn recognise(agent: &str) -> (Browser, System) {
    let says = |word: &str| agent.contains(word);
    let browser = if says("Edg/") {
        Browser::Edge
    } else if says("Firefox/") {
        Browser::Firefox
    } else if says("Chrome/") || says("Chromium/") {
        Browser::Chrome
    } else if says("Safari/") {
        Browser::Safari
    } else {
        Browser::Other
    };
    let system = if says("Android") || says("iPhone") || says("iPad") || says("Mobile") {
        System::Mobile
    } else if says("Windows") {
        System::Windows
    } else if says("Mac OS") {
        System::Mac
    } else if says("Linux") || says("X11") {
        System::Linux
    } else {
        System::Other
    };
    (browser, system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_browsers_are_recognised() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        for (agent, browser, system) in [
            (
                format!("(Windows NT 10.0) {webkit} Chrome/130.0 Safari/537.36"),
                Browser::Chrome,
                System::Windows,
            ),
            (
                format!("(Windows NT 10.0) {webkit} Chrome/130.0 Safari/537.36 Edg/130.0"),
                Browser::Edge,
                System::Windows,
            ),
            (
                "(X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0".to_owned(),
                Browser::Firefox,
                System::Linux,
            ),
            (
                format!("(Macintosh; Intel Mac OS X 10_15_7) {webkit} Version/18.0 Safari/605"),
                Browser::Safari,
                System::Mac,
            ),
            (
                format!("(iPhone; CPU iPhone OS 18_0 like Mac OS X) {webkit} Mobile Safari/604"),
                Browser::Safari,
                System::Mobile,
            ),
            (
                format!("(Linux; Android 15) {webkit} Chrome/130.0 Mobile Safari/537.36"),
                Browser::Chrome,
                System::Mobile,
            ),
            (String::new(), Browser::Other, System::Other),
        ] {
            assert_eq!(recognise(&agent), (browser, system), "{agent}");
        }
    }
}
