"""What the Rust code says, read from its text: the template must say the same."""

from __future__ import annotations

import re

from stack import ROOT


def rust(path: str) -> str:
    return (ROOT / path).read_text()


def constants(text: str, kind: str = "&str") -> dict[str, str]:
    """Returns the string constants of a module."""
    return dict(re.findall(rf'pub const (\w+): {re.escape(kind)} = "([^"]*)";', text))


def attributes() -> dict[str, str]:
    """Returns the names of the table's attributes."""
    return constants(rust("collector/src/record.rs"))


def environment() -> set[str]:
    """Returns the variables the service reads."""
    return {value for value in constants(rust("collector/src/config.rs")).values() if value.startswith("COLLECTOR_")}


def create_table() -> str:
    text = rust("collector/src/store.rs")
    return text[text.index("pub async fn create_table") : text.index("/// Returns a submission as it stands")]


def table() -> dict:
    """Returns the table as the code makes it, in the words of CloudFormation."""
    text, names = rust("collector/src/store.rs"), attributes()

    def named(words: str) -> list[str]:
        return [names[word] for word in re.findall(r"attribute::(\w+)", words)]

    def keys(words: str) -> list[dict]:
        first, second = named(words)
        return [{"AttributeName": first, "KeyType": "HASH"}, {"AttributeName": second, "KeyType": "RANGE"}]

    made = create_table()
    index = text[text.index("fn open_index") :]
    schema = r"key_schema\(([^)]*)\)"
    return {
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": "S"} for name in named(re.search(r"let attributes = \[([^\]]*)\]", made)[1])
        ],
        "KeySchema": keys(re.search(schema, made)[1]),
        "GlobalSecondaryIndexes": [
            {
                "IndexName": re.search(r'OPEN_INDEX: &str = "(\w+)"', text)[1],
                "KeySchema": keys(re.search(schema, index)[1]),
                "Projection": {
                    "ProjectionType": re.search(r"ProjectionType::(\w+)", index)[1].upper(),
                    "NonKeyAttributes": named(re.search(r"OPEN_INDEX_ATTRIBUTES: [^=]*= \[([^\]]*)\]", text)[1]),
                },
            }
        ],
        "BillingMode": {"PayPerRequest": "PAY_PER_REQUEST"}[re.search(r"BillingMode::(\w+)", made)[1]],
        "TimeToLiveSpecification": {
            "AttributeName": named(re.search(r"attribute_name\((attribute::\w+)\)", made)[1])[0],
            "Enabled": True,
        },
    }


def headers() -> dict[str, str]:
    """Returns the headers of every answer of the local server."""
    text = rust("generator/src/render/headers.rs")
    block = text[text.index("pub const EVERYWHERE") : text.index("];", text.index("pub const EVERYWHERE"))]
    block = re.sub(r"\\\n\s*", "", block)
    return dict(re.findall(r'\(\s*"([^"]+)",\s*"([^"]+)",?\s*\)', block))


CALLS = {
    "put_item": "PutItem",
    "get_item": "GetItem",
    "delete_item": "DeleteItem",
    "update_item": "UpdateItem",
    "query": "Query",
    "scan": "Scan",
    "describe_table": "DescribeTable",
    "create_table": "CreateTable",
    "update_time_to_live": "UpdateTimeToLive",
    "batch_write_item": "BatchWriteItem",
    "batch_get_item": "BatchGetItem",
    "transact_get_items": "TransactGetItems",
    "execute_statement": "PartiQLSelect",
}
# A transaction is judged by what is in it.
IN_TRANSACTION = {"Put::builder": "PutItem", "Update::builder": "UpdateItem", "Delete::builder": "DeleteItem"}


def calls(text: str) -> set[str]:
    """Returns what a piece of code asks of DynamoDB, in the words of IAM."""
    sent = {action for verb, action in CALLS.items() if re.search(rf"\.{verb}\(\)", text)}
    return sent | {action for verb, action in IN_TRANSACTION.items() if re.search(rf"\b{verb}\(\)", text)}


def service_calls() -> set[str]:
    """What the service asks of the table. Making it is for a developer's machine."""
    return calls(rust("collector/src/store.rs").replace(create_table(), ""))


def staff_calls() -> set[str]:
    """What `staff` asks of a table in the cloud; made-up cases are refused there."""
    files = [path for path in (ROOT / "collector/staff/src").rglob("*.rs") if path.name != "fill.rs"]
    fill = rust("collector/staff/src/table/fill.rs")
    assert "if !self.is_local()" in fill and calls(fill) == {"BatchWriteItem"}
    return set().union(*(calls(path.read_text()) for path in files))


def swept() -> set[str]:
    """What the daily round reads of each submission: the attributes of `Needs::Head`, and those its filter names."""
    text = rust("collector/staff/src/table/sweep.rs")
    names = attributes()
    listed = re.search(r"let mut names = vec!\[([^\]]*)\]", text)[1]
    return {names[word] for word in re.findall(r"attribute::(\w+)", listed)} | {"sk"}
