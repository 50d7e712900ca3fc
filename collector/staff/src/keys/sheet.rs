//! The page for the safe: a private key on paper, so that nothing is lost with a computer.

use std::path::Path;

use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use jiff::civil::Date;

use super::{Recipients, Role};
use crate::paper::document::{SafePage, safe_page};
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

fn page(secret: &str, public: &str, made: Date) -> Result<Vec<u8>, Trouble> {
    let steps = [
        "Skriv nøglen af i en fil, der hedder nøgle.txt: hele nøglen på én linje, uden mellemrum.",
        "Åbn det, du skal, med: staff list --keys nøgle.txt, og med staff show på samme måde.",
        "Er personalets nøgler væk, så lav nye med: staff keys new. Lås så alle åbne sager for dem med: staff keys rotate --keys nøgle.txt",
        "Giv tjenesten de nye offentlige nøgler, som programmet viser.",
        "Slet nøgle.txt, og læg siden tilbage i pengeskabet. Øv det én gang om året.",
    ]
    .map(str::to_owned);
    let page = SafePage {
        opens: "Åbner alt, hvad familierne har skrevet, og noterne i sagerne",
        key: secret,
        public,
        made,
        steps: &steps,
    };
    Ok(safe_page(&page)?.pdf)
}
