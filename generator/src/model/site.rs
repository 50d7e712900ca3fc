//! The whole site, joined: every reference in it leads somewhere.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::activity::Activity;
use super::appointment::Appointment;
use super::article::{Address, Article, Neighbour};
use super::course::{Lesson, Phase};
use super::fact::Fact;
use super::figures::FiguresFile;
use super::form::FormFile;
use super::help_line::HelpLine;
use super::knowledge::{Knowledge, Shelf};
use super::language::Language;
use super::package::Package;
use super::page::{Layout, Page};
use super::picture::Picture;
use super::reference::Reference;
use super::settings::Settings;

/// The site.
#[derive(Debug, Default)]
pub struct Site {
    /// What holds everywhere.
    pub settings: Settings,
    /// The day it is built for.
    pub today: Date,
    /// The course, in order.
    pub phases: Vec<Phase>,
    /// The pages outside the course, by file.
    pub pages: Vec<Page>,
    /// The baby packages, by age.
    pub packages: Vec<Package>,
    /// The knowledge pages, newest first.
    pub knowledge: Vec<Knowledge>,
    /// The published figures, newest first.
    pub figures: Vec<FiguresFile>,
    /// The activities, by municipality in Danish order.
    pub activities: Vec<Activity>,
    /// What every family is offered, in the order of time.
    pub appointments: Vec<Appointment>,
    /// The help lines, the most urgent first.
    pub lines: Vec<HelpLine>,
    /// The sources.
    pub references: Vec<Reference>,
    /// Every version of every form, by id, the newest first.
    pub forms: Vec<FormFile>,
    /// What texts claim, with its sources.
    pub facts: Vec<Fact>,
    /// The other languages, by code.
    pub languages: Vec<Language>,
    /// The pictures, by content path.
    pub pictures: BTreeMap<String, Picture>,
    /// Old addresses and where they lead now.
    pub redirects: BTreeMap<String, String>,
    /// Words that mean the same to someone who searches.
    pub synonyms: Vec<Vec<String>>,
    /// The links at the top of every page.
    pub navigation: Vec<Neighbour>,
    /// The links at the foot of every page.
    pub footer: Vec<Neighbour>,
}

impl Site {
    /// Returns every lesson, in the order of the course.
    pub fn lessons(&self) -> impl Iterator<Item = &Lesson> {
        self.phases.iter().flat_map(|phase| &phase.lessons)
    }

    /// Returns every article: the course first, then pages, packages, knowledge and other languages.
    pub fn articles(&self) -> impl Iterator<Item = &Article> {
        let course = self.phases.iter().flat_map(Phase::articles);
        course
            .chain(self.pages.iter().map(|page| &page.article))
            .chain(self.packages.iter().map(|package| &package.article))
            .chain(self.knowledge.iter().map(|knowledge| &knowledge.article))
            .chain(self.languages.iter().flat_map(|language| &language.pages).map(|page| &page.article))
    }

    /// Returns the same in the same order, to be changed.
    pub fn articles_mut(&mut self) -> impl Iterator<Item = &mut Article> {
        let course = self.phases.iter_mut().flat_map(Phase::articles_mut);
        course
            .chain(self.pages.iter_mut().map(|page| &mut page.article))
            .chain(self.packages.iter_mut().map(|package| &mut package.article))
            .chain(self.knowledge.iter_mut().map(|knowledge| &mut knowledge.article))
            .chain(self.languages.iter_mut().flat_map(|language| &mut language.pages).map(|page| &mut page.article))
    }

    /// Returns the language of this article; `None` if it is in Danish.
    pub fn language_of(&self, article: &Article) -> Option<&Language> {
        let code = article.language()?;
        self.languages.iter().find(|language| language.code == code)
    }

    /// Returns the newest version of every form, by id.
    pub fn live_forms(&self) -> impl Iterator<Item = &FormFile> {
        let first = |(place, form): &(usize, &FormFile)| {
            let before = place.checked_sub(1).and_then(|place| self.forms.get(place));
            before.is_none_or(|before| before.form.id() != form.form.id())
        };
        self.forms.iter().enumerate().filter(first).map(|(_, form)| form)
    }

    /// Returns every address that forms have beside their own pages' texts: lists, forms, erasure.
    pub fn form_addresses(&self) -> Vec<Address> {
        let mut addresses: Vec<_> = self.live_forms().map(FormFile::address).collect();
        addresses.extend([Address::of(&["formularer"]), Address::of(&["formularer", "slet"])]);
        addresses
    }

    /// Returns the address of every page that no file is behind: the ends of phases, the shelves of knowledge.
    pub fn drawn_addresses(&self) -> impl Iterator<Item = Address> {
        self.phases.iter().map(Phase::ending).chain(Shelf::all(self).iter().map(Shelf::address).collect::<Vec<_>>())
    }

    /// Returns the one page with this layout.
    pub fn page_with(&self, layout: Layout) -> Option<&Page> {
        self.pages.iter().find(|page| page.layout == layout)
    }
}
