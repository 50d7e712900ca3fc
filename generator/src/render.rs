//! [`Site`] and [`Theme`] to files: which there are, and what each holds.
//!
//! A [`Renderer`] draws any one file by itself, so that `build` can draw them all side by side and `serve` only the one
//! that is asked for.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde_json::json;

use crate::diagnostic::{Diagnostic, Refused, Report};
use crate::model::form::FormFile;
use crate::model::knowledge::Shelf;
use crate::model::language::Translation;
use crate::model::package::Package;
use crate::model::site::Site;
use crate::theme::Theme;

mod body;
mod course;
mod feed;
mod figures;
mod form;
pub mod headers;
mod knowledge;
mod languages;
mod pages;
mod search;
mod views;

use views::Shared;

/// Where the finished site lies beneath the output folder.
pub const SITE: &str = "site";

/// Where what the service needs lies beneath the output folder: the forms, their pages, the words between.
pub const SERVICE: &str = "collector";

/// Everything needed to draw any file of the site.
#[derive(Debug)]
pub struct Renderer {
    site: Site,
    theme: Theme,
    shared: Shared,
    /// The course as data, which stands in the names of the pages that read it.
    course: String,
    routes: BTreeMap<String, Route>,
    service: BTreeMap<String, Route>,
}

/// A file of the site, and what it is made from. Numbers are places in the lists of [`Site`].
#[derive(Debug, Clone, PartialEq, Eq)]
enum Route {
    Phase(usize),
    Lesson(usize, usize),
    Easy(usize),
    Ending(usize),
    Page(usize),
    Package(usize),
    Knowledge(usize),
    Shelf(Shelf),
    Translation(usize, usize),
    Figures(usize),
    Form(usize, form::Page, form::Shower),
    FormList,
    Erase,
    Shell,
    Definitions,
    Packages,
    Words,
    NotFound,
    NotNow,
    Redirect(String),
    Sitemap,
    Robots,
    Feed,
    SearchIndex,
    Course,
    Headers,
    Redirects,
    Picture(String),
    Theme(String),
}

impl Renderer {
    /// Returns the renderer of `site` with `theme`.
    pub fn new(site: Site, theme: Theme) -> Self {
        let shared = Shared::of(&site);
        let course = course::data(&site);
        let course_path = course::path(&course);
        let theme = theme.with_globals(|globals| views::globals(&site, &format!("/{course_path}"), globals));
        let (mut routes, service) = (routes(&site, &theme), service_routes(&site));
        routes.insert(course_path, Route::Course);
        Self { site, theme, shared, course, routes, service }
    }

    /// Returns the site that is drawn.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Returns the path of every file of the site.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.routes.keys().map(String::as_str)
    }

    /// Returns the path of every file that the service needs.
    pub fn service_paths(&self) -> impl Iterator<Item = &str> {
        self.service.keys().map(String::as_str)
    }

    /// Draws a file that the service needs; `None` if there is none at `path`.
    ///
    /// # Errors
    /// What the template could not do.
    pub fn service_file(&self, path: &str) -> Option<Result<Vec<u8>, Box<Diagnostic>>> {
        self.service.get(path).map(|route| self.draw(route))
    }

    /// Draws the file at `path`; `None` if there is none.
    ///
    /// # Errors
    /// What the template could not do.
    pub fn file(&self, path: &str) -> Option<Result<Vec<u8>, Box<Diagnostic>>> {
        self.routes.get(path).map(|route| self.draw(route))
    }

    /// Draws every file and throws it away.
    ///
    /// # Errors
    /// [`Refused`] if a template failed; the report says where.
    pub fn try_all(&self, report: &mut Report) -> Result<(), Refused> {
        let failures: Vec<_> =
            self.routes.par_iter().chain(&self.service).filter_map(|(_, route)| self.draw(route).err()).collect();
        // One mistake in a template fails every page that is drawn with it; it is told once.
        let told: BTreeMap<_, _> =
            failures.into_iter().map(|failure| (failure.message().to_owned(), *failure)).collect();
        report.extend(told.into_values());
        report.refuse_errors()
    }

    fn draw(&self, route: &Route) -> Result<Vec<u8>, Box<Diagnostic>> {
        let site = &self.site;
        let page = match route {
            Route::Phase(number) => site.phases.get(*number).map(|phase| pages::phase(self, *number, phase)),
            Route::Lesson(phase, number) => site.phases.get(*phase).and_then(|found| {
                found.lessons.get(*number).map(|lesson| pages::lesson(self, *phase, found, *number, lesson))
            }),
            Route::Easy(number) => site
                .phases
                .get(*number)
                .and_then(|phase| phase.easy.as_ref().map(|easy| pages::easy(self, *number, phase, easy))),
            Route::Ending(number) => site.phases.get(*number).map(|phase| pages::ending(self, *number, phase)),
            Route::Page(number) => site.pages.get(*number).map(|page| pages::page(self, page)),
            Route::Package(number) => site.packages.get(*number).map(|package| pages::package(self, package)),
            Route::Knowledge(number) => site.knowledge.get(*number).map(|knowledge| knowledge::page(self, knowledge)),
            Route::Shelf(shelf) => Some(knowledge::shelf(self, shelf)),
            Route::Translation(language, number) => site
                .languages
                .get(*language)
                .and_then(|language| language.pages.get(*number).map(|page| languages::page(self, language, page))),
            Route::Figures(number) => site.figures.get(*number).map(|file| figures::page(self, file)),
            Route::Form(number, page, shower) => {
                site.forms.get(*number).map(|file| form::page(self, file, *page, *shower))
            }
            Route::FormList => Some(form::list(self)),
            Route::Erase => Some(form::erase(self)),
            Route::Shell => Some(form::shell(self)),
            Route::Definitions => Some(Ok(form::definitions(site))),
            Route::Packages => Some(Ok(packages(site))),
            Route::Words => Some(Ok(form::words(&self.theme))),
            Route::NotFound => Some(pages::not_found(self)),
            Route::NotNow => Some(pages::not_now(self)),
            Route::Redirect(target) => Some(pages::redirect(self, target)),
            Route::Sitemap => Some(Ok(feed::sitemap(site))),
            Route::Robots => Some(Ok(feed::robots(site))),
            Route::Feed => Some(Ok(feed::atom(site))),
            Route::SearchIndex => Some(Ok(search::index(site, &self.theme))),
            Route::Course => Some(Ok(self.course.clone())),
            Route::Headers => Some(Ok(headers::file())),
            Route::Redirects => Some(Ok(headers::redirects(site))),
            Route::Picture(path) => {
                return Ok(site.pictures.get(path).map(|picture| picture.bytes.to_vec()).unwrap_or_default());
            }
            Route::Theme(path) => return Ok(self.theme.files().get(path).cloned().unwrap_or_default()),
        };
        page.unwrap_or_else(|| Ok(String::new())).map(String::into_bytes)
    }
}

