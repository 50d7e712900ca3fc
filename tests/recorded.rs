//! What a request over the line to the table is read as, before it is held against a role.

use serde_json::{Value, json};

use crate::calls::{Caller, read};

#[track_caller]
fn check(operation: &str, body: &Value, expected: &[Value]) {
    let head = format!("POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: DynamoDB_20120810.{operation}");
    let request = format!("{head}\r\n\r\n{body}");
    let read: Vec<_> = read(Caller::Staff, request.as_bytes()).iter().map(|call| json!(call)).collect();
    assert_eq!(read, expected);
}

#[test]
fn an_item_is_known_by_its_key_and_by_the_names_in_it() {
    check(
        "PutItem",
        &json!({
            "TableName": "t",
            "Item": { "pk": { "S": "S#1" }, "sk": { "S": "S" }, "form": { "S": "start" } },
            "ConditionExpression": "attribute_not_exists(pk)",
            "ReturnValues": "ALL_OLD"
        }),
        &[
            json!({ "role": "staff", "operation": "PutItem", "keys": ["S#1"], "returns": "ALL_OLD", "attributes": ["form", "pk", "sk"] }),
        ],
    );
}

#[test]
fn a_reading_is_known_by_all_that_it_names() {
    check(
        "Scan",
        &json!({
            "ProjectionExpression": "#pk, #form",
            "FilterExpression": "sk = :sort AND #received >= :from AND begins_with(queue, :line)",
            "ExpressionAttributeNames": { "#pk": "pk", "#form": "form", "#received": "received" },
            "ExpressionAttributeValues": { ":sort": { "S": "S" }, ":from": { "S": "2026" }, ":line": { "S": "u" } },
            "Select": "SPECIFIC_ATTRIBUTES"
        }),
        &[json!({
            "role": "staff", "operation": "Scan", "select": "SPECIFIC_ATTRIBUTES", "attributes": ["form", "pk", "queue", "received", "sk"]
        })],
    );
    check(
        "Query",
        &json!({
            "IndexName": "open",
            "KeyConditionExpression": "#queue = :queue",
            "ExpressionAttributeNames": { "#queue": "queue" },
            "ExpressionAttributeValues": { ":queue": { "S": "urgent" } }
        }),
        &[
            json!({ "role": "staff", "operation": "Query", "keys": ["urgent"], "index": "open", "attributes": ["queue"] }),
        ],
    );
}

#[test]
fn a_transaction_is_what_is_in_it() {
    check(
        "TransactWriteItems",
        &json!({ "TransactItems": [
            { "Update": {
                "Key": { "pk": { "S": "S#1" }, "sk": { "S": "S" } },
                "UpdateExpression": "SET #history = list_append(if_not_exists(#history, :none), :history) REMOVE #contact",
                "ExpressionAttributeNames": { "#history": "history", "#contact": "contact" }
            } },
            { "Delete": { "Key": { "pk": { "S": "S#2" } } } },
            { "ConditionCheck": { "Key": { "pk": { "S": "A#3" } } } },
            { "Put": { "Item": { "pk": { "S": "T#4" } } } }
        ] }),
        &[
            json!({ "role": "staff", "operation": "UpdateItem", "keys": ["S#1"], "attributes": ["contact", "history", "pk", "sk"] }),
            json!({ "role": "staff", "operation": "DeleteItem", "keys": ["S#2"], "attributes": ["pk"] }),
            json!({ "role": "staff", "operation": "ConditionCheckItem", "keys": ["A#3"], "attributes": ["pk"] }),
            json!({ "role": "staff", "operation": "PutItem", "keys": ["T#4"], "attributes": ["pk"] }),
        ],
    );
}

#[test]
#[should_panic(expected = "a request to DynamoDB")]
fn whatever_else_is_asked_for_is_seen() {
    read(Caller::Collector, b"POST / HTTP/1.1\r\nx-amz-target: AWSKMS.Decrypt\r\n\r\n{}");
}
