//! A body to fields: size first, then its kind, then strictly what it says.

use std::fmt;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use forms::answers::Posted;
use forms::message::Message;
use http_body_util::BodyExt;
use percent_encoding::percent_decode_str;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::LONGEST_BODY;

/// More fields than this no form of ours has.
const MOST_FIELDS: usize = 400;
/// So much of a body that is too long is still read, so that the sender gets an answer instead of a cut line.
const LONGEST_DRAIN: usize = 4 * 1024 * 1024;
/// So long a body may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// How the fields are written.
#[derive(Clone, Copy)]
enum Kind {
    Form,
    Json,
}

/// Returns the fields of a body.
///
/// # Errors
/// What to say instead.
pub(super) async fn fields(headers: &HeaderMap, body: Body) -> Result<Posted, Message> {
    let bytes = tokio::time::timeout(PATIENCE, read(body)).await.map_err(|_| Message::Timeout)??;
    let kind = kind(headers)?;
    let text = String::from_utf8(bytes).map_err(|_| Message::Unreadable)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let posted = match kind {
        Kind::Form => form(text)?,
        Kind::Json => serde_json::from_str::<Fields>(text).map_err(|_| Message::Unreadable)?.0,
    };
    if posted.len() > MOST_FIELDS { Err(Message::Unreadable) } else { Ok(posted) }
}

async fn read(mut body: Body) -> Result<Vec<u8>, Message> {
    let mut bytes = Vec::new();
    let mut drained = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Message::Unreadable)?;
        let Ok(data) = frame.into_data() else { continue };
        drained += data.len();
        if drained <= LONGEST_BODY {
            bytes.extend_from_slice(&data);
        } else if drained > LONGEST_DRAIN {
            break;
        }
    }
    if drained > LONGEST_BODY { Err(Message::TooLarge) } else { Ok(bytes) }
}

fn kind(headers: &HeaderMap) -> Result<Kind, Message> {
    if headers.contains_key(header::CONTENT_ENCODING) {
        return Err(Message::Media);
    }
    let written = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    match written.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "application/x-www-form-urlencoded" => Ok(Kind::Form),
        "application/json" => Ok(Kind::Json),
        _ => Err(Message::Media),
    }
}

/// Reads `a=1&b=2`. What is no UTF-8 is refused, not replaced: a name with a letter missing is another name.
fn form(text: &str) -> Result<Posted, Message> {
    let decoded = |part: &str| {
        let spaced = part.replace('+', " ");
        percent_decode_str(&spaced).decode_utf8().map(std::borrow::Cow::into_owned).map_err(|_| Message::Unreadable)
    };
    let mut posted = Posted::default();
    for (number, pair) in text.trim_end().split('&').filter(|pair| !pair.is_empty()).enumerate() {
        if number >= MOST_FIELDS {
            return Err(Message::Unreadable);
        }
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        posted.add(decoded(name)?, decoded(value)?);
    }
    Ok(posted)
}

/// Fields as a JSON object of texts and lists of texts. A name that stands there twice is kept twice, to be refused by name.
struct Fields(Posted);

/// One value: texts, or something else.
enum Texts {
    These(Vec<String>),
    Other,
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut posted = Posted::default();
                while let Some((name, value)) = map.next_entry::<String, Texts>()? {
                    match value {
                        Texts::These(texts) => texts.into_iter().for_each(|text| posted.add(name.clone(), text)),
                        Texts::Other => posted.mistype(name),
                    }
                }
                Ok(Fields(posted))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Texts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }

            fn visit_str<E>(self, text: &str) -> Result<Texts, E> {
                Ok(Texts::These(vec![text.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Texts, A::Error> {
                let mut texts = Vec::new();
                let mut other = false;
                while let Some(item) = list.next_element::<Texts>()? {
                    match item {
                        Texts::These(mut one) if one.len() == 1 => texts.append(&mut one),
                        Texts::These(_) | Texts::Other => other = true,
                    }
                }
                Ok(if other { Texts::Other } else { Texts::These(texts) })
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Texts, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Texts::Other)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Texts, E> {
                Ok(Texts::Other)
            }

            fn visit_i64<E>(self, _: i64) -> Result<Texts, E> {
                Ok(Texts::Other)
            }

            fn visit_u64<E>(self, _: u64) -> Result<Texts, E> {
                Ok(Texts::Other)
            }

            fn visit_f64<E>(self, _: f64) -> Result<Texts, E> {
                Ok(Texts::Other)
            }

            fn visit_unit<E>(self) -> Result<Texts, E> {
                Ok(Texts::Other)
            }
        }
        deserializer.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Option<Posted> {
        serde_json::from_str::<Fields>(text).ok().map(|fields| fields.0)
    }

    #[test]
    fn a_form_body_is_read_strictly() {
        let posted = form("navn=%C3%85se+B&valg=a&valg=b&tom=&%26=%3D").expect("readable");
        assert_eq!(posted.get("navn"), ["Åse B"]);
        assert_eq!(posted.get("valg"), ["a", "b"]);
        assert_eq!(posted.get("&"), ["="]);
        for wrong in ["navn=%FF", "navn=%C0%AF", "%ED%A0%80=x", "navn=%C3"] {
            assert_eq!(form(wrong).err(), Some(Message::Unreadable), "{wrong}");
        }
        assert!(form(&"a=1&".repeat(401)).is_err());
    }

    #[test]
    fn json_is_texts_and_lists_of_texts() {
        let posted = json(r#"{"navn":"Åse","valg":["a","b"],"tal":3,"nul":null,"dyb":[["a"]],"ting":{"a":1}}"#)
            .expect("readable");
        assert_eq!(posted.get("valg"), ["a", "b"]);
        assert_eq!(posted.len(), 7);
        assert_eq!(
            json(r#"{"a":"1","a":"2"}"#).map(|posted| posted.get("a").to_vec()),
            Some(vec!["1".into(), "2".into()])
        );
    }

    #[test]
    fn json_that_is_none_is_refused() {
        let deep = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
        for text in [
            "",
            "[]",
            "null",
            "{",
            r#"{"a":NaN}"#,
            r#"{"a":1e309}"#,
            r#"{"a":"\ud800"}"#,
            &format!("{{\"a\":{deep}}}"),
            r#"{"a":"1"}x"#,
        ] {
            assert!(json(text).is_none(), "{}", text.get(..20).unwrap_or(text));
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_panic(text in "\\PC{0,80}") {
            let _ = (form(&text), json(&text));
        }
    }
}
