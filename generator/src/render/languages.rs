//! Pages in other languages than Danish.

use serde_json::json;

use super::Renderer;
use super::pages::{Drawn, article_context, lines};
use crate::model::language::{Language, Translation};
use crate::model::site::Site;

/// Draws a page in another language.
pub(super) fn page(renderer: &Renderer, language: &Language, page: &Translation) -> Drawn {
    let mut context = article_context(renderer, &page.article);
    context.insert("language", &json!({ "code": language.code, "direction": language.direction.name() }));
    context.insert("words", &language.words);
    context.insert("lines", &lines(renderer.site()));
    context.insert(
        "said_elsewhere",
        &said_elsewhere(renderer.site(), page.translates.as_ref().map(|page| page.value.as_str())),
    );
    renderer.theme.draw("sprog.html", &context)
}

/// Returns every page that says what the Danish page at this content path says, that page among them.
pub(super) fn said_elsewhere(site: &Site, danish: Option<&str>) -> Vec<serde_json::Value> {
    let Some(danish) = danish else { return Vec::new() };
    let pages = site.languages.iter().flat_map(|language| &language.pages);
    let others = pages.filter(|page| page.translates.as_ref().is_some_and(|path| path.value == danish));
    let others: Vec<_> = others.map(|page| json!({ "code": page.language, "address": page.article.address })).collect();
    // Few pages are said elsewhere; for the rest nothing more is looked for.
    if others.is_empty() {
        return others;
    }
    let page = site.articles().find(|article| article.content_path() == danish);
    let own = page.map(|article| json!({ "code": site.settings.language, "address": article.address }));
    own.into_iter().chain(others).collect()
}
