//! A made-up person fills in a form: field by field, as the page would send it.

use std::collections::BTreeMap;

use forms::answers::{CONSENT, FAMILY_CODE, Posted, ROLE};
use forms::condition::Facts;
use forms::definition::{Answer, Choice, Form, Kind, Privacy, Question, Range};
use forms::id::{QuestionId, RoleId};
use forms::value::Value;
use jiff::civil::Date;

use super::calendar::plus;
use super::chance::Chance;
use super::family::{Family, Who};
use super::names::Name;
use super::places::Home;
use super::sheet::{Asked, Leaning, Sheet, is_evasive};
use super::words::{Tone, awkward_name, awkward_story, story};

/// Who fills it in, and when.
pub(super) struct Person<'a> {
    /// The family.
    pub(super) family: &'a Family,
    /// Which of them.
    pub(super) who: Who,
    /// As what.
    pub(super) role: Option<&'a RoleId>,
    /// How they are, from 0 to 1.
    pub(super) mood: f64,
    /// The day in Denmark.
    pub(super) today: Date,
    /// Whether they write what programs stumble over.
    pub(super) is_awkward: bool,
}

/// Returns what the page sends.
pub(super) fn posted(sheet: &Sheet<'_>, person: &Person<'_>, chance: &mut Chance) -> Posted {
    let mut pen = Pen { form: sheet.form, person, chance, posted: Posted::default(), values: BTreeMap::new() };
    if let Some(role) = person.role {
        pen.write(ROLE, role.as_str());
    }
    for asked in &sheet.asked {
        pen.answer(asked);
    }
    pen.consent();
    if let Some(code) = person.family.code.filter(|_| sheet.form.family_code()) {
        pen.write(FAMILY_CODE, code.reveal());
    }
    pen.posted
}

/// A form that is being filled in.
struct Pen<'a> {
    form: &'a Form,
    person: &'a Person<'a>,
    chance: &'a mut Chance,
    posted: Posted,
    /// What conditions ask about; words are there without what they say.
    values: BTreeMap<QuestionId, Value>,
}

