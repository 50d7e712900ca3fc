//! The forms against the record: what a form asks for must be accounted for before anybody is asked.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use forms::problem::meant;
use forms::table::{At, Table, Value};

use super::processing::{CLASSES, Processing, Sort, Within};
use crate::diagnostic::{Diagnostic, Report};
use crate::model::form::FormFile;
use crate::model::site::Site;
use crate::parse::Drafts;
use crate::source::SourceFile;

/// Reports every class, kind, role and consent of a form that the record does not account for, at its line in the form; and
/// every role and consent of the record that forms cannot choose.
pub(super) fn check(
    processing: &Processing,
    file: &Arc<SourceFile>,
    drafts: &Drafts,
    site: &Site,
    report: &mut Report,
) {
    for form in &site.forms {
        let Some(head) = drafts.get(&form.file.path).and_then(|draft| draft.head.as_ref()) else { continue };
        let mut told = BTreeSet::new();
        for gap in gaps(processing, form, head) {
            // Twenty questions of one class are one gap.
            if told.insert(gap.message.clone()) {
                report.push(
                    Diagnostic::error(&form.file, gap.span, gap.message).help(format!("{} i {}", gap.add, file.shown)),
                );
            }
        }
    }
    unknown(processing, file, drafts, report);
}

/// Something a form has that the record does not account for.
struct Gap {
    span: Range<usize>,
    message: String,
    /// What has to be added.
    add: String,
}

fn gaps(processing: &Processing, form: &FormFile, head: &Table) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = Vec::new();
    let sort = Sort::of(&form.form);
    if !processing.purposes.iter().any(|purpose| purpose.sorts.contains(&sort)) {
        let key = if sort == Sort::Package { "package" } else { "kind" };
        gaps.push(Gap {
            span: head.get(key).map(|found| found.span.clone()).unwrap_or_default(),
            message: format!("fortegnelsen har intet formål med formularer af slagsen `{}`", sort.word()),
            add: format!("skriv formålet som [[purpose]] med kinds = [\"{}\"]", sort.word()),
        });
    }
    for question in tables(head, "section").flat_map(|section| tables(section, "question")) {
        let Some((span, word)) = text(question, "privacy") else { continue };
        let accounted = processing.classes.iter().any(|class| CLASSES.contains(&(class.privacy, word)));
        if !accounted {
            gaps.push(Gap {
                span,
                message: format!("fortegnelsen har intet retsgrundlag for oplysninger af klassen `{word}`"),
                add: format!("skriv grundlaget som [[class]] med privacy = \"{word}\""),
            });
        }
    }
    for (span, word) in tables(head, "consent").filter_map(|consent| text(consent, "id")) {
        if !processing.consents.iter().any(|consent| consent.id.value == word) {
            gaps.push(Gap {
                span,
                message: format!("fortegnelsen siger ikke, hvad samtykket `{word}` bruges til"),
                add: format!("skriv det som [[consent]] med id = \"{word}\""),
            });
        }
    }
    for (span, word) in words(head, "roles") {
        if !roles(processing).any(|role| role.value == word) {
            gaps.push(Gap {
                span,
                message: format!("fortegnelsen siger ikke, hvem rollen `{word}` er"),
                add: format!("tilføj \"{word}\" i roles under en [[subject]]"),
            });
        }
    }
    gaps
}

/// A name that stands in neither of the lists that forms choose from is a slip of the finger, or was given up.
fn unknown(processing: &Processing, file: &Arc<SourceFile>, drafts: &Drafts, report: &mut Report) {
    let consents = processing.consents.iter().map(|consent| &consent.id).collect();
    let lists: [(&str, &str, &str, Vec<&At<String>>); 2] = [
        ("rolle", "formularer/roller.toml", "role", roles(processing).collect()),
        ("samtykke", "formularer/samtykker.toml", "consent", consents),
    ];
    for (what, list, key, names) in lists {
        let Some(head) = drafts.get(list).and_then(|draft| draft.head.as_ref()) else { continue };
        let known: Vec<_> = tables(head, key).filter_map(|one| text(one, "id")).map(|(_, id)| id).collect();
        for name in names.into_iter().filter(|name| !known.contains(&name.value.as_str())) {
            let told = Diagnostic::error(file, name.span.clone(), format!("ukendt {what}: `{}`", name.value));
            report.push(match meant(&name.value, known.iter().copied()) {
                Some(near) => told.help(format!("mente du `{near}`?")).fix(format!("\"{near}\"")),
                None => told.help(format!("navnene står i {list}")),
            });
        }
    }
}

fn roles(processing: &Processing) -> impl Iterator<Item = &At<String>> {
    processing.subjects.iter().flat_map(|subject| match &subject.within {
        Within::Roles(roles) => roles.as_slice(),
        Within::All | Within::FreeText => &[],
    })
}

fn list<'t>(table: &'t Table, key: &str) -> &'t [At<Value>] {
    match table.get(key) {
        Some(At { value: Value::List(items), .. }) => items,
        Some(_) | None => &[],
    }
}

fn tables<'t>(table: &'t Table, key: &str) -> impl Iterator<Item = &'t Table> {
    list(table, key).iter().filter_map(|item| if let Value::Table(table) = &item.value { Some(table) } else { None })
}

fn words<'t>(table: &'t Table, key: &str) -> impl Iterator<Item = (Range<usize>, &'t str)> {
    list(table, key).iter().filter_map(written)
}

fn text<'t>(table: &'t Table, key: &str) -> Option<(Range<usize>, &'t str)> {
    table.get(key).and_then(written)
}

fn written(value: &At<Value>) -> Option<(Range<usize>, &str)> {
    if let Value::Text(text) = &value.value { Some((value.span.clone(), text)) } else { None }
}
