//! What is known: reports and projects, all of them or those of a year or an organisation.

use serde_json::json;
use tera::Context;

use super::pages::{Drawn, article_context, head_context};
use super::{Renderer, views};
use crate::model::course::Part;
use crate::model::knowledge::{Knowledge, Shelf};
use crate::model::page::Layout;
use crate::model::site::Site;
use crate::parse::danish::unbroken_ranges;

/// Draws a knowledge page.
pub(super) fn page(renderer: &Renderer, knowledge: &Knowledge) -> Drawn {
    let mut context = article_context(renderer, &knowledge.article);
    context.insert("facts", &view(knowledge));
    context.insert("part", Part::Toddler.class());
    renderer.theme.draw("videnside.html", &context)
}

/// Draws the knowledge pages of one year or one organisation.
pub(super) fn shelf(renderer: &Renderer, shelf: &Shelf) -> Drawn {
    let (site, theme) = (renderer.site(), &renderer.theme);
    let Some(page) = site.page_with(Layout::Knowledge) else { return Ok(String::new()) };
    let title = theme.word("knowledge_from").replace("{name}", &shelf.name());
    let address = shelf.address();
    let mut context = head_context(&views::titled(&page.article, &address, &title, site), &address);
    context.insert("menu", &page.article.address);
    context.insert("menu_current", "true");
    insert(&mut context, site, Some(shelf));
    theme.draw("viden.html", &context)
}

/// Inserts the knowledge pages on a shelf, or all of them, and the shelves to pick from.
pub(super) fn insert(context: &mut Context, site: &Site, chosen: Option<&Shelf>) {
    let shown = site.knowledge.iter().filter(|knowledge| chosen.is_none_or(|shelf| shelf.holds(knowledge)));
    let shown_as = |knowledge: &Knowledge| json!({ "page": knowledge.article.neighbour(), "description": knowledge.article.description, "facts": view(knowledge) });
    context.insert("reports", &shown.map(shown_as).collect::<Vec<_>>());
    let (years, organisations): (Vec<_>, Vec<_>) =
        Shelf::all(site).into_iter().partition(|shelf| matches!(shelf, Shelf::Year(_)));
    let shelf = |shelf: &Shelf| {
        let count = site.knowledge.iter().filter(|knowledge| shelf.holds(knowledge)).count();
        json!({ "name": shelf.name(), "address": shelf.address(), "count": count, "current": chosen == Some(shelf) })
    };
    context.insert("years", &years.iter().map(shelf).collect::<Vec<_>>());
    context.insert("organisations", &organisations.iter().map(shelf).collect::<Vec<_>>());
    context.insert("count", &site.knowledge.len());
}

fn view(knowledge: &Knowledge) -> serde_json::Value {
    let years = match (knowledge.from_year, knowledge.to_year) {
        (Some(from), Some(to)) if from != to => Some(unbroken_ranges(&format!("{from}–{to}"))),
        (Some(year), _) | (None, Some(year)) => Some(year.to_string()),
        (None, None) => None,
    };
    json!({
        "organisation": knowledge.organisation,
        "kind": knowledge.kind,
        "years": years,
        "amount": knowledge.amount_dkk,
        "findings": knowledge.findings,
        "link": knowledge.link.as_ref().map(|(title, url)| json!({ "title": title, "url": url })),
    })
}
