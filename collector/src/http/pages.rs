//! Fills in the pages that the build has drawn: shows, takes away, sets texts and values. No page is made here.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use forms::answers::{Answers, FAMILY_CODE, FieldError, FieldProblem, Posted, ROLE};
use forms::code::Receipt;
use forms::definition::Form;
use forms::id::QuestionId;
use forms::message::{Message, SUMMARY, WORD_EMPTY, WORD_ERROR};
use forms::shown::value_in_words;
use jiff::Timestamp;
use lol_html::html_content::{ContentType, Element};
use lol_html::{ElementContentHandlers, RewriteStrSettings, Selector, rewrite_str};

use super::extras::{RECEIPT, SHOWN};
use crate::catalogue::{Catalogue, Entry};
use crate::intake::Assessment;

/// Does something with every element that fits a selector. Selectors are read once: that takes longer than using them.
macro_rules! on {
    ($selector:literal, $handler:expr) => {{
        static SELECTOR: LazyLock<Selector> =
            LazyLock::new(|| $selector.parse().expect("every selector is used by some test"));
        (Cow::Borrowed(&*SELECTOR), ElementContentHandlers::default().element(handler($handler)))
    }};
}

/// Says what kind of function handles an element, which the compiler cannot see by itself.
fn handler<'h, F: FnMut(&mut Element<'_, '_>) -> Done + 'h>(handler: F) -> F {
    handler
}

/// Answers that fit their form, with everything the pages after it show.
pub(super) struct Sheet<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) entry: &'a Entry,
    /// The fields as they were sent, to be sent again.
    pub(super) posted: &'a Posted,
    pub(super) answers: &'a Answers,
    pub(super) receipt: Receipt,
    pub(super) now: Timestamp,
    /// Whether the family has just been given its code.
    pub(super) new_code: bool,
}

/// A field with what is wrong with it, in words.
#[derive(Debug)]
pub(super) struct Wrong {
    /// The field, as [`FieldError::field`].
    pub(super) field: String,
    /// What to do about it.
    pub(super) message: String,
    /// Whether the page has a place for it.
    pub(super) on_page: bool,
    /// Which of a question's controls it is about, from 1.
    control: usize,
}

/// Returns each error in the words of the theme.
pub(super) fn in_words(catalogue: &Catalogue, form: &Form, errors: &[FieldError]) -> Vec<Wrong> {
    errors.iter().map(|error| wrong(catalogue, form, error)).collect()
}

fn wrong(catalogue: &Catalogue, form: &Form, error: &FieldError) -> Wrong {
    let question = QuestionId::parse(&error.field).and_then(|id| form.question(&id));
    let alone = || question.and_then(|question| question.answer.choices().iter().find(|choice| choice.alone));
    let label = if error.problem == FieldProblem::NotAlone {
        alone().map(|choice| choice.label.as_str())
    } else {
        question.map(|question| question.label.as_str())
    };
    let mut message = catalogue.word(error.problem.word()).replace("{label}", label.unwrap_or(&error.field));
    for (name, value) in error.problem.details() {
        message = message.replace(&format!("{{{name}}}"), &value);
    }
    let consent = error.field.strip_prefix("_samtykke-");
    let is_consent = consent.is_some_and(|id| form.consents().iter().any(|consent| consent.id.as_str() == id));
    Wrong {
        on_page: question.is_some() || is_consent || [ROLE, FAMILY_CODE].contains(&error.field.as_str()),
        field: error.field.clone(),
        message,
        control: error.problem.part(),
    }
}

/// Returns the form with what was sent in its fields, and with what is wrong beside each.
pub(super) fn form(
    catalogue: &Catalogue,
    page: &str,
    posted: &Posted,
    wrong: &[Wrong],
    notice: Option<&str>,
) -> String {
    let by_field: BTreeMap<&str, &Wrong> = wrong.iter().map(|wrong| (wrong.field.as_str(), wrong)).collect();
    let has_errors = !wrong.is_empty() || notice.is_some();
    let shown_notice = notice.unwrap_or_else(|| catalogue.word(SUMMARY));
    let is_marked = |field: &str, el: &Element<'_, '_>| {
        let consent = field == forms::answers::CONSENT;
        let value = el.get_attribute("value").unwrap_or_default();
        let name =
            if consent { format!("_samtykke-{}", value.split(':').next().unwrap_or_default()) } else { base(field) };
        by_field.contains_key(name.as_str())
    };
    let family = !posted.get(FAMILY_CODE).concat().is_empty() || by_field.contains_key(FAMILY_CODE);
    rewritten(
        page,
        vec![
            on!("title", |el| {
                if has_errors {
                    el.prepend(catalogue.word(WORD_ERROR), ContentType::Text);
                }
                Ok(())
            }),
            on!("[data-slot]", |el| {
                match slot(el).as_str() {
                    "errors" if has_errors => el.remove_attribute("hidden"),
                    "notice" if has_errors => {
                        el.remove_attribute("hidden");
                        el.set_inner_content(shown_notice, ContentType::Text);
                    }
                    "error-list" => el.set_inner_content(&list(wrong), ContentType::Html),
                    "family" if family => el.set_attribute("open", "")?,
                    _ => {}
                }
                Ok(())
            }),
            on!("[data-question]", |el| {
                let field = el.get_attribute("data-question").unwrap_or_default();
                if by_field.contains_key(field.as_str()) {
                    let class = el.get_attribute("class").unwrap_or_default();
                    el.set_attribute("class", format!("{class} is-wrong").trim())?;
                }
                Ok(())
            }),
            on!("[data-error]", |el| {
                let field = el.get_attribute("data-error").unwrap_or_default();
                if let Some(wrong) = by_field.get(field.as_str()) {
                    el.remove_attribute("hidden");
                    el.set_inner_content(&wrong.message, ContentType::Text);
                }
                Ok(())
            }),
            on!("input, textarea", |el| {
                let name = el.get_attribute("name").unwrap_or_default();
                fill(el, &name, posted)?;
                if is_marked(&name, el) {
                    el.set_attribute("aria-invalid", "true")?;
                }
                Ok(())
            }),
        ],
    )
}

