//! Who is let in: whoever has the address of the start, once; and for how long.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::visit::Fields;
use crate::desk::Desk;

/// Without work for this long, the private key is forgotten and the passphrase asked for again.
const IDLE: SignedDuration = SignedDuration::from_mins(15);
/// Forms at most that are kept while the program is locked.
const MOST_KEPT: usize = 20;

/// The random words of one run of the program: nobody but its own browser knows them.
pub struct Secrets {
    invitation: String,
    session: String,
    form: String,
}

impl Secrets {
    /// Returns the secrets made of these random bytes.
    pub fn from_random(bytes: [u8; 96]) -> Self {
        let (invitation, rest) = bytes.split_at(32);
        let (session, form) = rest.split_at(32);
        let word = forms::library::hexadecimal;
        Self { invitation: word(invitation), session: word(session), form: word(form) }
    }

    /// Returns the path that lets in, once.
    pub(super) fn entrance(&self) -> String {
        format!("/start/{}", self.invitation)
    }
}

/// A form that was sent while the program was locked: nothing of it was done, and nothing of it is lost.
pub(super) struct Kept {
    /// Where it was sent to.
    pub(super) path: String,
    /// What was in it.
    pub(super) fields: Fields,
}

/// The gate of one run.
pub(super) struct Gate {
    invitation: Option<String>,
    session: String,
    form: String,
    desk: Option<Arc<Desk>>,
    seen: Timestamp,
    kept: Vec<Kept>,
    notice: Option<String>,
}

impl Gate {
    pub(super) fn new(secrets: Secrets, now: Timestamp) -> Self {
        let Secrets { invitation, session, form } = secrets;
        Self { invitation: Some(invitation), session, form, desk: None, seen: now, kept: Vec::new(), notice: None }
    }

    /// Lets in whoever has the invitation, and returns the cookie's value. The invitation is dead after that.
    pub(super) fn enter(&mut self, invitation: &str) -> Option<&str> {
        let invited = self.invitation.as_deref().is_some_and(|own| same(own, invitation));
        if !invited {
            return None;
        }
        self.invitation = None;
        Some(&self.session)
    }

    /// Returns whether the cookie is the one that was given out.
    pub(super) fn knows(&self, cookie: &str) -> bool {
        self.invitation.is_none() && same(&self.session, cookie)
    }

    /// Returns the word that stands in each of our own forms.
    pub(super) fn form_word(&self) -> &str {
        &self.form
    }

    /// Returns whether a form is one of ours.
    pub(super) fn is_ours(&self, word: &str) -> bool {
        same(&self.form, word)
    }

    /// Returns the open desk for somebody who is at work now; nothing, if it is locked.
    pub(super) fn desk(&mut self, now: Timestamp) -> Option<Arc<Desk>> {
        self.lock_if_idle(now);
        let desk = self.desk.clone()?;
        self.seen = now;
        Some(desk)
    }

    /// Opens.
    pub(super) fn unlock(&mut self, desk: Arc<Desk>, now: Timestamp) {
        self.desk = Some(desk);
        self.seen = now;
    }

    /// Forgets the private key.
    pub(super) fn lock(&mut self) {
        self.desk = None;
        self.notice = None;
    }

    /// Forgets the private key if nobody has been at work for a while, or if the clock was turned back.
    pub(super) fn lock_if_idle(&mut self, now: Timestamp) {
        let idle = now.duration_since(self.seen);
        if idle >= IDLE || idle < -IDLE {
            self.lock();
        }
    }

    /// Keeps a form until the program is open again; the oldest gives way.
    pub(super) fn keep(&mut self, kept: Kept) {
        if self.kept.len() >= MOST_KEPT {
            self.kept.remove(0);
        }
        self.kept.push(kept);
    }

    /// Returns what was kept, and keeps it no longer.
    pub(super) fn take_kept(&mut self) -> Vec<Kept> {
        std::mem::take(&mut self.kept)
    }

    /// Says something on the next page.
    pub(super) fn say(&mut self, notice: String) {
        self.notice = Some(notice);
    }

    /// Returns what is to be said on this page.
    pub(super) fn take_notice(&mut self) -> Option<String> {
        self.notice.take()
    }
}

/// Compares in the same time wherever the first difference is.
fn same(own: &str, given: &str) -> bool {
    own.len() == given.len() && own.bytes().zip(given.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate() -> Gate {
        let mut bytes = [1; 96];
        bytes[32..64].fill(2);
        bytes[64..].fill(3);
        Gate::new(Secrets::from_random(bytes), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn the_invitation_lets_in_once() {
        let mut gate = gate();
        assert!(!gate.knows(&"02".repeat(32)), "before anybody came in");
        assert!(gate.enter("").is_none());
        assert!(gate.enter(&"02".repeat(32)).is_none());
        assert_eq!(gate.enter(&"01".repeat(32)), Some("02".repeat(32).as_str()));
        assert!(gate.enter(&"01".repeat(32)).is_none(), "the second time");
        assert!(gate.knows(&"02".repeat(32)));
        assert!(!gate.knows("02") && !gate.knows("") && !gate.knows(&"03".repeat(32)));
        assert!(gate.is_ours(&"03".repeat(32)) && !gate.is_ours(""));
    }

    #[test]
    fn forms_are_kept_within_bounds() {
        let mut gate = gate();
        for number in 0..30 {
            gate.keep(Kept { path: format!("/sag/{number}"), fields: Fields::default() });
        }
        let kept = gate.take_kept();
        assert_eq!(kept.len(), MOST_KEPT);
        assert_eq!(kept.first().map(|kept| kept.path.as_str()), Some("/sag/10"));
        assert!(gate.take_kept().is_empty());
    }
}
