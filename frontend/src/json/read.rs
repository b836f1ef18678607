//! Picks the fields of a wire type from a tree.
//!
//! A struct requests its fields in the order of their declaration and receives each by its name, so
//! that serde's code for unknown, duplicate and missing names is never compiled. All failures are
//! the same.

use std::fmt;

use serde::{
    de::{
        DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer,
        MapAccess, SeqAccess, VariantAccess, Visitor, value::StrDeserializer,
    },
    forward_to_deserialize_any,
};

use super::Json;

/// The members that name the variant of an enum; the first one present counts.
const TAGS: [&str; 3] = ["step", "by", "kind"];

/// Reads a tree as a `T`; returns nothing if it is not one.
///
/// A missing list is empty, and a missing option is `None`: the server leaves both out.
pub(crate) fn read<T: DeserializeOwned>(json: &Json) -> Option<T> {
    T::deserialize(json).ok()
}

/// The tree is not as expected. The details would never be read.
#[derive(Debug)]
pub(crate) struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unreadable")
    }
}

impl std::error::Error for Unreadable {}

impl Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

macro_rules! numbers {
    ($($method:ident)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            if let Json::Number(number) = self { visitor.visit_i64(*number) } else { Err(Unreadable) }
        })+
    };
}

macro_rules! texts {
    ($($method:ident)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            visitor.visit_borrowed_str(self.text().ok_or(Unreadable)?)
        })+
    };
}

impl<'de> Deserializer<'de> for &'de Json {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self {
            Json::Null => visitor.visit_unit(),
            Json::Bool(yes) => visitor.visit_bool(*yes),
            Json::Number(number) => visitor.visit_i64(*number),
            Json::Text(text) => visitor.visit_borrowed_str(text),
            Json::List(values) => visitor.visit_seq(Values(values.iter())),
            Json::Object(members) => visitor.visit_map(Members(members)),
        }
    }

    numbers! { deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32 }

    texts! { deserialize_str deserialize_string }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if let Json::Bool(yes) = self { visitor.visit_bool(*yes) } else { Err(Unreadable) }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if matches!(self, Json::Null) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self {
            Json::List(values) => visitor.visit_seq(Values(values.iter())),
            Json::Null => visitor.visit_seq(Values([].iter())),
            _ => Err(Unreadable),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(Fields { of: self.object()?, names: fields.iter() })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        let name = match self {
            Json::Text(name) => Some(name.as_str()),
            _ => TAGS.iter().find_map(|tag| self.get(tag).text()),
        };
        let numbered = (0..).zip(variants).find(|(_, variant)| Some(**variant) == name);
        let (number, _) = numbered.ok_or(Unreadable)?;
        visitor.visit_enum(Variant { number, of: self })
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i128 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct map
        identifier ignored_any
    }
}

impl Json {
    fn object(&self) -> Result<&Self, Unreadable> {
        if matches!(self, Self::Object(_)) { Ok(self) } else { Err(Unreadable) }
    }
}

/// The elements of a list.
struct Values<'de>(std::slice::Iter<'de, Json>);

impl<'de> SeqAccess<'de> for Values<'de> {
    type Error = Unreadable;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Unreadable> {
        self.0.next().map(|value| seed.deserialize(value)).transpose()
    }
}

/// The members of an object by the names of a struct's fields.
struct Fields<'de> {
    of: &'de Json,
    names: std::slice::Iter<'static, &'static str>,
}

impl<'de> SeqAccess<'de> for Fields<'de> {
    type Error = Unreadable;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Unreadable> {
        self.names.next().map(|name| seed.deserialize(self.of.get(name))).transpose()
    }
}

/// The members of an object, whatever their names.
struct Members<'de>(&'de [(String, Json)]);

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Unreadable;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Unreadable> {
        let name = self.0.first().map(|(name, _)| StrDeserializer::new(name));
        name.map(|name| seed.deserialize(name)).transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<S::Value, Unreadable> {
        let ((_, value), rest) = self.0.split_first().ok_or(Unreadable)?;
        self.0 = rest;
        seed.deserialize(value)
    }
}