impl Pen<'_> {
    fn write(&mut self, field: &str, text: impl Into<String>) {
        self.posted.add(field.to_owned(), text.into());
    }

    fn answer(&mut self, asked: &Asked<'_>) {
        let question = asked.question;
        let is_asked = question.when.as_ref().is_none_or(|when| when.holds(self.facts()));
        let is_skipped = !question.required && self.chance.mille(self.skipped(question));
        if !is_asked || is_skipped {
            return;
        }
        let value = match &question.answer {
            Answer::Choice(choices) => self.choice(asked, choices),
            Answer::Choices(choices) => self.choices(asked, choices),
            Answer::Number { min, max, .. } => Some(self.number(asked, *min, *max)),
            Answer::Date(range) => Some(self.date(asked, *range)),
            Answer::Text(words) => {
                let text = self.line(question, words.max, words.autocomplete.as_deref());
                Some(self.text(asked, text))
            }
            Answer::LongText(words) => {
                let text = self.story(words.max);
                Some(self.text(asked, text))
            }
            Answer::Phone => {
                let phone = self.phone(question);
                Some(self.text(asked, phone))
            }
            Answer::Email => {
                let mail = self.person.family.mail(self.writer(question));
                Some(self.text(asked, mail))
            }
            Answer::Address => Some(self.address(asked)),
            Answer::Municipality => {
                let municipality = self.municipality();
                Some(self.text(asked, municipality))
            }
        };
        self.values.extend(value.map(|value| (question.id.clone(), value)));
    }

    /// Returns how many of a thousand leave the question out.
    fn skipped(&self, question: &Question) -> usize {
        let is_offered = question.when.is_some() || self.form.kind() == Kind::Request;
        match &question.answer {
            Answer::Text(_) | Answer::LongText(_) if self.person.is_awkward => 0,
            Answer::LongText(_) if is_offered => 380,
            Answer::LongText(_) => 880,
            Answer::Municipality => 240,
            Answer::Choice(_)
            | Answer::Choices(_)
            | Answer::Number { .. }
            | Answer::Date(_)
            | Answer::Text(_)
            | Answer::Phone
            | Answer::Email
            | Answer::Address => 35,
        }
    }

    fn facts(&self) -> Facts<'_> {
        const NONE: &BTreeMap<forms::id::ScoreId, forms::id::BandId> = &BTreeMap::new();
        Facts { role: self.person.role, values: &self.values, bands: NONE }
    }

    fn text(&mut self, asked: &Asked<'_>, text: String) -> Value {
        for field in asked.fields.iter().take(1) {
            self.posted.add(field.clone(), text.clone());
        }
        Value::Text(String::new())
    }

    fn choice(&mut self, asked: &Asked<'_>, choices: &[Choice]) -> Option<Value> {
        let weights = weights(asked, choices, self.person, self.chance);
        let place = self.chance.weighted(&weights)?;
        let value = &choices.get(place)?.value;
        self.write(asked.question.id.as_str(), value.as_str());
        Some(Value::Choice(value.clone()))
    }

    fn choices(&mut self, asked: &Asked<'_>, choices: &[Choice]) -> Option<Value> {
        let each = match asked.question.privacy {
            Privacy::Health => 0.08 + 0.30 * (1.0 - self.person.mood),
            Privacy::Open | Privacy::Personal => 0.30,
        };
        let mut made = Vec::new();
        for (choice, rarity) in choices.iter().zip(&asked.rarity).filter(|(choice, _)| !choice.alone) {
            if self.chance.share() < each * rarity {
                made.push(choice);
            }
        }
        if made.is_empty() {
            let evasive = self.chance.mille(60);
            let alone = choices.iter().filter(|choice| choice.alone);
            made.extend(alone.filter(|choice| is_evasive(choice) == evasive).take(1));
        }
        if made.is_empty() && (asked.question.required || self.chance.mille(600)) {
            made.extend(choices.first());
        }
        for choice in &made {
            self.write(asked.question.id.as_str(), choice.value.as_str());
        }
        let values: Vec<_> = made.into_iter().map(|choice| choice.value.clone()).collect();
        (!values.is_empty()).then_some(Value::Choices(values))
    }

    fn number(&mut self, asked: &Asked<'_>, min: i64, max: i64) -> Value {
        let small = |number: i64| i32::try_from(number).unwrap_or(0);
        let number = i64::from(self.chance.early(small(min), small(max))).clamp(min, max);
        self.write(asked.question.id.as_str(), number.to_string());
        Value::Number(number)
    }

    fn date(&mut self, asked: &Asked<'_>, range: Range) -> Value {
        let (family, today) = (self.person.family, self.person.today);
        let date = match range {
            Range::Due => family.due.clamp(plus(today, -27), plus(today, 280)),
            Range::Birth => family.born.clamp(plus(today, -1_095), today),
            Range::Past => plus(today, -self.chance.between(1, 4_000)),
            Range::Any => plus(today, self.chance.between(-400, 400)),
        };
        let parts = [i32::from(date.day()), i32::from(date.month()), i32::from(date.year())];
        for (field, part) in asked.fields.iter().zip(parts) {
            self.posted.add(field.clone(), part.to_string());
        }
        Value::Date(date)
    }

    fn address(&mut self, asked: &Asked<'_>) -> Value {
        let Home { place, street } = self.person.family.home(self.person.today);
        // Who writes it a second time rarely writes it the same way.
        let street = if self.chance.mille(120) { street.to_lowercase().replace('.', "") } else { street };
        for (field, part) in asked.fields.iter().zip([street.as_str(), place.postcode, place.town]) {
            self.posted.add(field.clone(), part.to_owned());
        }
        Value::Text(String::new())
    }

    fn municipality(&mut self) -> String {
        let name = self.person.family.home(self.person.today).place.municipality;
        if self.chance.mille(80) { format!("{name} kommune") } else { name.to_owned() }
    }

    fn phone(&mut self, question: &Question) -> String {
        let digits = self.person.family.phone(self.writer(question));
        let pairs: Vec<&str> = (0..4).filter_map(|pair| digits.get(2 * pair..2 * pair + 2)).collect();
        match self.chance.below(5) {
            0 => digits,
            1 => format!("+45 {}", pairs.join(" ")),
            2 => format!("+45{digits}"),
            _ => pairs.join(" "),
        }
    }

    /// Returns whom the question is about: a form that asks for somebody at work names its questions so.
    fn writer(&self, question: &Question) -> Who {
        match self.person.who {
            _ if is_about_work(question) => Who::Professional,
            Who::First | Who::Professional => Who::First,
            Who::Second => Who::Second,
        }
    }

    fn line(&mut self, question: &Question, most: u16, autocomplete: Option<&str>) -> String {
        let family = self.person.family;
        let label = self.form.package().is_some_and(|package| package.name == question.id);
        let text = match autocomplete {
            Some("given-name") if self.person.is_awkward => awkward_name(most, self.chance),
            Some("name") if self.person.is_awkward || (label && self.chance.mille(4)) => {
                awkward_name(most, self.chance)
            }
            Some("given-name") => family.name(self.writer(question)).given.to_owned(),
            Some("organization") => self.workplace(),
            Some(_) if label && family.has_second() && self.chance.mille(60) => self.both_names(),
            Some(_) => family.name(self.writer(question)).whole(),
            None if is_about_work(question) => family.name(Who::Professional).whole(),
            None => self.towns(),
        };
        text.chars().take(usize::from(most)).collect()
    }

    fn both_names(&self) -> String {
        let names = [Who::First, Who::Second].map(|who| self.person.family.name(who));
        let [Name { given: one, .. }, Name { given: other, family }] = names;
        format!("{one} og {other} {family}")
    }

    fn workplace(&mut self) -> String {
        let place = self.person.family.home(self.person.today).place.municipality;
        let kind = self.chance.pick(&["Sundhedsplejen", "Familiehuset", "Jordemodercentret", "Familieafdelingen"]);
        format!("{kind} i {place} Kommune")
    }

    fn towns(&mut self) -> String {
        let place = self.person.family.home(self.person.today).place;
        if self.chance.mille(300) && place.town != place.municipality {
            format!("{} eller {}", place.town, place.municipality)
        } else {
            place.town.to_owned()
        }
    }

    fn story(&mut self, most: u16) -> String {
        if self.person.is_awkward {
            return awkward_story(most, self.chance);
        }
        let mood = self.person.mood + 0.15 * self.chance.noise();
        let tone = if mood > 0.68 {
            Tone::Light
        } else if mood > 0.45 {
            Tone::Plain
        } else {
            Tone::Heavy
        };
        story(tone, most, self.chance)
    }

    fn consent(&mut self) {
        for consent in self.form.consents() {
            let is_asked = consent.when.as_ref().is_none_or(|when| when.holds(self.facts()));
            if is_asked && (consent.required || self.chance.mille(860)) {
                let newest = consent.wordings.last().map_or(1, |wording| wording.version);
                self.write(CONSENT, format!("{}:{newest}", consent.id));
            }
        }
    }
}

