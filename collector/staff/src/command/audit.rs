//! `staff audit`: who saw, changed, exported and erased what, and when.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;
use staff::harmless::for_terminal;
use staff::told::when;
use staff::trouble::Trouble;

use super::Context;
use crate::cli::Format;

pub(crate) async fn run(context: &Context, from: Option<Date>, to: Option<Date>) -> Result<(), Trouble> {
    let desk = context.desk().await?;
    let to = to.unwrap_or_else(|| desk.today());
    let from = from.unwrap_or_else(|| to.saturating_sub(7.days()));
    let lines = desk.audit(from, to).await?;
    if context.format == Format::Json {
        let line = |line: &staff::audit::AuditLine| {
            json!({
                "at": line.at.to_string(), "by": line.by, "deed": line.deed.as_str(), "about": line.about,
                "detail": line.detail, "refused": line.refused,
            })
        };
        context.json(&lines.iter().map(line).collect::<Vec<_>>());
        return Ok(());
    }
    for line in &lines {
        let about = line.about.as_deref().and_then(|key| key.get(2..12)).unwrap_or("");
        let detail = if line.detail.is_empty() { String::new() } else { format!(": {}", line.detail) };
        let refused = line.refused.as_ref().map(|why| format!("  AFVIST: {why}")).unwrap_or_default();
        let text =
            format!("{:<33} {:<16} {:<10} {}{detail}{refused}", when(line.at), line.by, about, line.deed.label());
        anstream::println!("{}", for_terminal(&text));
    }
    anstream::println!("{} linjer fra {from} til {to}.", lines.len());
    Ok(())
}
