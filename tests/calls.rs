//! What the programs ask of the table, as it goes over the line beneath the SDK: `tests/infra` holds it against the roles.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::OnceLock;

use collector::record::attribute;
use serde::Serialize;
use serde_json::Value;

/// The variable that names the file in which calls are written down, a line of JSON each; without it none is.
const FILE: &str = "INFRA_CALLS";

/// Who asks, by the role that the program has in the cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Caller {
    /// The service behind the forms.
    Collector,
    /// A counsellor at work.
    Staff,
    /// The daily round.
    Retention,
}

/// What IAM hears of one operation on one item, or of one reading.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Call {
    role: Caller,
    /// As AWS names it: `PutItem`.
    operation: String,
    /// The keys that lead to what is asked for: of an item, or of a line in the index.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    keys: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    select: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    returns: Option<String>,
    /// Every attribute that is named, wherever in the request.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    attributes: BTreeSet<String>,
}

/// Writes down what a request to the table asks for.
pub(crate) fn write_down(who: Caller, request: &[u8]) {
    static OPEN: OnceLock<Option<File>> = OnceLock::new();
    #[expect(
        clippy::disallowed_methods,
        reason = "the test command decides where calls are written, or that they are not"
    )]
    let open = || {
        let path = std::env::var(FILE).ok().filter(|path| !path.is_empty())?;
        if let Some(folder) = Path::new(&path).parent() {
            fs::create_dir_all(folder).expect("a folder for calls");
        }
        Some(OpenOptions::new().create(true).append(true).open(path).expect("a file for calls"))
    };
    let Some(mut file) = OPEN.get_or_init(open).as_ref() else { return };
    // Several programs and threads write at once: what is appended in one piece stays in one piece.
    let line = |call| format!("{}\n", serde_json::to_string(&call).expect("JSON"));
    let lines: String = read(who, request).into_iter().map(line).collect();
    file.write_all(lines.as_bytes()).expect("written down");
}

/// Reads a request as it goes over the line. A transaction is what is in it: IAM judges it so.
///
/// # Panics
/// If it is no request to DynamoDB: nobody here shall ask for anything else.
pub(crate) fn read(who: Caller, request: &[u8]) -> Vec<Call> {
    let text = String::from_utf8_lossy(request);
    let (head, body) = text.split_once("\r\n\r\n").expect("head and body");
    let target = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("x-amz-target").then(|| value.trim())
    });
    let operation = target.and_then(|target| target.strip_prefix("DynamoDB_20120810.")).expect("a request to DynamoDB");
    let body: Value = serde_json::from_str(body).expect("JSON");
    let Some(parts) = body.get("TransactItems").and_then(Value::as_array) else {
        return vec![call(who, operation, &body)];
    };
    let parts = parts.iter().filter_map(Value::as_object).flatten();
    parts.map(|(kind, part)| call(who, &format!("{kind}Item"), part)).collect()
}

fn call(who: Caller, operation: &str, request: &Value) -> Call {
    let text = |name: &str| request.get(name).and_then(Value::as_str).map(str::to_owned);
    Call {
        role: who,
        operation: operation.to_owned(),
        keys: keys(request),
        index: text("IndexName"),
        select: text("Select"),
        returns: text("ReturnValues"),
        attributes: attributes(request),
    }
}

/// Returns the key of the item, or what the key is compared to.
fn keys(request: &Value) -> Vec<String> {
    let text = |value: &Value| value.get("S").and_then(Value::as_str).map(str::to_owned);
    let item = ["Key", "Item"].into_iter().find_map(|name| text(request.get(name)?.get(attribute::KEY)?));
    let compared = || {
        let condition = request.get("KeyConditionExpression")?.as_str()?;
        let name = condition.split_whitespace().find(|word| word.starts_with(':'))?;
        text(request.get("ExpressionAttributeValues")?.get(name)?)
    };
    item.or_else(compared).into_iter().collect()
}

fn attributes(request: &Value) -> BTreeSet<String> {
    let of = |name: &str| request.get(name).and_then(Value::as_object).into_iter().flatten();
    let written = of("Key").chain(of("Item")).map(|(name, _)| name.clone());
    let expressions = request.as_object().into_iter().flatten().filter(|(name, _)| name.ends_with("Expression"));
    let words = expressions.filter_map(|(_, text)| text.as_str()).flat_map(words);
    let aliases = request.get("ExpressionAttributeNames");
    let meant = |word: &str| match aliases.and_then(|aliases| aliases.get(word)) {
        Some(name) => name.as_str().unwrap_or_default().to_owned(),
        None => word.to_owned(),
    };
    written.chain(words.map(meant)).collect()
}

/// Returns the names in an expression: not its values, its functions, nor its own words, which we write in capitals.
fn words(expression: &str) -> impl Iterator<Item = &str> {
    let belongs = |c: char| c.is_alphanumeric() || matches!(c, '_' | '#' | ':');
    let is_name = move |(start, word): &(usize, &str)| {
        let after = expression.get(start + word.len()..).unwrap_or_default();
        !word.is_empty()
            && !word.starts_with(':')
            && !after.starts_with('(')
            && !word.chars().all(|c| c.is_ascii_uppercase())
    };
    let mut start = 0;
    let places = expression.split(move |c| !belongs(c)).map(move |word| {
        let place = (start, word);
        // Whatever parts two words is one letter of ASCII.
        start += word.len() + 1;
        place
    });
    places.filter(is_name).map(|(_, word)| word)
}