/// Returns the name of the question that a field is a part of.
fn base(field: &str) -> String {
    match field.rsplit_once('_') {
        Some((question, _)) if !question.is_empty() => question.to_owned(),
        _ => field.to_owned(),
    }
}

/// Puts what was sent into a control.
fn fill(el: &mut Element<'_, '_>, name: &str, posted: &Posted) -> Result<(), lol_html::errors::AttributeNameError> {
    let values = posted.get(name);
    let kind = el.get_attribute("type").unwrap_or_default();
    if name == forms::answers::VERSION || kind == "hidden" {
        return Ok(());
    }
    if kind == "radio" || kind == "checkbox" {
        let own = el.get_attribute("value").unwrap_or_default();
        if values.contains(&own) {
            el.set_attribute("checked", "")?;
        }
    } else if let Some(value) = values.first() {
        if el.tag_name() == "textarea" {
            el.set_inner_content(value, ContentType::Text);
        } else {
            el.set_attribute("value", value)?;
        }
    }
    Ok(())
}

fn list(wrong: &[Wrong]) -> String {
    let line = |wrong: &Wrong| {
        let message = escaped(&wrong.message);
        if !wrong.on_page {
            return format!("<li>{message}</li>");
        }
        let control = if wrong.control > 1 { format!("-{}", wrong.control) } else { String::new() };
        format!("<li><a href=\"#f-{}{control}\">{message}</a></li>", wrong.field)
    };
    wrong.iter().map(line).collect()
}

/// Returns the answers to be looked over, with everything that is needed to send them.
pub(super) fn check(sheet: &Sheet<'_>, assessment: &Assessment, notice: Option<&str>) -> String {
    let rows = rows(sheet);
    let hidden = hidden(sheet);
    let code = sheet.answers.family_code().filter(|_| sheet.new_code).map(forms::code::FamilyCode::reveal);
    let mut handlers = filled_rows(&rows, sheet.catalogue);
    handlers.extend([
        on!("title", |el| {
            if notice.is_some() {
                el.prepend(sheet.catalogue.word(WORD_ERROR), ContentType::Text);
            }
            Ok(())
        }),
        on!("[data-slot]", |el| {
            match slot(el).as_str() {
                "hidden" => el.prepend(&hidden, ContentType::Html),
                "not-stored" if notice.is_some() => el.remove_attribute("hidden"),
                "notice" => el.set_inner_content(notice.unwrap_or_default(), ContentType::Text),
                "family-code" => reveal(el, code.is_some()),
                "code" => el.set_inner_content(code.as_deref().unwrap_or_default(), ContentType::Text),
                _ => {}
            }
            Ok(())
        }),
        on!("[data-help]", |el| keep(el, "data-help", |place| assessment.helps.contains(&place))),
    ]);
    rewritten(&sheet.entry.check, handlers)
}

/// Returns the thanks, with the receipt, help, and a copy of the answers.
pub(super) fn receipt(sheet: &Sheet<'_>, assessment: &Assessment) -> String {
    let rows = rows(sheet);
    let shown = sheet.receipt.reveal();
    let code = sheet.answers.family_code().map(forms::code::FamilyCode::reveal);
    let bands: Vec<String> = assessment.bands.iter().map(|(score, place)| format!("{score}/{place}")).collect();
    let mut handlers = filled_rows(&rows, sheet.catalogue);
    handlers.extend([
        on!("[data-slot]", |el| {
            match slot(el).as_str() {
                "receipt" => el.set_inner_content(&shown, ContentType::Text),
                "family-code" => reveal(el, code.is_some()),
                "code" => el.set_inner_content(code.as_deref().unwrap_or_default(), ContentType::Text),
                _ => {}
            }
            Ok(())
        }),
        on!("[data-help]", |el| keep(el, "data-help", |place| assessment.helps.contains(&place))),
        on!("[data-end]", |el| keep(el, "data-end", |place| assessment.ends.contains(&place))),
        on!("[data-band]", |el| {
            if !bands.contains(&el.get_attribute("data-band").unwrap_or_default()) {
                el.remove();
            }
            Ok(())
        }),
    ]);
    rewritten(&sheet.entry.receipt, handlers)
}

