//! `staff keys`: make, change and look after keys.

use serde_json::json;
use staff::case::Head;
use staff::keys::{self, KeyFile, LOCKED_FILE, PUBLIC_FILE, Recipients, Role, WORK};
use staff::trouble::Trouble;

use super::{Context, now, say};
use crate::cli::{Format, Keys};

pub(crate) async fn run(context: &Context, command: Keys) -> Result<(), Trouble> {
    match command {
        Keys::New { roles } => new(context, &roles),
        Keys::Recovery { out } => recovery(context, &out),
        Keys::Rotate => rotate(context).await,
        Keys::Check => check(context).await,
        Keys::Drop { public } => drop(context, &public),
    }
}

fn new(context: &Context, words: &[String]) -> Result<(), Trouble> {
    let roles = match words {
        [] => vec![Role::Staff, Role::Contact],
        words => words.iter().map(|word| role(word)).collect::<Result<_, _>>()?,
    };
    let home = &context.settings.home;
    let there = home.join(LOCKED_FILE).exists();
    if there {
        say("Du har nøgler i forvejen. De nye kommer med i samme fil, så skriv den adgangssætning, du har.");
    } else {
        say(
            "Vælg en adgangssætning: fire eller fem ord, som du kan huske, og som ingen kan gætte. Den kan ikke hentes frem igen.",
        );
    }
    let passphrase = context.passphrase("Adgangssætning: ")?;
    if !there && context.settings.passphrase_file().is_none() && context.passphrase("Skriv den igen: ")? != passphrase {
        return Err(Trouble::Usage("de to adgangssætninger er ikke ens".to_owned()));
    }
    let today = now().to_zoned(staff::queue::denmark()).date().to_string();
    let made = keys::add(home, &roles, &passphrase, &today, WORK)?;
    anstream::println!("Dine private nøgler ligger i {}. Tag en kopi af filen.", home.join(LOCKED_FILE).display());
    for (role, public) in &made {
        anstream::println!("{}: {public}", role.word());
    }
    tell_the_service(home)
}

fn recovery(context: &Context, out: &std::path::Path) -> Result<(), Trouble> {
    let home = &context.settings.home;
    let today = now().to_zoned(staff::queue::denmark()).date();
    let public = keys::sheet::make(home, out, today)?;
    anstream::println!(
        "Nøglen til pengeskabet står i {}. Print siden, læg den i pengeskabet, og slet filen.",
        out.display()
    );
    anstream::println!("gendannelse: {public}");
    tell_the_service(home)
}

/// Shows what the service must be given.
fn tell_the_service(home: &std::path::Path) -> Result<(), Trouble> {
    let recipients = Recipients::read(home)?;
    anstream::println!(
        "\nDe offentlige nøgler står i {}. Tjenesten skal have dem i disse variable:",
        home.join(PUBLIC_FILE).display()
    );
    for role in Role::ALL {
        match recipients.of(role) {
            [] => anstream::println!("{}=  (mangler: {})", role.variable(), how_to(role)),
            keys => anstream::println!("{}={}", role.variable(), keys.join(",")),
        }
    }
    Ok(())
}

fn how_to(role: Role) -> &'static str {
    match role {
        Role::Staff => "staff keys new --for svar",
        Role::Contact => "staff keys new --for kontakt",
        Role::Recovery => "staff keys recovery --out FIL",
    }
}

async fn rotate(context: &Context) -> Result<(), Trouble> {
    let desk = context.desk_with_keys().await?;
    let rotated = desk.rotate().await?;
    anstream::println!("Låst for de nye nøgler: {} åbne sager.", rotated.done);
    if rotated.without_contact > 0 {
        say(&format!(
            "! I {} af dem kan dine nøgler ikke åbne kontaktoplysningerne. De er låst som før; lad en, der kan, køre rotate.",
            rotated.without_contact
        ));
    }
    let numbers = |heads: &[Head]| heads.iter().map(|head| head.number().to_owned()).collect::<Vec<_>>().join(", ");
    if !rotated.left.is_empty() {
        say(&format!("! Kunne ikke åbnes og er låst som før: {}", numbers(&rotated.left)));
    }
    if !rotated.busy.is_empty() {
        say(&format!("! Blev ændret af andre imens; kør rotate igen: {}", numbers(&rotated.busy)));
    }
    Ok(())
}

