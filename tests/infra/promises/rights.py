"""Every role: who becomes it, and every right it has."""

from __future__ import annotations

import json
import re

from iam import allowed, listed, statements
from promises.calls import CASE, CASEWORK, COUNT, INDEX, LINE, STONE, STORE, STREAM, TABLE, WRITE, key
from promises.common import Everything, Mistake, allow, more, only, rule, same, subset
from stack import ACCOUNT

HUB = "token.actions.githubusercontent.com"
# Whoever may become a role, and how. What else of a workflow's words counts stands in workflows.py.
TRUST = {
    "CollectorRole": ({"Service": "lambda.amazonaws.com"}, None),
    "CountRole": ({"Service": "states.amazonaws.com"}, {"StringEquals": {"aws:SourceAccount": ACCOUNT}}),
    "MorningRole": ({"Service": "scheduler.amazonaws.com"}, {"StringEquals": {"aws:SourceAccount": ACCOUNT}}),
    "NewAnswersRole": ({"Service": "pipes.amazonaws.com"}, {"StringEquals": {"aws:SourceAccount": ACCOUNT}}),
    "RetentionRole": ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, {"StringEquals": {"aws:PrincipalTag/duty": "retention"}}),
    "StaffRole": ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, {"Bool": {"aws:MultiFactorAuthPresent": True}}),
}


@rule
def nobody_else_becomes_a_role(cloud: Everything):
    same(sorted(cloud.main.all("AWS::IAM::Role")), sorted([*TRUST, "DeployRole"]), "roles")
    for name, (principal, condition) in TRUST.items():
        wanted = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
        wanted |= {"Condition": condition} if condition else {}
        same(cloud.main.named(name)["AssumeRolePolicyDocument"]["Statement"], [wanted], name)
    (trust,) = cloud.main.named("DeployRole")["AssumeRolePolicyDocument"]["Statement"]
    wanted = {f"{HUB}:aud": "sts.amazonaws.com", f"{HUB}:sub": "repo:owner/name:environment:production"}
    only(trust, "Action Condition Effect Principal", "DeployRole")
    subset(trust, {"Effect": "Allow", "Condition": {"StringEquals": wanted}}, "which workflow")
    subset(cloud.main.named("GitHub"), {"Url": f"https://{HUB}", "ClientIdList": ["sts.amazonaws.com"]}, "whose word counts")
    # A counsellor's day, and not a minute more than IAM allows a step of trust.
    same(cloud.main.named("StaffRole")["MaxSessionDuration"], 36000, "a day's work")


ITEMS = ("PutItem", "GetItem", "UpdateItem", "DeleteItem")
LOG_PLACE = f"arn:aws:logs:eu-north-1:{ACCOUNT}:log-group:/thousand-days/production/collector:*"
# Every right of every role, and where it holds; the workflow's stand in workflows.py.
RIGHTS = {
    "CollectorRole": {TABLE: "PutItem DeleteItem", LOG_PLACE: "logs:CreateLogStream logs:PutLogEvents"},
    "CountRole": {INDEX: "Query", "<Staff>": "sns:Publish", "*": "cloudwatch:PutMetricData"},
    "MorningRole": {"<FindOverdue>": "states:StartExecution"},
    "NewAnswersRole": {
        STREAM: "DescribeStream GetRecords GetShardIterator ListStreams",
        "<TellStaff>": "states:StartExecution",
    },
    "RetentionRole": {TABLE: "DescribeTable Scan GetItem PutItem UpdateItem DeleteItem"},
    "StaffRole": {TABLE: "DescribeTable Scan Query GetItem PutItem UpdateItem DeleteItem", INDEX: "Query"},
}
# With which keys; without a key, none of these is allowed.
KEYS = {
    "CollectorRole": {"PutItem": [CASE], "DeleteItem": [CASE]},
    "StaffRole": {
        "PutItem": [LINE, STONE],
        "GetItem": [CASE, STONE],
        "UpdateItem": [CASE],
        "DeleteItem": [CASE],
        "Query": [LINE],
    },
    "RetentionRole": {"PutItem": [LINE, STONE], "GetItem": [CASE], "UpdateItem": [CASE], "DeleteItem": [CASE]},
}


def granted(role: dict) -> dict[str, set[str]]:
    """Returns what a role may do at each place, whatever the conditions."""
    found = {}
    for one in statements(role):
        assert set(one) <= {"Sid", "Effect", "Action", "Resource", "Condition"}, "say what, not what not"
        assert one["Effect"] == "Allow", "what is not allowed need not be denied"
        for place in listed(one["Resource"]):
            found.setdefault(place, set()).update(listed(one["Action"]))
    return found


