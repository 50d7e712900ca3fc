//! `staff packages`: from what families asked for to what is on the shelf.

use std::path::Path;

use serde_json::json;
use staff::case::{Action, Outcome};
use staff::desk::Desk;
use staff::harmless::for_terminal;
use staff::packages::LeftOut;
use staff::packages::alike::alike;
use staff::packages::fit::package;
use staff::packages::request::Request;
use staff::packages::stock::stock;
use staff::paper::labels::Sheet;
use staff::trouble::Trouble;

use super::{Context, say};
use crate::cli::{Format, Packages};

pub(crate) async fn run(context: &Context, command: Packages) -> Result<(), Trouble> {
    match command {
        Packages::List => list(context).await,
        Packages::Approve { which } => act(context, &which, Action::Approve).await,
        Packages::Refuse { which } => act(context, &which, Action::Close(Outcome::Refused)).await,
        Packages::Pack { which, asked } => pack(context, &which, asked).await,
        Packages::Unpack { which } => act(context, &which, Action::Unpack).await,
        Packages::HandOver { which } => act(context, &which, Action::Close(Outcome::HandedOver)).await,
        Packages::Print { list: None, labels: None, parcels: None, .. } => {
            Err(Trouble::Usage("sig, hvad der skal laves: --list FIL, --labels FIL eller --parcels FIL".to_owned()))
        }
        Packages::Print { which, list, labels, sheet, first, parcels } => {
            let known = || Sheet::ALL.map(Sheet::as_str).join(", ");
            let sheet = Sheet::parse(&sheet)
                .ok_or_else(|| Trouble::Usage(format!("arket »{sheet}« kendes ikke; her kan stå: {}", known())))?;
            let desk = context.desk_with_keys().await?;
            let all = desk.requests(&context.bar("Åbner babypakkerne")).await?;
            let chosen = chosen(&desk, &all, &which).await?;
            if let Some(path) = &list {
                let print = desk.packing_list(&chosen, &all).await?;
                write(path, &print.pdf, &print.left_out, &print.remarks)?;
            }
            if let Some(path) = &labels {
                let print = desk.labels(&chosen, sheet, first).await?;
                write(path, &print.pdf, &print.left_out, &print.remarks)?;
            }
            if let Some(path) = &parcels {
                let parcels = desk.parcels(&chosen).await?;
                write(path, &parcels.csv, &parcels.left_out, &[])?;
            }
            Ok(())
        }
    }
}

async fn list(context: &Context) -> Result<(), Trouble> {
    let desk = context.desk_with_keys().await?;
    let requests = desk.requests(&context.bar("Åbner babypakkerne")).await?;
    let same = alike(&requests);
    if context.format == Format::Json {
        let one = |request: &Request| {
            let fit = package(request, desk.stages(), desk.today());
            json!({
                "number": request.number, "status": request.status.word(), "stage": fit.stage.map(|stage| &stage.id),
                "remark": fit.remark.map(|remark| remark.in_words()), "children": request.children.at_least(),
                "alike": same.get(&request.number).map(|found| found.iter().map(|one| one.number.clone()).collect::<Vec<_>>()),
            })
        };
        context.json(&requests.iter().map(one).collect::<Vec<_>>());
        return Ok(());
    }
    for request in &requests {
        let fit = package(request, desk.stages(), desk.today());
        let stage = fit.stage.map_or("ingen pakke", |stage| stage.title.as_str());
        let line =
            format!("{}  {:<9}  {:<22} {}", request.number, request.status.label(), stage, request.children.in_words());
        anstream::println!("{}", for_terminal(&line));
        for wish in request.family.iter().flat_map(|family| &family.wishes) {
            anstream::println!("    ! {}", for_terminal(wish.in_words()));
        }
        if let Some(remark) = fit.remark {
            anstream::println!("    {}", remark.in_words());
        }
        for other in same.get(&request.number).into_iter().flatten() {
            anstream::println!("    ligner: {}", for_terminal(&other.in_words()));
        }
    }
    anstream::println!("\nPakker           bevilget  pakket  udleveret");
    for line in stock(&requests, desk.stages(), desk.today()) {
        let stage = desk.stages().iter().find(|stage| line.stage.as_ref() == Some(&stage.id));
        let name = stage.map(|stage| stage.title.as_str()).or(line.stage.as_deref()).unwrap_or("ukendt");
        anstream::println!("{name:<16} {:>8}  {:>6}  {:>9}", line.approved, line.packed, line.handed_over);
    }
    Ok(())
}

async fn pack(context: &Context, which: &[String], asked: bool) -> Result<(), Trouble> {
    let desk = context.desk_with_keys().await?;
    let all = desk.requests(&context.bar("Åbner babypakkerne")).await?;
    for number in which {
        let head = desk.head(number).await?;
        let request = all.iter().find(|request| request.number == head.number());
        let fit = request.map(|request| package(request, desk.stages(), desk.today()));
        let asks = fit.as_ref().and_then(|fit| fit.remark).filter(|remark| remark.asks_first());
        if let Some(remark) = asks.filter(|_| !asked) {
            let words = remark.in_words();
            return Err(Trouble::Usage(format!("{}: {words}. Er det gjort, så skriv også --asked", head.number())));
        }
        let stage = fit.and_then(|fit| fit.stage).ok_or_else(|| {
            Trouble::Usage(format!("{}: det kan ikke siges, hvilken pakke der passer; spørg familien", head.number()))
        })?;
        let head = desk.act(&head.key, head.revision, &[Action::Pack(stage.id.clone())]).await?;
        say(&format!("{}: pakken til {}", head.number(), stage.title));
        context.changed(&head);
    }
    Ok(())
}

async fn act(context: &Context, which: &[String], action: Action) -> Result<(), Trouble> {
    let desk = context.desk().await?;
    for number in which {
        let head = desk.head(number).await?;
        let head = desk.act(&head.key, head.revision, std::slice::from_ref(&action)).await?;
        context.changed(&head);
    }
    Ok(())
}

/// Returns the requests with these numbers; without numbers, all that are granted or packed.
async fn chosen(desk: &Desk, all: &[Request], which: &[String]) -> Result<Vec<Request>, Trouble> {
    if which.is_empty() {
        return Ok(all.iter().filter(|request| request.ready().is_ok()).cloned().collect());
    }
    let mut chosen = Vec::new();
    for number in which {
        let head = desk.head(number).await?;
        let found = all.iter().find(|request| request.number == head.number());
        chosen.push(found.cloned().ok_or(staff::case::NotNow::NoPackage)?);
    }
    Ok(chosen)
}

fn write(path: &Path, bytes: &[u8], left_out: &[LeftOut], remarks: &[String]) -> Result<(), Trouble> {
    staff::disk::write_private(path, bytes)?;
    anstream::println!("{}", path.display());
    left_out.iter().for_each(|one| say(&format!("! udeladt: {one}")));
    remarks.iter().for_each(|remark| say(&format!("! {remark}")));
    Ok(())
}
