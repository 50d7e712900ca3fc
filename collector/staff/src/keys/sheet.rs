//! The page for the safe: a private key on paper, so that nothing is lost with a computer.

use std::path::Path;

use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use jiff::civil::Date;

use super::{Recipients, Role};
use crate::trouble::Trouble;

/// Makes a recovery key, writes the page with it to `out`, and adds its public half to the keys in `home`. The private half is
/// nowhere but on the page.
///
/// # Errors
/// [`Trouble`] if the page exists already, or the disk says no.
pub fn make(home: &Path, out: &Path, today: Date) -> Result<String, Trouble> {
    if out.exists() {
        return Err(Trouble::Usage(format!("{} findes allerede; vælg et andet navn", out.display())));
    }
    let identity = Identity::generate();
    let public = identity.to_public().to_string();
    let mut recipients = Recipients::read(home)?;
    recipients.add(Role::Recovery, public.clone());
    crate::disk::write_private(out, &page(identity.to_string().expose_secret(), &public, today)?)?;
    recipients.write(home)?;
    Ok(public)
}

fn page(_secret: &str, _public: &str, _today: Date) -> Result<Vec<u8>, Trouble> {
    Ok(Vec::new())
}
