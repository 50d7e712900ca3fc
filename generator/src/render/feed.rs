//! What machines read: the map of the site, the feed, and the note to robots.

use jiff::civil::Date;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};

use crate::model::article::{Address, Article};
use crate::model::knowledge::Shelf;
use crate::model::site::Site;

/// So many pages stand in the feed, the newest first.
const FEED_LENGTH: usize = 30;

/// Returns `sitemap.xml`.
pub(super) fn sitemap(site: &Site) -> String {
    xml(|writer| {
        writer
            .create_element("urlset")
            .with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"))
            .write_inner_content(|writer| {
                for address in site.form_addresses() {
                    let place = format!("{}{address}", site.settings.base_url);
                    writer.create_element("url").write_inner_content(|writer| text(writer, "loc", &place))?;
                }
                let articles = site.articles().map(|article| (&article.address, article.reviewed_on));
                let figures = site.figures.iter().map(|file| (&file.address, file.figures.made_on));
                let endings: Vec<_> =
                    site.phases.iter().map(|phase| (phase.ending(), phase.article.reviewed_on)).collect();
                let endings = endings.iter().map(|(address, changed)| (address, *changed));
                let shelves = shelves(site);
                let shelves = shelves.iter().map(|(address, changed)| (address, *changed));
                for (address, changed) in articles.chain(figures).chain(endings).chain(shelves) {
                    writer.create_element("url").write_inner_content(|writer| {
                        text(writer, "loc", &format!("{}{address}", site.settings.base_url))?;
                        text(writer, "lastmod", &changed.to_string())
                    })?;
                }
                Ok(())
            })?;
        Ok(())
    })
}

/// Returns the lists of knowledge by year and organisation, and the day on which something in each was last gone through.
fn shelves(site: &Site) -> Vec<(Address, Date)> {
    let newest = |shelf: &Shelf| {
        site.knowledge.iter().filter(|knowledge| shelf.holds(knowledge)).map(|one| one.article.reviewed_on).max()
    };
    Shelf::all(site).iter().map(|shelf| (shelf.address(), newest(shelf).unwrap_or(site.today))).collect()
}

/// Returns `robots.txt`.
pub(super) fn robots(site: &Site) -> String {
    format!("User-agent: *\nAllow: /\n\nSitemap: {}/sitemap.xml\n", site.settings.base_url)
}

/// Returns `feed.xml`, an Atom feed of the pages last gone through.
pub(super) fn atom(site: &Site) -> String {
    let mut articles: Vec<_> = site.articles().filter(|article| article.language().is_none()).collect();
    articles.sort_by(|a, b| (b.reviewed_on, &a.address).cmp(&(a.reviewed_on, &b.address)));
    let newest = articles.first().map(|article| article.reviewed_on).unwrap_or(site.today);
    let base = &site.settings.base_url;
    xml(|writer| {
        let feed = writer
            .create_element("feed")
            .with_attributes([("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", site.settings.language.as_str())]);
        feed.write_inner_content(|writer| {
            text(writer, "title", &site.settings.name)?;
            text(writer, "id", &format!("{base}/"))?;
            text(writer, "updated", &moment(newest))?;
            writer.create_element("author").write_inner_content(|writer| text(writer, "name", &site.settings.owner))?;
            writer
                .create_element("link")
                .with_attributes([("rel", "self"), ("href", format!("{base}/feed.xml").as_str())])
                .write_empty()?;
            for article in articles.iter().take(FEED_LENGTH) {
                writer.create_element("entry").write_inner_content(|writer| entry(writer, site, article))?;
            }
            Ok(())
        })?;
        Ok(())
    })
}

fn entry(writer: &mut Writer<Vec<u8>>, site: &Site, article: &Article) -> std::io::Result<()> {
    let address = url(site, article);
    text(writer, "title", &article.title)?;
    text(writer, "id", &address)?;
    writer.create_element("link").with_attribute(("href", address.as_str())).write_empty()?;
    text(writer, "updated", &moment(article.reviewed_on))?;
    text(writer, "summary", &article.description)
}

fn moment(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

fn url(site: &Site, article: &Article) -> String {
    format!("{}{}", site.settings.base_url, article.address)
}

fn text(writer: &mut Writer<Vec<u8>>, name: &str, content: &str) -> std::io::Result<()> {
    writer.create_element(name).write_text_content(quick_xml::events::BytesText::new(content)).map(|_| ())
}

fn xml(fill: impl FnOnce(&mut Writer<Vec<u8>>) -> std::io::Result<()>) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    writer
        .write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))
        .and_then(|()| fill(&mut writer))
        .expect("a Vec takes every byte");
    String::from_utf8(writer.into_inner()).expect("only strings were written")
}