/// Returns a short message.
pub(super) fn message(catalogue: &Catalogue, message: Message) -> String {
    let word = |part: &str| catalogue.word(&format!("page_{}_{part}", message.name())).to_owned();
    let (title, text) = (word("title"), word("text"));
    rewritten(
        catalogue.shell(),
        vec![
            on!("title", |el| {
                el.prepend(&format!("{title} · "), ContentType::Text);
                Ok(())
            }),
            on!("[data-slot]", |el| {
                match slot(el).as_str() {
                    "title" => el.set_inner_content(&title, ContentType::Text),
                    "text" => el.set_inner_content(&text, ContentType::Text),
                    _ => {}
                }
                Ok(())
            }),
        ],
    )
}

/// Returns the page where answers are erased, with what is wrong with the receipt.
pub(super) fn erase(catalogue: &Catalogue, problem: &str) -> String {
    let wrong = Wrong { field: RECEIPT.to_owned(), message: problem.to_owned(), on_page: true, control: 1 };
    form(catalogue, catalogue.erase(), &Posted::default(), &[wrong], None)
}

/// What stands beside each question on the pages after the form; a row that is not there is taken away.
fn rows(sheet: &Sheet<'_>) -> BTreeMap<String, String> {
    let (form, answers) = (&sheet.entry.form, sheet.answers);
    let mut rows = BTreeMap::new();
    let role = answers.role().and_then(|id| form.role(id));
    rows.insert(ROLE.to_owned(), role.map(|role| role.label.clone()).unwrap_or_default());
    for question in form.questions().filter(|question| answers.is_asked(question)) {
        let value = answers.values().get(&question.id).map(|value| value_in_words(question, value));
        rows.insert(question.id.to_string(), value.unwrap_or_default());
    }
    rows.extend(answers.consents().iter().map(|given| (format!("_samtykke-{}", given.id), String::new())));
    rows.extend(answers.family_code().map(|code| (FAMILY_CODE.to_owned(), code.reveal())));
    rows
}

type Handlers<'h> = Vec<(Cow<'h, Selector>, ElementContentHandlers<'h>)>;

fn filled_rows<'h>(rows: &'h BTreeMap<String, String>, catalogue: &'h Catalogue) -> Handlers<'h> {
    vec![
        on!("[data-row]", |el| {
            if !rows.contains_key(&el.get_attribute("data-row").unwrap_or_default()) {
                el.remove();
            }
            Ok(())
        }),
        on!("[data-value]", move |el| {
            let id = el.get_attribute("data-value").unwrap_or_default();
            match rows.get(&id).map(String::as_str) {
                // What was consented to is said by the page itself.
                _ if id.starts_with("_samtykke-") => {}
                None | Some("") => {
                    el.set_attribute("class", "is-empty")?;
                    el.set_inner_content(catalogue.word(WORD_EMPTY), ContentType::Text);
                }
                Some(value) => el.set_inner_content(value, ContentType::Text),
            }
            Ok(())
        }),
    ]
}

/// Returns every field that was sent, and the receipt, as inputs that nobody sees.
fn hidden(sheet: &Sheet<'_>) -> String {
    let input = |name: &str, value: &str| {
        format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escaped(name), escaped(value))
    };
    let sent = sheet.posted.iter().flat_map(|(name, values)| values.iter().map(move |value| input(name, value)));
    let own = [input(RECEIPT, &sheet.receipt.reveal()), input(SHOWN, &sheet.now.as_second().to_string())];
    sent.chain(own).collect()
}

type Done = Result<(), Box<dyn std::error::Error + Send + Sync>>;

fn reveal(el: &mut Element<'_, '_>, shown: bool) {
    if shown {
        el.remove_attribute("hidden");
    } else {
        el.remove();
    }
}

/// Returns which of the page's places this is.
fn slot(el: &Element<'_, '_>) -> String {
    el.get_attribute("data-slot").unwrap_or_default()
}

/// Takes the element away unless its number is wanted.
fn keep(el: &mut Element<'_, '_>, attribute: &str, wanted: impl Fn(usize) -> bool) -> Done {
    let place = el.get_attribute(attribute).and_then(|number| number.parse().ok());
    if !place.is_some_and(wanted) {
        el.remove();
    }
    Ok(())
}

fn rewritten<'h>(page: &str, handlers: Handlers<'h>) -> String {
    let settings =
        handlers.into_iter().fold(RewriteStrSettings::new(), RewriteStrSettings::append_element_content_handler);
    // The pages are our own build's; what the rewriter could refuse, an attribute's name or too much memory, is not in them.
    rewrite_str(page, settings).unwrap_or_default()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_stays_text() {
        assert_eq!(escaped("<a href=\"x\">&"), "&lt;a href=&quot;x&quot;&gt;&amp;");
        assert_eq!(base("termin_dag"), "termin");
        assert_eq!(base("_rolle"), "_rolle");
        assert_eq!(base("navn"), "navn");
    }
}