fn is_about_work(question: &Question) -> bool {
    question.id.as_str().starts_with("fag-") || question.id.as_str() == "sundhedsplejerske"
}

/// Returns how likely each choice is for this person.
fn weights(asked: &Asked<'_>, choices: &[Choice], person: &Person<'_>, chance: &mut Chance) -> Vec<f64> {
    let evasive = |choice: &Choice| if is_evasive(choice) { 0.05 } else { 1.0 };
    if asked.question.id.as_str() == "antal" && choices.iter().any(|choice| choice.value.as_str() == "to") {
        let children = if person.family.twins { "to" } else { "et" };
        return choices.iter().map(|choice| if choice.value.as_str() == children { 1.0 } else { 0.002 }).collect();
    }
    match &asked.leaning {
        Leaning::Birth(born, unborn) => {
            let true_one = if person.family.is_born(person.today) { born } else { unborn };
            choices.iter().map(|choice| if choice.value == *true_one { 1.0 } else { 0.0 }).collect()
        }
        Leaning::Points(points) => {
            let here = person.mood + 0.12 * chance.noise();
            let near = |points: &f64| 1.0 / (0.015 + (points - here) * (points - here));
            // A score that is refused is as likely as any other refusal.
            points.iter().map(|points| points.as_ref().map_or(0.8, near)).collect()
        }
        Leaning::Contact(yes) => {
            let wish = 0.01 + 0.16 * (1.0 - person.mood) * (1.0 - person.mood);
            choices.iter().map(|choice| if yes.contains(&choice.value) { wish } else { evasive(choice) }).collect()
        }
        Leaning::Mood => {
            let heavier = 0.18 + 0.6 * (1.0 - person.mood);
            let mut weight = 1.0;
            let one = |(choice, rarity): (&Choice, &f64)| {
                let this = weight * rarity;
                weight *= heavier;
                if is_evasive(choice) { 0.04 } else { this }
            };
            choices.iter().zip(&asked.rarity).map(one).collect()
        }
        Leaning::Habit => (1_u32..).zip(choices).map(|(place, choice)| evasive(choice) / f64::from(place)).collect(),
    }
}