@rule
def no_role_has_a_right_more(cloud: Everything):
    for name, places in RIGHTS.items():
        words = {place: {word if ":" in word else f"dynamodb:{word}" for word in said.split()} for place, said in places.items()}
        found = granted(cloud.main.named(name))
        same(
            {place: sorted(one) for place, one in sorted(found.items())},
            {place: sorted(words[place]) for place in sorted(words)},
            name,
        )


@rule
def every_right_has_its_keys(cloud: Everything):
    for name, rights in KEYS.items():
        role = cloud.main.named(name)
        for action in (*ITEMS, "Query"):
            for one in (CASE, LINE, STONE, "x"):
                wanted = one in rights.get(action, [])
                same(allowed(role, f"dynamodb:{action}", TABLE, key(one)), wanted, f"{name}: {action} of {one}")
            assert not allowed(role, f"dynamodb:{action}", TABLE), f"{name}: {action} without a key"
            assert not allowed(role, f"dynamodb:{action}", TABLE, key(CASE, LINE)), f"{name}: {action} of two kinds at once"
    collector = cloud.main.named("CollectorRole")
    for back in ("ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"):
        assert not allowed(collector, "dynamodb:DeleteItem", TABLE, key(CASE, ReturnValues=[back])), f"{back} comes back"


@rule
def no_role_may_everything(cloud: Everything):
    for name, role in cloud.main.all("AWS::IAM::Role").items():
        for one in statements(role):
            wide = [action for action in listed(one["Action"]) if "*" in action and action != "s3:GetBucket*"]
            same(wide, [], f"{name}: actions")
            if "*" in listed(one["Resource"]):
                same(one["Action"], "cloudwatch:PutMetricData", f"{name}: everywhere")


@rule
def policies_are_short_enough(cloud: Everything):
    for name, role in cloud.main.all("AWS::IAM::Role").items():
        # IAM counts what is not white; names of buckets and the like are longer than ours here.
        text = json.dumps([one["PolicyDocument"] for one in role["Policies"]], separators=(",", ":"))
        names = sum(40 for _ in re.findall(r"<[\w.]+>", text))
        assert len(text) + names < 10_240, f"{name}: {len(text)} characters of policy"


PIPES = """\
              Service: pipes.amazonaws.com
            Action: sts:AssumeRole
            Condition:
              StringEquals:
                aws:SourceAccount: !Ref AWS::AccountId
"""
ACCOUNTS = "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"
MFA = "            Action: sts:AssumeRole\n            Condition:\n              Bool:"
WORKFLOW = "token.actions.githubusercontent.com:sub: !Sub repo:${GitHubRepository}:environment:${Stage}\n"
TABLES = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table"
NO_KEY = '                  "Null":\n                    dynamodb:LeadingKeys: false\n'

