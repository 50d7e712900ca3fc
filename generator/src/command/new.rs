//! `generator new`: begins a file that passes `check` when its gaps are filled.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use forms::id::is_slug;
use forms::problem::meant;
use generator::parse::danish::slug;

use super::{End, today};
use crate::cli::{Kind, New};

/// What a kind begins as; `{{title}}`, `{{slug}}` and `{{today}}` are filled in.
const PHASE: &str = include_str!("new/fase.md");
const LESSON: &str = include_str!("new/lektion.md");
const PAGE: &str = include_str!("new/side.md");
const PACKAGE: &str = include_str!("new/babypakke.md");
const ACTIVITY: &str = include_str!("new/aktivitet.toml");
const KNOWLEDGE: &str = include_str!("new/viden.md");
const FORM: &str = include_str!("new/formular.toml");

pub(super) fn run(arguments: &New) -> End {
    match begin(arguments) {
        Ok(path) => {
            anstream::println!("Begyndt: {}\nUdfyld det, der står i ‹ ›, og kør: generator check", path.display());
            End::Done
        }
        Err(mistake) => {
            anstream::eprintln!("fejl: {mistake}");
            End::Failed
        }
    }
}

fn begin(arguments: &New) -> Result<PathBuf, String> {
    let (folder, title) = match arguments.words.as_slice() {
        [title] if arguments.kind != Kind::Lektion => (None, title),
        [folder, title] if arguments.kind == Kind::Lektion => (Some(folder.as_str()), title),
        _ if arguments.kind == Kind::Lektion => {
            return Err("en lektion skal have sin fases mappe og en titel: new lektion 0-2-uger \"Titel\"".to_owned());
        }
        _ => return Err("sæt anførselstegn om titlen: new side \"En titel med flere ord\"".to_owned()),
    };
    if arguments.kind == Kind::FormularVersion {
        return next_version(&arguments.content.join("formularer"), title);
    }
    let slug = slug(title);
    if !is_slug(&slug) {
        return Err(format!("titlen »{title}« har ingen bogstaver, der kan blive til en adresse"));
    }
    let (path, template) = place(arguments, folder, &slug)?;
    let path = arguments.content.join(path);
    let text = template
        .replace("{{title}}", &title.replace('\\', "\\\\").replace('"', "\\\""))
        .replace("{{slug}}", &slug)
        .replace("{{today}}", &arguments.today.unwrap_or_else(today).to_string());
    write_new(&path, &text)?;
    Ok(path)
}

/// Returns where the file belongs beneath `content/`, and what it begins as.
fn place(arguments: &New, folder: Option<&str>, slug: &str) -> Result<(String, &'static str), String> {
    if !arguments.content.is_dir() {
        return Err(format!(
            "mappen {} findes ikke; stå i projektets rod, eller brug --content",
            arguments.content.display()
        ));
    }
    Ok(match arguments.kind {
        Kind::Fase => (format!("faser/{slug}/_fase.md"), PHASE),
        Kind::Lektion => {
            let phase = folder.unwrap_or_default();
            let number = next_number(&arguments.content.join("faser").join(phase), phase)?;
            (format!("faser/{phase}/{number:02}-{slug}.md"), LESSON)
        }
        Kind::Side => (format!("sider/{slug}.md"), PAGE),
        Kind::Babypakke => (format!("babypakker/{slug}.md"), PACKAGE),
        Kind::Aktivitet => (format!("aktiviteter/{slug}.toml"), ACTIVITY),
        Kind::Viden => (format!("viden/{slug}.md"), KNOWLEDGE),
        Kind::Formular | Kind::FormularVersion => (format!("formularer/{slug}/1.toml"), FORM),
    })
}

/// Begins the next version of a form as a copy of its newest.
fn next_version(forms: &std::path::Path, id: &str) -> Result<PathBuf, String> {
    let folder = forms.join(id);
    let names =
        fs::read_dir(&folder).into_iter().flatten().filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let newest = names.filter_map(|name| name.strip_suffix(".toml")?.parse::<u32>().ok()).max().ok_or_else(|| {
        let known = phases(&folder);
        let known = known.iter().map(String::as_str).filter(|name| !name.contains('.'));
        match meant(id, known.clone()) {
            Some(word) => format!("der er ingen formular, der hedder {id}; mente du {word}?"),
            None => {
                format!("der er ingen formular, der hedder {id}; de hedder {}", known.collect::<Vec<_>>().join(", "))
            }
        }
    })?;
    let (old, next) = (folder.join(format!("{newest}.toml")), newest + 1);
    let text = fs::read_to_string(&old).map_err(|error| format!("kan ikke læse {} ({error})", old.display()))?;
    let is_version = |line: &&str| line.split('=').next().is_some_and(|key| key.trim() == "version");
    let line = text.lines().find(is_version).ok_or_else(|| format!("{} har ingen linje med version", old.display()))?;
    let path = folder.join(format!("{next}.toml"));
    write_new(&path, &text.replacen(line, &format!("version = {next}"), 1))?;
    Ok(path)
}

/// Returns the number after the highest one in the folder of a phase.
fn next_number(folder: &std::path::Path, phase: &str) -> Result<u32, String> {
    if !folder.join("_fase.md").is_file() {
        let known = phases(folder);
        let hint = match meant(phase, known.iter().map(String::as_str)) {
            Some(word) => format!("mente du {word}?"),
            None => format!("faserne er: {}", known.join(", ")),
        };
        return Err(format!("der er ingen fase i mappen faser/{phase}; {hint}"));
    }
    let entries = fs::read_dir(folder).map_err(|error| format!("kan ikke læse {} ({error})", folder.display()))?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let highest = names.filter_map(|name| name.split_once('-')?.0.parse::<u32>().ok()).max();
    Ok(highest.unwrap_or(0) + 1)
}

fn phases(folder: &std::path::Path) -> Vec<String> {
    let entries = folder.parent().and_then(|parent| fs::read_dir(parent).ok());
    let mut names: Vec<_> =
        entries.into_iter().flatten().filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// Writes a file that was not there before.
fn write_new(path: &std::path::Path, text: &str) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| format!("kan ikke lave mappen {} ({error})", folder.display()))?;
    }
    let refused = |error: std::io::Error| match error.kind() == std::io::ErrorKind::AlreadyExists {
        true => format!("{} findes allerede og bliver ikke rørt", path.display()),
        false => format!("kan ikke skrive {} ({error})", path.display()),
    };
    fs::File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes())).map_err(refused)
}