/// A variant of an enum: its number, and the object or text that names it.
struct Variant<'de> {
    number: u32,
    of: &'de Json,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Unreadable;
    type Variant = &'de Json;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, &'de Json), Unreadable> {
        Ok((seed.deserialize(self.number.into_deserializer())?, self.of))
    }
}

impl<'de> VariantAccess<'de> for &'de Json {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<(), Unreadable> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<S::Value, Unreadable> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_struct("", fields, visitor)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use vestibule_shared::{
        problem::{Code, Problem},
        registration::{CodeSent, Delivery},
        time::Timestamp,
    };

    use super::*;

    fn parsed<T: DeserializeOwned>(text: &str) -> Option<T> {
        read(&Json::parse(text)?)
    }

    #[test]
    fn fields_are_found_by_name_in_any_order_among_others() {
        let text = r#"{"tries_left":5,"new":[1],"expires_in":600,"resend_in":0,"delivery":"sent",
            "phone_masked":"+32 4.. .. .. 12","sent_at":1700000000000}"#;
        let sent: CodeSent = parsed(text).unwrap();
        assert_eq!(sent.phone_masked, "+32 4.. .. .. 12");
        assert_eq!(sent.sent_at, Some(Timestamp(1_700_000_000_000)));
        assert_eq!((sent.delivery, sent.tries_left), (Delivery::Sent, 5));
    }

    #[test]
    fn what_the_server_leaves_out_is_empty_or_nothing() {
        let bare = r#"{"type":"urn:vestibule:busy","status":503,"code":"busy"}"#;
        let problem: Problem = parsed(bare).unwrap();
        assert_eq!((problem.code, problem.retry_after, problem.trace), (Code::Busy, None, None));
        assert!(problem.fields.is_empty());
    }

    #[test]
    fn what_is_missing_or_of_another_kind_is_unreadable() {
        for text in [
            r#"{"status":503,"code":"busy"}"#,
            r#"{"type":"","status":"503","code":"busy"}"#,
            r#"{"type":"","status":70000,"code":"busy"}"#,
            r#"{"type":"","status":-1,"code":"busy"}"#,
            r#"{"type":"","status":503,"code":"no_such_code"}"#,
            r#"{"type":"","status":503,"code":"busy","fields":{}}"#,
            r#"["",503,"busy"]"#,
            "null",
        ] {
            assert!(parsed::<Problem>(text).is_none(), "{text}");
        }
    }

    /// As the wire types are compiled for the browser: without serde's `tag`.
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Way {
        SmsCode(Sent),
        EidCard {},
        PhoneCall { digits: Option<String>, rings: u8 },
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Sent {
        to: String,
    }

    #[test]
    fn the_variant_of_an_object_is_its_tag() {
        let way = |text| parsed::<Way>(text);
        let sent = Sent { to: "Zoë".to_owned() };
        assert_eq!(way(r#"{"to":"Zoë","by":"sms_code"}"#), Some(Way::SmsCode(sent)));
        assert_eq!(way(r#"{"step":"eid_card","kind":"phone_call"}"#), Some(Way::EidCard {}));
        let call = Way::PhoneCall { digits: None, rings: 3 };
        assert_eq!(way(r#"{"kind":"phone_call","rings":3}"#), Some(call));
        for text in [r#"{"by":"sms_code"}"#, r#"{"by":"by_mail"}"#, r#"{"to":"Zoë"}"#, "{}", "7"] {
            assert_eq!(way(text), None, "{text}");
        }
    }

    #[test]
    fn serdes_own_way_with_tags_is_understood_too() {
        #[derive(Debug, PartialEq, Deserialize)]
        #[serde(tag = "by", rename_all = "snake_case")]
        enum Tagged {
            Code { to: String, tries: Vec<u32> },
        }
        let tagged = parsed::<Tagged>(r#"{"tries":[1,2],"by":"code","to":"Zoë"}"#);
        assert_eq!(tagged, Some(Tagged::Code { to: "Zoë".to_owned(), tries: vec![1, 2] }));
    }
}
