//! JSON as this app needs it: texts, whole numbers, lists and objects.
//!
//! `serde_json` reads the same, but every wire type would add its own copy of a parser, and each
//! tagged enum another: 36 kB of 213 (brotli). Here an answer is parsed once, and a type only picks
//! its fields from the tree.

mod read;

use serde::Serialize;

pub(crate) use read::read;

/// The text of a value.
pub(crate) fn write<T: Serialize>(value: &T) -> String {
    // What is sent are plain structs of texts and numbers: they always serialise.
    serde_json::to_string(value).unwrap_or_default()
}

/// A value, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    /// Null; also a missing member.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number; this API has no others.
    Number(i64),
    /// A text.
    Text(String),
    /// Several values.
    List(Vec<Self>),
    /// Members by name, in the order in which they came.
    Object(Vec<(String, Self)>),
}

impl Json {
    /// Parses a text that is one value; returns nothing if it is not.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parser = Parser { rest: text.as_bytes() };
        let value = parser.value(DEEPEST)?;
        parser.word().is_none().then_some(value)
    }

    /// A member of an object; [`Json::Null`] where there is none.
    pub(crate) fn get(&self, name: &str) -> &Self {
        let members = if let Self::Object(members) = self { members.as_slice() } else { &[] };
        members.iter().find(|(known, _)| known == name).map_or(&Self::Null, |(_, value)| value)
    }

    /// The text, if it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

/// No answer is nested deeper; a malicious one must not exhaust the stack.
const DEEPEST: u8 = 32;

struct Parser<'text> {
    rest: &'text [u8],
}

impl Parser<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// The next byte that is not white space; it is not consumed.
    fn word(&mut self) -> Option<u8> {
        self.rest = self.rest.trim_ascii_start();
        self.rest.first().copied()
    }

    fn expect(&mut self, word: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(word)?;
        Some(())
    }

    fn value(&mut self, depth: u8) -> Option<Json> {
        let deeper = depth.checked_sub(1)?;
        match self.word()? {
            b'{' => self.object(deeper),
            b'[' => self.list(deeper),
            b'"' => self.text().map(Json::Text),
            b'n' => self.expect(b"null").map(|()| Json::Null),
            b't' => self.expect(b"true").map(|()| Json::Bool(true)),
            b'f' => self.expect(b"false").map(|()| Json::Bool(false)),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: u8) -> Option<Json> {
        let mut members = Vec::new();
        let mut more = self.opens(b'}')?;
        while more {
            self.word()?;
            let name = self.text()?;
            self.word()?;
            self.expect(b":")?;
            members.push((name, self.value(depth)?));
            more = self.goes_on(b'}')?;
        }
        Some(Json::Object(members))
    }

    fn list(&mut self, depth: u8) -> Option<Json> {
        let mut values = Vec::new();
        let mut more = self.opens(b']')?;
        while more {
            values.push(self.value(depth)?);
            more = self.goes_on(b']')?;
        }
        Some(Json::List(values))
    }

    /// Consumes the opening bracket; returns whether anything precedes the closing one.
    fn opens(&mut self, close: u8) -> Option<bool> {
        self.next()?;
        let empty = self.word()? == close;
        if empty {
            self.next();
        }
        Some(!empty)
    }

    /// Consumes a separator or a closing bracket; returns whether another element follows.
    fn goes_on(&mut self, close: u8) -> Option<bool> {
        self.word()?;
        match self.next()? {
            b',' => Some(true),
            byte if byte == close => Some(false),
            _ => None,
        }
    }

    fn number(&mut self) -> Option<Json> {
        let end = self.rest.iter().take_while(|b| b.is_ascii_digit() || **b == b'-').count();
        let (figures, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        std::str::from_utf8(figures).ok()?.parse().ok().map(Json::Number)
    }

    fn text(&mut self) -> Option<String> {
        self.expect(b"\"")?;
        let mut text = Vec::new();
        loop {
            match self.next()? {
                b'"' => return String::from_utf8(text).ok(),
                b'\\' => {
                    let mut buffer = [0; 4];
                    text.extend_from_slice(self.escaped()?.encode_utf8(&mut buffer).as_bytes());
                }
                0..=31 => return None,
                byte => text.push(byte),
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        Some(match self.next()? {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => return self.unicode(),
            plain @ (b'"' | b'\\' | b'/') => char::from(plain),
            _ => return None,
        })
    }

    /// A character by its number; one beyond the first 65,536 is written as two halves (RFC 8259
    /// 7).
    fn unicode(&mut self) -> Option<char> {
        let first = self.four_figures()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first);
        }
        self.expect(b"\\u")?;
        let second = self.four_figures()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
        char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + second)
    }

    fn four_figures(&mut self) -> Option<u32> {
        let mut number = 0;
        for _ in 0..4 {
            number = number * 16 + char::from(self.next()?).to_digit(16)?;
        }
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How `serde_json` reads the same text.
    fn expected(value: &serde_json::Value) -> Json {
        use serde_json::Value;
        match value {
            Value::Null => Json::Null,
            Value::Bool(yes) => Json::Bool(*yes),
            Value::Number(number) => Json::Number(number.as_i64().unwrap()),
            Value::String(text) => Json::Text(text.clone()),
            Value::Array(values) => Json::List(values.iter().map(expected).collect()),
            Value::Object(members) => {
                Json::Object(members.iter().map(|(k, v)| (k.clone(), expected(v))).collect())
            }
        }
    }

    #[test]
    fn what_serde_json_reads_is_read_alike() {
        for text in [
            "null",
            " true ",
            "[false,-12, 9007199254740993]",
            r#"{"a":{"b":[{},[]],"c":""},"d":"Zoë \"\\\/\b\f\n\r\t é 🚪 €"}"#,
            r#"["\u00eb\u20AC\ud83d\udeaa"]"#,
            "{ \"a\" : [ 1 , 2 ]\n, \"b\":\tnull }",
        ] {
            let value: serde_json::Value = serde_json::from_str(text).unwrap();
            assert_eq!(Json::parse(text), Some(expected(&value)), "{text}");
        }
    }

    #[test]
    fn what_is_no_json_is_nothing() {
        for text in [
            "",
            " ",
            "nul",
            "tru",
            "<html>",
            "{",
            "}",
            "[",
            "[1",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{,}",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":1,}"#,
            r#"{"a":1 "b":2}"#,
            r"{a:1}",
            "1 2",
            "--1",
            "1-",
            "-",
            "1.5",
            "1e3",
            r#"""#,
            r#""\x""#,
            r#""\u12""#,
            r#""\ud83d""#,
            "\"\n\"",
            r#""\ud83d\u0041""#,
            r#""\udeaa""#,
            "[1}",
        ] {
            assert_eq!(Json::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn deeply_nested_brackets_are_refused_without_an_overflow() {
        assert!(Json::parse(&format!("{}{}", "[".repeat(31), "]".repeat(31))).is_some());
        assert_eq!(Json::parse(&"[".repeat(100_000)), None);
    }
}