async fn check(context: &Context) -> Result<(), Trouble> {
    let (recipients, _) = keys::recipients(&context.settings.home)?;
    let desk = context.desk_with_keys().await?;
    let own = desk.own_keys();
    let fit = desk.fit().await?;
    if context.format == Format::Json {
        let keys = |role| {
            recipients
                .of(role)
                .iter()
                .map(|key| json!({ "public": key, "ours": own.contains(key) }))
                .collect::<Vec<_>>()
        };
        context.json(&json!({
            "svar": keys(Role::Staff), "kontakt": keys(Role::Contact), "gendannelse": keys(Role::Recovery),
            "all": fit.all, "answers": fit.answers, "contact": fit.contact, "no_contact": fit.no_contact, "damaged": fit.damaged,
        }));
        return Ok(());
    }
    for role in Role::ALL {
        anstream::println!("{} åbner {}", role.word(), role.opens());
        for key in recipients.of(role) {
            anstream::println!("  {key}{}", if own.contains(key) { "  (din)" } else { "" });
        }
    }
    let kind = match context.settings.key_file()? {
        KeyFile::Locked(path) => format!("{}, låst med din adgangssætning", path.display()),
        KeyFile::Development(path) => format!("{}, kun til udvikling", path.display()),
    };
    anstream::println!("\nDine nøgler: {kind}");
    anstream::println!(
        "De åbner svarene i {} af {} og kontaktoplysningerne i {} af {}.",
        fit.answers,
        fit.all,
        fit.contact,
        fit.all - fit.no_contact
    );
    if fit.answers < fit.all {
        say(&format!(
            "! {} svar kan du ikke åbne. Er dine nøgler nye, så lad en, der kan åbne dem, køre staff keys rotate. Lukkede sager åbnes kun af de gamle nøgler, så gem dem.",
            fit.all - fit.answers
        ));
    }
    if fit.damaged > 0 {
        say(&format!("! {} svar er beskadiget. Sig det til den, der driver systemet.", fit.damaged));
    }
    Ok(())
}

fn drop(context: &Context, public: &str) -> Result<(), Trouble> {
    let home = &context.settings.home;
    let before = Recipients::read(home)?;
    let mut recipients = before.clone();
    if !recipients.remove(public) {
        return Err(Trouble::Usage(format!("den nøgle står ikke i {}", home.join(PUBLIC_FILE).display())));
    }
    // What is left must still be enough: nobody locks themselves out.
    let emptied = |role: &Role| !before.of(*role).is_empty() && recipients.of(*role).is_empty();
    if let Some(role) = Role::ALL.into_iter().find(emptied) {
        let role = role.word();
        return Err(Trouble::Usage(format!(
            "det er den sidste nøgle til »{role}«; lav en ny, før den bliver taget ud"
        )));
    }
    recipients.keys(home)?;
    recipients.write(home)?;
    anstream::println!("Nøglen er taget ud. Kør nu staff keys rotate, og giv tjenesten de nye:");
    tell_the_service(home)
}

fn role(word: &str) -> Result<Role, Trouble> {
    match Role::parse(word) {
        Some(Role::Recovery) => Err(Trouble::Usage("nøglen til pengeskabet laves med staff keys recovery".to_owned())),
        Some(role) => Ok(role),
        None => Err(Trouble::Usage(format!("»{word}« er ikke en slags nøgle; her kan stå: svar, kontakt"))),
    }
}
