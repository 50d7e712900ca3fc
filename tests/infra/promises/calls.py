"""What each role can do with the table, against what its program does."""

from __future__ import annotations

import source
from iam import allowed, every_action, is_named
from promises.common import Everything, Mistake, allow, rule, same

TABLE, INDEX, STREAM = "<Table.Arn>", "<Table.Arn>/index/open", "<Table.StreamArn>"
CASE, LINE, STONE, LINES = "S#0a", "A#2026-11-22", "T#0a", ("urgent", "soon", "routine", "quarantine")


def key(*keys: str, **more) -> dict:
    return {"dynamodb:LeadingKeys": list(keys), **{f"dynamodb:{name}": value for name, value in more.items()}}


def may(role: dict) -> set[str]:
    """Returns all that a role may do with the table, by whatever way there is."""
    ways = [{}, *(key(one) for one in (CASE, LINE, STONE, *LINES))]
    ways += [{**way, "dynamodb:Select": [select]} for way in ways for select in ("COUNT", "ALL_ATTRIBUTES", "SPECIFIC_ATTRIBUTES")]
    ways.append({"dynamodb:Select": ["SPECIFIC_ATTRIBUTES"], "dynamodb:Attributes": ["pk"]})
    places = [TABLE, INDEX, STREAM, f"{TABLE}/backup/x", f"{TABLE}/export/x", "*"]
    named = [action for action in every_action("dynamodb") if is_named(role, action)]
    return {action for action in named if any(allowed(role, action, place, way) for place in places for way in ways)}


def actions(names) -> set[str]:
    return {f"dynamodb:{name.lower()}" for name in names}


@rule
def the_service_can_store_and_erase_and_read_nothing(cloud: Everything):
    role = cloud.main.named("CollectorRole")
    same(sorted(may(role)), sorted(actions(source.service_calls())), "the service's role against its calls")
    same(sorted(may(role)), ["dynamodb:deleteitem", "dynamodb:putitem"], "the service's role")
    for action in ("dynamodb:PutItem", "dynamodb:DeleteItem"):
        assert allowed(role, action, TABLE, key(CASE)), action
        assert allowed(role, action, TABLE, key("S#nobody", ReturnValues=["NONE"])), action
        for other in (key(LINE), key(STONE), key("urgent"), key(CASE, LINE), {}):
            assert not allowed(role, action, TABLE, other), f"{action} of {other}"
        assert not allowed(role, action, TABLE, key(CASE, ReturnValues=["ALL_OLD"])), f"{action} hands back what was there"
        assert not allowed(role, action, INDEX, key(CASE)), f"{action} on the index"


@rule
def staff_can_do_what_their_program_does(cloud: Everything):
    role = cloud.main.named("StaffRole")
    same(sorted(may(role)), sorted(actions(source.staff_calls())), "the staff's role against their program's calls")
    for action, place, way in (
        ("Query", INDEX, key("urgent")),
        ("Query", TABLE, key(LINE)),
        ("GetItem", TABLE, key(CASE)),
        ("GetItem", TABLE, key(STONE)),
        ("Scan", TABLE, {}),
        ("UpdateItem", TABLE, key(CASE)),
        ("DeleteItem", TABLE, key(CASE)),
        ("PutItem", TABLE, key(LINE)),
        ("PutItem", TABLE, key(STONE)),
    ):
        assert allowed(role, f"dynamodb:{action}", place, way), f"{action} of {way}"


@rule
def the_log_cannot_be_unwritten(cloud: Everything):
    for name in ("StaffRole", "RetentionRole"):
        role = cloud.main.named(name)
        for action in ("DeleteItem", "UpdateItem"):
            for one in (LINE, STONE):
                assert not allowed(role, f"dynamodb:{action}", TABLE, key(one)), f"{name}: {action} of {one}"
        assert not allowed(role, "dynamodb:PutItem", TABLE, key(CASE)), f"{name} writes over a case"


