//! The text of a call and the keys it waits for, in Twilio's markup.

use vestibule_shared::text::Language;

/// How many seconds to wait for a key after the last word.
const WAIT_SECONDS: u32 = 10;

/// Ends the call.
pub const HANG_UP: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>"#;

/// Says a text twice and posts the keys, or that there were none, to an address. `#` is a key like
/// any other.
pub fn gather(text: &str, lang: Language, keys: u32, action: &str) -> String {
    let (text, action) = (escaped(text), escaped(action));
    let voice = match lang {
        Language::Nl => "nl-NL",
        Language::Fr => "fr-BE",
        Language::De => "de-DE",
        Language::En => "en-GB",
    };
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><Response><Gather input="dtmf" numDigits="{keys}" timeout="{WAIT_SECONDS}" finishOnKey="" actionOnEmptyResult="true" method="POST" action="{action}"><Say language="{voice}" loop="2">{text}</Say></Gather><Hangup/></Response>"#
    )
}

/// Escapes a text for an element or an attribute.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            // Markup cannot represent them.
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_cannot_leave_its_element() {
        let text = "A & B's \"portal\" </Say><Dial>+32900</Dial>\u{0}";
        let markup = gather(text, Language::Fr, 2, "https://portal.example/x?id=a&b");
        assert!(markup.contains(
            "<Say language=\"fr-BE\" loop=\"2\">A &amp; B&apos;s &quot;portal&quot; \
             &lt;/Say&gt;&lt;Dial&gt;+32900&lt;/Dial&gt; </Say>"
        ));
        assert!(markup.contains("action=\"https://portal.example/x?id=a&amp;b\""));
        assert!(markup.contains("numDigits=\"2\"") && !markup.contains('\u{0}'));
    }
}