fn routes(site: &Site, theme: &Theme) -> BTreeMap<String, Route> {
    let mut routes = BTreeMap::new();
    for (number, phase) in site.phases.iter().enumerate() {
        routes.insert(phase.article.address.file(), Route::Phase(number));
        routes.insert(phase.ending().file(), Route::Ending(number));
        if let Some(easy) = &phase.easy {
            routes.insert(easy.address.file(), Route::Easy(number));
        }
        for (order, lesson) in phase.lessons.iter().enumerate() {
            routes.insert(lesson.article.address.file(), Route::Lesson(number, order));
        }
    }
    let pages = site.pages.iter().enumerate().map(|(number, page)| (page.article.address.file(), Route::Page(number)));
    let packages = site
        .packages
        .iter()
        .enumerate()
        .map(|(number, package)| (package.article.address.file(), Route::Package(number)));
    let knowledge =
        site.knowledge.iter().enumerate().map(|(number, page)| (page.article.address.file(), Route::Knowledge(number)));
    let figures = site.figures.iter().enumerate().map(|(number, file)| (file.address.file(), Route::Figures(number)));
    let pictures = site
        .pictures
        .iter()
        .filter(|(_, picture)| picture.drawing.is_none())
        .map(|(path, picture)| (picture.address.trim_start_matches('/').to_owned(), Route::Picture(path.clone())));
    let shelves = Shelf::all(site).into_iter().map(|shelf| (shelf.address().file(), Route::Shelf(shelf)));
    for (number, language) in site.languages.iter().enumerate() {
        let place = |(page, one): (usize, &Translation)| (one.article.address.file(), Route::Translation(number, page));
        routes.extend(language.pages.iter().enumerate().map(place));
    }
    let files = theme.files().keys().map(|path| (path.clone(), Route::Theme(path.clone())));
    let redirects = site
        .redirects
        .iter()
        .map(|(old, new)| (format!("{}index.html", old.trim_start_matches('/')), Route::Redirect(new.clone())));
    routes.extend(shelves);
    routes.extend(pages.chain(packages).chain(knowledge).chain(figures).chain(pictures).chain(files).chain(redirects));
    let newest = |file: &FormFile| site.forms.iter().position(|one| one.form.id() == file.form.id());
    routes.extend(site.live_forms().filter_map(|file| {
        Some((file.address().file(), Route::Form(newest(file)?, form::Page::Form, form::Shower::Site)))
    }));
    let fixed = [
        ("404.html", Route::NotFound),
        ("503.html", Route::NotNow),
        ("formularer/index.html", Route::FormList),
        ("formularer/slet/index.html", Route::Erase),
        ("sitemap.xml", Route::Sitemap),
        ("robots.txt", Route::Robots),
        ("feed.xml", Route::Feed),
        (search::PATH, Route::SearchIndex),
        ("_headers", Route::Headers),
        ("_redirects", Route::Redirects),
    ];
    routes.extend(fixed.map(|(path, route)| (path.to_owned(), route)));
    routes
}

/// Returns the packages as those who pack them need them: by age, with what is in each.
fn packages(site: &Site) -> String {
    let one = |package: &Package| {
        let contents: Vec<_> = package.items.iter().map(|item| item.name.as_str()).collect();
        json!({ "id": package.id, "title": package.age, "window": package.window.value, "contents": contents })
    };
    serde_json::to_string(&site.packages.iter().map(one).collect::<Vec<_>>()).unwrap_or_default()
}

fn service_routes(site: &Site) -> BTreeMap<String, Route> {
    let pages = site.forms.iter().enumerate().flat_map(|(number, file)| {
        form::Page::ALL
            .into_iter()
            .map(move |page| (page.file(&file.form), Route::Form(number, page, form::Shower::Service)))
    });
    let fixed = [
        ("forms.json", Route::Definitions),
        ("packages.json", Route::Packages),
        ("words.json", Route::Words),
        ("shell.html", Route::Shell),
        ("erase.html", Route::Erase),
    ];
    pages.chain(fixed.map(|(path, route)| (path.to_owned(), route))).collect()
}