@rule
def the_daily_round_opens_nothing(cloud: Everything):
    role = cloud.main.named("RetentionRole")
    wanted = {"DescribeTable", "Scan", "GetItem", "PutItem", "UpdateItem", "DeleteItem"}
    same(sorted(may(role)), sorted(actions(wanted)), "the daily round")
    head = {"dynamodb:Select": ["SPECIFIC_ATTRIBUTES"], "dynamodb:Attributes": sorted(source.swept())}
    assert allowed(role, "dynamodb:Scan", TABLE, head), "the daily round cannot read what it needs"
    for letter in ("answers", "contact", "history"):
        more = {**head, "dynamodb:Attributes": [*head["dynamodb:Attributes"], letter]}
        assert not allowed(role, "dynamodb:Scan", TABLE, more), f"the daily round reads {letter}"
    for way in ({**head, "dynamodb:Select": ["ALL_ATTRIBUTES"]}, {"dynamodb:Select": ["SPECIFIC_ATTRIBUTES"]}, {}):
        assert not allowed(role, "dynamodb:Scan", TABLE, way), "the daily round reads everything"


@rule
def who_counts_can_read_nothing(cloud: Everything):
    role = cloud.main.named("CountRole")
    same(sorted(may(role)), ["dynamodb:query"], "who counts")
    for line in LINES:
        assert allowed(role, "dynamodb:Query", INDEX, key(line, Select=["COUNT"])), line
        for select in ("ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "SPECIFIC_ATTRIBUTES"):
            assert not allowed(role, "dynamodb:Query", INDEX, key(line, Select=[select])), f"{select} can be read"
        assert not allowed(role, "dynamodb:Query", INDEX, key(line)), "without a word, everything is read"
    assert not allowed(role, "dynamodb:Query", TABLE, key(CASE, Select=["COUNT"])), "cases"
    assert allowed(role, "sns:Publish", "<Staff>") and not allowed(role, "sns:Publish", "<Alarms>"), "mail"
    name = {"cloudwatch:namespace": ["thousand-days/production"]}
    assert allowed(role, "cloudwatch:PutMetricData", "*", name) and not allowed(role, "cloudwatch:PutMetricData", "*"), "metric"


@rule
def the_pipe_reads_only_the_stream(cloud: Everything):
    role = cloud.main.named("NewAnswersRole")
    wanted = {"DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"}
    same(sorted(may(role)), sorted(actions(wanted)), "the pipe")
    for action in wanted:
        assert allowed(role, f"dynamodb:{action}", STREAM) and not allowed(role, f"dynamodb:{action}", TABLE), action


STORE = "              - Effect: Allow\n                Action: [dynamodb:PutItem, dynamodb:DeleteItem]\n"
CASEWORK = "              - Effect: Allow\n                Action: [dynamodb:DescribeTable, dynamodb:Scan]\n"
CHANGE = """\
                Action: [dynamodb:UpdateItem, dynamodb:DeleteItem]
                Resource: !GetAtt Table.Arn
                Condition:
                  ForAllValues:StringLike:
                    dynamodb:LeadingKeys: ["S#*"]"""
COUNT = """\
                Resource: !Sub ${Table.Arn}/index/open
                Condition:
                  StringEquals:
                    dynamodb:Select: COUNT"""
WRITE = 'dynamodb:LeadingKeys: ["A#*", "T#*"]'
STREAM_ACTIONS = "[dynamodb:DescribeStream, dynamodb:GetRecords, dynamodb:GetShardIterator, dynamodb:ListStreams]"

MISTAKES = [
    Mistake(
        "the_service_can_store_and_erase_and_read_nothing",
        "the service reads",
        STORE,
        STORE.replace("DeleteItem]", "DeleteItem, dynamodb:GetItem]"),
    ),
    Mistake(
        "the_service_can_store_and_erase_and_read_nothing",
        "the service searches",
        STORE,
        allow("dynamodb:Query", "!Sub ${Table.Arn}/index/open") + STORE,
    ),
    Mistake(
        "the_service_can_store_and_erase_and_read_nothing",
        "the service looks through everything",
        STORE,
        allow("dynamodb:Scan") + STORE,
    ),
    Mistake(
        "the_service_can_store_and_erase_and_read_nothing",
        "the service changes",
        STORE,
        STORE.replace("DeleteItem]", "DeleteItem, dynamodb:UpdateItem]"),
    ),
    Mistake(
        "the_service_can_store_and_erase_and_read_nothing",
        "the service cannot erase",
        "Action: [dynamodb:PutItem, dynamodb:DeleteItem]",
        "Action: dynamodb:PutItem",
    ),
    Mistake(
        "the_service_can_store_and_erase_and_read_nothing",
        "the service writes the log",
        'dynamodb:LeadingKeys: ["S#*"]',
        'dynamodb:LeadingKeys: ["*"]',
    ),
    Mistake(
        "the_service_can_store_and_erase_and_read_nothing",
        "without a key, every key",
        '                  "Null":\n                    dynamodb:LeadingKeys: false\n',
        "",
    ),
    Mistake(
        "the_service_can_store_and_erase_and_read_nothing",
        "erasing hands back",
        "                  StringEqualsIfExists:\n                    dynamodb:ReturnValues: NONE\n",
        "",
    ),
    Mistake(
        "staff_can_do_what_their_program_does",
        "staff cannot list",
        "Action: dynamodb:Query\n                Resource: !Sub ${Table.Arn}/index/open\n              - Effect",
        "Action: dynamodb:Query\n                Resource: !Sub ${Table.Arn}/index/closed\n              - Effect",
    ),
    Mistake(
        "staff_can_do_what_their_program_does",
        "staff delete the table",
        CASEWORK,
        CASEWORK.replace("Scan]", "Scan, dynamodb:DeleteTable]"),
    ),
    Mistake("the_log_cannot_be_unwritten", "staff erase lines of the log", CHANGE, CHANGE.replace('["S#*"]', '["S#*", "A#*"]')),
    Mistake(
        "the_log_cannot_be_unwritten",
        "the daily round erases lines of the log",
        CHANGE,
        CHANGE.replace('["S#*"]', '["S#*", "A#*"]'),
        nth=1,
    ),
    Mistake("the_log_cannot_be_unwritten", "staff write over cases", WRITE, 'dynamodb:LeadingKeys: ["A#*", "T#*", "S#*"]'),
    Mistake(
        "the_daily_round_opens_nothing",
        "the daily round reads letters",
        "                      - revision\n",
        "                      - revision\n                      - answers\n",
    ),
    Mistake("the_daily_round_opens_nothing", "the daily round misses an attribute", "                      - closed\n", ""),
    Mistake(
        "the_daily_round_opens_nothing",
        "the daily round reads everything",
        "                  StringEqualsIfExists:\n                    dynamodb:Select: SPECIFIC_ATTRIBUTES\n",
        "",
    ),
    Mistake(
        "the_daily_round_opens_nothing",
        "the daily round says nothing and reads everything",
        '                  "Null":\n                    dynamodb:Attributes: false\n',
        "",
    ),
    Mistake(
        "who_counts_can_read_nothing",
        "who counts can read",
        "                Condition:\n                  StringEquals:\n                    dynamodb:Select: COUNT\n",
        "",
    ),
    Mistake(
        "who_counts_can_read_nothing",
        "who counts reads cases",
        COUNT,
        COUNT.replace("!Sub ${Table.Arn}/index/open", "!GetAtt Table.Arn"),
    ),
    Mistake(
        "the_pipe_reads_only_the_stream",
        "the pipe reads the table",
        STREAM_ACTIONS,
        STREAM_ACTIONS.replace("]", ", dynamodb:GetItem]"),
    ),
    Mistake(
        "the_pipe_reads_only_the_stream",
        "the pipe reads every stream",
        "                Resource: !GetAtt Table.StreamArn\n",
        '                Resource: "*"\n',
    ),
]