MISTAKES = [
    Mistake(
        "nobody_else_becomes_a_role",
        "staff without a second factor",
        "            Condition:\n              Bool:\n                aws:MultiFactorAuthPresent: true\n",
        "",
    ),
    Mistake(
        "nobody_else_becomes_a_role",
        "anybody makes the round",
        "                aws:PrincipalTag/duty: retention\n",
        "                aws:PrincipalTag/duty: anything\n",
    ),
    Mistake(
        "nobody_else_becomes_a_role",
        "CloudFormation remembers a role",
        "              Service: pipes.amazonaws.com\n",
        "              Service: cloudformation.amazonaws.com\n",
    ),
    Mistake(
        "nobody_else_becomes_a_role",
        "others' pipes use our role",
        PIPES,
        PIPES.split("            Condition")[0],
    ),
    Mistake(
        "nobody_else_becomes_a_role",
        "nobody deploys",
        "Effect: Allow\n            Principal:\n              Federated",
        "Effect: Deny\n            Principal:\n              Federated",
    ),
    more(
        "nobody_else_becomes_a_role",
        "whoever may assume roles writes as the service",
        "              Service: lambda.amazonaws.com\n",
        f"              AWS: !Sub {ACCOUNTS}\n",
    ),
    Mistake(
        "nobody_else_becomes_a_role",
        "machines count as well",
        "Service: states.amazonaws.com",
        "Service: [states.amazonaws.com, ec2.amazonaws.com]",
    ),
    Mistake(
        "nobody_else_becomes_a_role",
        "anybody with a second factor",
        f"              AWS: !Sub {ACCOUNTS}\n{MFA}",
        f'              AWS: ["*"]\n{MFA}',
    ),
    Mistake("nobody_else_becomes_a_role", "the keys of a day last an hour", "Duration: 36000", "Duration: 3600"),
    Mistake(
        "nobody_else_becomes_a_role",
        "repositories whose names begin alike deploy",
        f"                {WORKFLOW}",
        f"              StringLike:\n                {WORKFLOW.replace('y}:', 'y}*:')}",
    ),
    Mistake(
        "nobody_else_becomes_a_role",
        "somebody else's repository deploys",
        "!Sub repo:${GitHubRepository}:environment:${Stage}\n",
        '[!Sub "repo:${GitHubRepository}:environment:${Stage}", "repo:x/y:environment:production"]\n',
    ),
    Mistake("nobody_else_becomes_a_role", "another host's word counts", "Url: https://token", "Url: https://not.token"),
    Mistake(
        "no_role_has_a_right_more",
        "the service writes to every log",
        "log-group:/thousand-days/${Stage}/collector:*",
        "*",
    ),
    Mistake(
        "no_role_has_a_right_more",
        "the service sends mail",
        STORE,
        allow("sns:Publish", "!Ref Staff") + STORE,
    ),
    Mistake(
        "no_role_has_a_right_more",
        "the service reads restored tables",
        STORE,
        allow("dynamodb:Scan", f"!Sub {TABLES}/thousand-days-*") + STORE,
    ),
    Mistake(
        "no_role_has_a_right_more",
        "the service cannot write its log",
        "[logs:CreateLogStream, logs:PutLogEvents]",
        "logs:PutLogEvents",
    ),
    Mistake(
        "no_role_has_a_right_more",
        "staff change the service",
        CASEWORK,
        allow("lambda:UpdateFunctionCode", "!GetAtt Collector.Arn") + CASEWORK,
    ),
    Mistake("no_role_has_a_right_more", "staff read every table", CASEWORK, allow("dynamodb:Scan", f"!Sub {TABLES}/*") + CASEWORK),
    Mistake(
        "no_role_has_a_right_more",
        "the daily round gets at secrets",
        "              # The round looks",
        allow("secretsmanager:GetSecretValue") + "              # The round looks",
    ),
    Mistake("no_role_has_a_right_more", "who counts, counts in every index", COUNT, COUNT.replace("open", "*")),
    more("no_role_has_a_right_more", "who counts writes to anybody", "Resource: !Ref Staff\n", allow("ses:SendEmail", '"*"')),
    more("no_role_has_a_right_more", "the pipe calls the service", "Resource: !Ref TellStaff\n", allow("lambda:InvokeFunction")),
    more("no_role_has_a_right_more", "the clock reads the table", "Resource: !Ref FindOverdue\n", allow("dynamodb:Scan")),
    Mistake(
        "no_role_has_a_right_more",
        "the service's log is denied",
        "Effect: Allow\n                Action: [logs:",
        "Effect: Deny\n                Action: [logs:",
    ),
    Mistake("every_right_has_its_keys", "erasing hands back a part", "ReturnValues: NONE", "ReturnValues: [NONE, UPDATED_OLD]"),
    Mistake("every_right_has_its_keys", "staff query cases", 'Keys: ["A#*"]', 'Keys: ["*"]'),
    Mistake("every_right_has_its_keys", "staff get anything", 'Keys: ["S#*", "T#*"]', 'Keys: ["*"]'),
    Mistake("every_right_has_its_keys", "without a key, staff write anything", f"{WRITE}\n{NO_KEY}", f"{WRITE}\n"),
    Mistake("every_right_has_its_keys", "the daily round leaves no stone", WRITE, 'dynamodb:LeadingKeys: ["A#*"]', nth=1),
    Mistake(
        "no_role_may_everything",
        "a role may everything with logs",
        "Action: [logs:CreateLogStream, logs:PutLogEvents]",
        "Action: logs:*",
    ),
    Mistake(
        "no_role_may_everything",
        "a role may it everywhere",
        "                Action: sns:Publish\n                Resource: !Ref Staff\n",
        '                Action: sns:Publish\n                Resource: "*"\n',
    ),
    Mistake(
        "policies_are_short_enough",
        "IAM refuses a role",
        "iam:GetRole, iam:GetRolePolicy",
        f"iam:GetRole, iam:GetRolePolicy, iam:{'Get' * 2000}",
    ),
]
