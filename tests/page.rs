//! A page as a browser reads it: which fields it has, what may be filled in, what is sent. Knows nothing of the form files.

use std::collections::{BTreeMap, BTreeSet};

use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

/// A form on a page.
pub(crate) struct Page {
    html: Html,
}

/// One thing that can be answered.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// The name of its question.
    pub(crate) question: String,
    /// When it is asked, as the page says it.
    pub(crate) when: Option<Value>,
    /// How it is answered.
    pub(crate) control: Control,
}

/// How a field is answered.
#[derive(Debug, Clone)]
pub(crate) enum Control {
    /// One of these.
    Radios(String, Vec<String>),
    /// Any of these; those that stand alone are in the second list.
    Boxes(String, Vec<String>, Vec<String>),
    /// Words, with what the page says of them.
    Text { name: String, kind: String, list: bool, numeric: bool },
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("a selector")
}

fn attribute<'e>(element: &ElementRef<'e>, name: &str) -> &'e str {
    element.value().attr(name).unwrap_or_default()
}

impl Page {
    pub(crate) fn read(html: &str) -> Self {
        Self { html: Html::parse_document(html) }
    }

    /// Returns the text of the first element that fits.
    pub(crate) fn text(&self, what: &str) -> Option<String> {
        let element = self.html.select(&selector(what)).next()?;
        Some(element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Returns how many elements fit.
    pub(crate) fn count(&self, what: &str) -> usize {
        self.html.select(&selector(what)).count()
    }

    /// Returns everything that would be sent if nothing were touched.
    pub(crate) fn untouched(&self) -> Vec<(String, String)> {
        let controls = selector("form[action^='/api/'] input, form[action^='/api/'] textarea");
        let inputs = self.html.select(&controls);
        let sent = |element: ElementRef<'_>| {
            let (name, kind) = (attribute(&element, "name"), attribute(&element, "type"));
            let ticked = !matches!(kind, "radio" | "checkbox") || element.value().attr("checked").is_some();
            let value = if element.value().name() == "textarea" {
                element.text().collect()
            } else {
                attribute(&element, "value").to_owned()
            };
            (ticked && !name.is_empty()).then(|| (name.to_owned(), value))
        };
        inputs.filter_map(sent).collect()
    }

    /// Returns every field a person can answer, question by question.
    pub(crate) fn fields(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        for question in self.html.select(&selector("[data-question]")) {
            let when = question.value().attr("data-when").map(|text| serde_json::from_str(text).expect("a condition"));
            let id = attribute(&question, "data-question").to_owned();
            let field = |control| Field { question: id.clone(), when: when.clone(), control };
            let mut groups: BTreeMap<String, (Vec<String>, Vec<String>, bool)> = BTreeMap::new();
            for input in question.select(&selector("input, textarea")) {
                let (name, kind) = (attribute(&input, "name").to_owned(), attribute(&input, "type"));
                if matches!(kind, "radio" | "checkbox") {
                    let group = groups.entry(name).or_default();
                    group.0.push(attribute(&input, "value").to_owned());
                    if input.value().attr("data-alone").is_some() {
                        group.1.push(attribute(&input, "value").to_owned());
                    }
                    group.2 = kind == "radio";
                } else {
                    fields.push(field(Control::Text {
                        name,
                        kind: if input.value().name() == "textarea" { "textarea".to_owned() } else { kind.to_owned() },
                        list: input.value().attr("list").is_some(),
                        numeric: attribute(&input, "inputmode") == "numeric",
                    }));
                }
            }
            fields.extend(groups.into_iter().map(|(name, (values, alone, radio))| {
                field(if radio { Control::Radios(name, values) } else { Control::Boxes(name, values, alone) })
            }));
        }
        fields
    }

    /// Returns the names to choose from where one types.
    pub(crate) fn suggestions(&self) -> Vec<String> {
        self.html.select(&selector("datalist option")).map(|option| option.text().collect()).collect()
    }
}

/// Returns whether a condition holds for what has been filled in, read as the page's script reads it.
pub(crate) fn holds(when: &Value, sent: &[(String, String)]) -> bool {
    let values = |name: &str| -> BTreeSet<&str> {
        let mine = sent.iter().filter(|(known, value)| {
            let part = known.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'));
            part && !value.trim().is_empty()
        });
        mine.map(|(_, value)| value.as_str()).collect()
    };
    let texts = |key: &str| -> Vec<&str> {
        when.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
    };
    if let Some(list) = when.get("all").and_then(Value::as_array) {
        return list.iter().all(|one| holds(one, sent));
    }
    if let Some(list) = when.get("any").and_then(Value::as_array) {
        return list.iter().any(|one| holds(one, sent));
    }
    if when.get("role").is_some() {
        return texts("role").iter().any(|role| values("_rolle").contains(role));
    }
    let question = when.get("question").and_then(Value::as_str).expect("a condition asks about something");
    let answers = values(question);
    if when.get("is").is_some() {
        return texts("is").iter().any(|choice| answers.contains(choice));
    }
    if when.get("answered").is_some() {
        return !answers.is_empty();
    }
    let border = |key: &str| when.get(key).and_then(Value::as_i64);
    answers
        .iter()
        .filter_map(|text| text.parse::<i64>().ok())
        .any(|number| border("from").is_none_or(|from| number >= from) && border("to").is_none_or(|to| number <= to))
}
