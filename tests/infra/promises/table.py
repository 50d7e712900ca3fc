"""The table with what families gave."""

from __future__ import annotations

import source
from promises.common import Everything, Mistake, rule, same, subset
from stack import ACCOUNT, MAIN, Stack


def table(cloud: Everything) -> dict:
    return cloud.main.one("AWS::DynamoDB::Table")


@rule
def the_table_is_the_one_the_code_makes(cloud: Everything):
    wanted = source.table()
    subset(table(cloud), {name: wanted[name] for name in ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")}, "table")


@rule
def the_table_forgets_by_itself(cloud: Everything):
    same(table(cloud).get("TimeToLiveSpecification"), source.table()["TimeToLiveSpecification"], "expiry")


@rule
def the_table_has_a_ceiling(cloud: Everything):
    same(table(cloud)["BillingMode"], source.table()["BillingMode"], "billing")
    raw = cloud.main.expanded["Resources"]["Table"]["Properties"].get("OnDemandThroughput")
    same(raw, {"MaxWriteRequestUnits": {"Ref": "MaxWriteUnits"}}, "ceiling")


@rule
def the_table_can_be_set_back(cloud: Everything):
    same(table(cloud).get("PointInTimeRecoverySpecification"), {"PointInTimeRecoveryEnabled": True}, "recovery")


@rule
def the_table_is_encrypted(cloud: Everything):
    same(table(cloud).get("SSESpecification"), {"SSEEnabled": True, "SSEType": "KMS"}, "encryption")
    own = f"arn:aws:kms:eu-north-1:{ACCOUNT}:key/0a"
    with_key = Stack.of(MAIN, "production", cloud.texts[MAIN], TableKeyArn=own).one("AWS::DynamoDB::Table")
    same(with_key["SSESpecification"].get("KMSMasterKeyId"), own, "a key of one's own")


@rule
def the_table_is_protected(cloud: Everything):
    same(table(cloud).get("DeletionProtectionEnabled"), True, "deletion protection")


@rule
def what_families_gave_outlives_the_stack(cloud: Everything):
    for name, resource in cloud.main.resources.items():
        if resource["Type"] in ("AWS::DynamoDB::Table", "AWS::S3::Bucket"):
            subset(resource, {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}, name)


@rule
def the_stream_says_only_that_something_came(cloud: Everything):
    same(table(cloud)["StreamSpecification"], {"StreamViewType": "KEYS_ONLY"}, "stream")


@rule
def the_table_keeps_its_name(cloud: Everything):
    # A table with a name cannot be replaced by mistake: the new one would want the name of the old.
    for stack in (cloud.main, cloud.test):
        same(stack.named("Table").get("TableName"), f"thousand-days-{stack.stage}", "table")


RELEASES = "  ReleaseBucket:\n    Type: AWS::S3::Bucket\n    DeletionPolicy: "
TABLE_REPLACED = (
    "  Table:\n    Type: AWS::DynamoDB::Table\n    DeletionPolicy: !If [IsProduction, Retain, Delete]\n    UpdateReplacePolicy: "
)

MISTAKES = [
    Mistake("the_table_is_the_one_the_code_makes", "another key", "        - AttributeName: sk\n          KeyType: RANGE\n", ""),
    Mistake("the_table_is_the_one_the_code_makes", "another index", "IndexName: open", "IndexName: opened"),
    Mistake(
        "the_table_is_the_one_the_code_makes",
        "the index lacks an attribute",
        "              - contacted\n              - revision\n",
        "              - contacted\n",
    ),
    Mistake(
        "the_table_is_the_one_the_code_makes", "the index repeats the answers", "ProjectionType: INCLUDE", "ProjectionType: ALL"
    ),
    Mistake(
        "the_table_forgets_by_itself",
        "nothing runs out",
        "        AttributeName: expires\n        Enabled: true",
        "        AttributeName: expires\n        Enabled: false",
    ),
    Mistake(
        "the_table_forgets_by_itself",
        "another attribute runs out",
        "        AttributeName: expires\n",
        "        AttributeName: received\n",
    ),
    Mistake(
        "the_table_has_a_ceiling", "no ceiling", "      OnDemandThroughput:\n        MaxWriteRequestUnits: !Ref MaxWriteUnits\n", ""
    ),
    Mistake("the_table_has_a_ceiling", "capacity bought beforehand", "BillingMode: PAY_PER_REQUEST", "BillingMode: PROVISIONED"),
    Mistake(
        "the_table_can_be_set_back", "no recovery in production", "      TableRecoverable: true", "      TableRecoverable: false"
    ),
    Mistake(
        "the_table_is_encrypted",
        "AWS's shared key",
        "        SSEEnabled: true\n        SSEType: KMS\n",
        "        SSEEnabled: false\n",
    ),
    Mistake(
        "the_table_is_encrypted",
        "a key of one's own is not used",
        "        KMSMasterKeyId: !If [HasTableKey, !Ref TableKeyArn, !Ref AWS::NoValue]\n",
        "",
    ),
    Mistake("the_table_is_protected", "the table can be deleted", "      TableProtected: true", "      TableProtected: false"),
    Mistake(
        "what_families_gave_outlives_the_stack",
        "the table goes with the stack",
        "  Table:\n    Type: AWS::DynamoDB::Table\n    DeletionPolicy: !If [IsProduction, Retain, Delete]\n",
        "  Table:\n    Type: AWS::DynamoDB::Table\n    DeletionPolicy: Delete\n",
    ),
    Mistake(
        "what_families_gave_outlives_the_stack",
        "the table goes when it is replaced",
        TABLE_REPLACED + "!If [IsProduction, Retain, Delete]",
        TABLE_REPLACED + "Delete",
    ),
    Mistake(
        "what_families_gave_outlives_the_stack",
        "the releases go with the stack",
        RELEASES + "!If [IsProduction, Retain, Delete]",
        RELEASES + "Delete",
    ),
    Mistake(
        "the_stream_says_only_that_something_came",
        "answers leave by the stream",
        "StreamViewType: KEYS_ONLY",
        "StreamViewType: NEW_IMAGE",
    ),
    Mistake(
        "the_table_keeps_its_name",
        "a table that can be replaced unseen",
        "      TableName: !Sub thousand-days-${Stage}\n      A",
        "      A",
    ),
]
