//! Conditions in words, for those whose browser runs no script: »Svar kun, hvis du svarede »Ja« til »…«.«

use forms::condition::Condition;
use forms::definition::Form;
use forms::id::{ChoiceId, QuestionId};

use crate::theme::Theme;

/// What is needed to put a condition into words.
pub(super) struct Wording<'a> {
    pub(super) form: &'a Form,
    pub(super) theme: &'a Theme,
}

impl Wording<'_> {
    /// Returns a sentence: the theme's word `frame` around what the condition says.
    pub(super) fn only_if(&self, condition: &Condition, frame: &str) -> String {
        self.theme.word(frame).replace("{if}", &self.clause(condition))
    }

    /// Returns the last question that help panel `number` asks about: the panel stands beneath it.
    pub(super) fn last_question(&self, number: usize) -> Option<&QuestionId> {
        let asked = self.form.helps().get(number)?.when.questions();
        let last = self.form.questions().filter(|question| asked.contains(&&question.id)).last();
        // A panel that asks about nobody's answer, only about roles, stands under the first question.
        last.or_else(|| self.form.questions().next()).map(|question| &question.id)
    }

    fn clause(&self, condition: &Condition) -> String {
        match condition {
            Condition::Is { question, is } => {
                let choices: Vec<_> = is.iter().map(|choice| format!("»{}«", self.choice(question, choice))).collect();
                self.about("if_is", question).replace("{choices}", &self.joined(&choices, "or"))
            }
            Condition::Answered { question, .. } => self.about("if_answered", question),
            Condition::Between { question, from, to } => match (from, to) {
                (Some(from), Some(to)) => self
                    .about("if_between", question)
                    .replace("{from}", &from.to_string())
                    .replace("{to}", &to.to_string()),
                (Some(from), None) => self.about("if_from", question).replace("{from}", &from.to_string()),
                (None, Some(to)) => self.about("if_to", question).replace("{to}", &to.to_string()),
                (None, None) => self.about("if_answered", question),
            },
            Condition::Role { role } => {
                let labels = role.iter().filter_map(|id| self.form.role(id)).map(|role| format!("»{}«", role.label));
                self.theme.word("if_role").replace("{roles}", &self.joined(&labels.collect::<Vec<_>>(), "or"))
            }
            // The page never asks about scores; the definition does not let it.
            Condition::Band { .. } => String::new(),
            Condition::All { all } => self.joined(&all.iter().map(|one| self.clause(one)).collect::<Vec<_>>(), "and"),
            Condition::Any { any } => self.joined(&any.iter().map(|one| self.clause(one)).collect::<Vec<_>>(), "or"),
        }
    }

    fn about(&self, word: &str, question: &QuestionId) -> String {
        let label = self.form.question(question).map_or("", |question| question.label.as_str());
        self.theme.word(word).replace("{label}", label)
    }

    fn choice(&self, question: &QuestionId, value: &ChoiceId) -> &str {
        let choices = self.form.question(question).map_or(&[][..], |question| question.answer.choices());
        choices.iter().find(|choice| choice.value == *value).map_or("", |choice| choice.label.as_str())
    }

    /// Returns »a, b eller c«.
    fn joined(&self, parts: &[String], word: &str) -> String {
        match parts {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., last] => format!("{} {} {last}", first.join(", "), self.theme.word(word)),
        }
    }
}
