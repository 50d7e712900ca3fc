"""What differs between the stages, and what parameters are when nobody says them."""

from __future__ import annotations

import re

from promises.common import Everything, Mistake, parameters, rule, same, subset
from stack import ACCOUNT, EDGE, MAIN


@rule
def test_is_production_but_for_its_protection(cloud: Everything):
    def flat(tree, path=""):
        if isinstance(tree, dict):
            return {found: value for name, one in tree.items() for found, value in flat(one, f"{path}/{name}").items()}
        if isinstance(tree, list):
            return {found: value for place, one in enumerate(tree) for found, value in flat(one, f"{path}/{place}").items()}
        return {path: re.sub(r"\b(production|test)\b", "STAGE", tree) if isinstance(tree, str) else tree}

    one, other = flat(cloud.main.resources), flat(cloud.test.resources)
    unlike = {path for path in one.keys() | other.keys() if one.get(path) != other.get(path)}
    kept = [name for name, resource in cloud.main.resources.items() if "DeletionPolicy" in resource]
    wanted = {f"/{name}/{policy}" for name in kept for policy in ("DeletionPolicy", "UpdateReplacePolicy")}
    wanted |= {f"/{name}/Properties/ActionsEnabled" for name in cloud.main.all("AWS::CloudWatch::Alarm")}
    robots = "/Headers/Properties/ResponseHeadersPolicyConfig/CustomHeadersConfig/Items/3"
    wanted |= {f"{robots}/{part}" for part in ("Header", "Value", "Override")}
    wanted |= {
        "/Table/Properties/DeletionProtectionEnabled",
        "/Table/Properties/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled",
    }
    same(sorted(unlike), sorted(wanted), "what differs in test")
    headers = cloud.test.named("Headers")["ResponseHeadersPolicyConfig"]["CustomHeadersConfig"]["Items"]
    assert {"Header": "X-Robots-Tag", "Value": "noindex", "Override": True} in headers, "search engines find the site for trials"


@rule
def nobody_in_particular_stands_in_a_template(cloud: Everything):
    for path in (MAIN, EDGE):
        text = cloud.texts[path]
        same(re.findall(r"\b\d{12}\b", text), [], f"{path}: accounts")
        same(re.findall(r"[\w.]+@[\w-]+\.\w+", text), [], f"{path}: mail addresses")
        for name in ("DomainName", "AlarmEmail"):
            assert "Default" not in parameters(cloud, path)[name], f"{path}: {name}"
        assert not re.search(r"^\s+[\w-]+: [&*]\w", text, re.M), f"{path}: CloudFormation reads no anchors"


DEFAULTS = {
    MAIN: {
        "CertificateArn": "",
        "WebAclArn": "",
        "Architecture": "arm64",
        "ReservedConcurrency": 50,
        "MaxWriteUnits": 1000,
        "TableKeyArn": "",
        "GitHubRepository": "",
        "GitHubLogin": "make",
        "LogDays": 14,
        "QuarantineAlarm": 20,
    },
    EDGE: {"HostedZoneId": "", "RateLimit": 300, "BudgetUsd": 50},
}
TAKEN = {
    "DomainName": (["1000dage.dk", "a.b.example"], ["", "https://x.dk", "x", "*.x.dk", "x.dk/", "x .dk", "X.dk"]),
    "AlarmEmail": (["a@b.example"], ["", "a", "a@b", "a @b.example", "a@@b.example"]),
    "StaffEmail": (["a@b.example"], ["", "a", "a@b", "a @b.example"]),
    "CertificateArn": (
        ["", f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/0a"],
        [f"arn:aws:acm:eu-north-1:{ACCOUNT}:certificate/0a", "x"],
    ),
    "WebAclArn": (
        ["", f"arn:aws:wafv2:us-east-1:{ACCOUNT}:global/webacl/x/0a"],
        [f"arn:aws:wafv2:us-east-1:{ACCOUNT}:regional/webacl/x/0a", "x"],
    ),
    "TableKeyArn": (["", f"arn:aws:kms:eu-north-1:{ACCOUNT}:key/0a"], ["alias/aws/dynamodb", "x"]),
    "HostedZoneId": (["", "Z0ABC"], ["/hostedzone/Z0", "x"]),
}


@rule
def what_nobody_says_is_safe(cloud: Everything):
    for path, wanted in DEFAULTS.items():
        same(parameters(cloud, path)["Stage"]["AllowedValues"], ["production", "test"], f"{path}: stages")
        subset({name: one.get("Default") for name, one in parameters(cloud, path).items()}, wanted, path)
        for name, (good, bad) in TAKEN.items():
            pattern = parameters(cloud, path).get(name, {}).get("AllowedPattern")
            if pattern:
                same([one for one in good if not re.search(pattern, one)], [], f"{path}: {name} refuses")
                same([one for one in bad if re.search(pattern, one)], [], f"{path}: {name} takes")
        words = {name for name, one in parameters(cloud, path).items() if one["Type"] == "String" and "AllowedValues" not in one}
        free = {name for name in words if "AllowedPattern" not in parameters(cloud, path)[name]}
        same(sorted(free), [], f"{path}: takes anything")


MISTAKES = [
    Mistake(
        "test_is_production_but_for_its_protection",
        "search engines find test",
        "                Value: noindex\n",
        "                Value: index\n",
    ),
    Mistake(
        "test_is_production_but_for_its_protection",
        "test keeps its logs",
        "RetentionInDays: !Ref LogDays",
        "RetentionInDays: !If [IsProduction, 14, 30]",
    ),
    Mistake(
        "test_is_production_but_for_its_protection",
        "test has a name of its own",
        "      TableName: !Sub thousand-days-${Stage}\n",
        "      TableName: !If [IsProduction, thousand-days, trial]\n",
    ),
    Mistake(
        "nobody_in_particular_stands_in_a_template",
        "an account",
        "Type: Number\n    Default: 50",
        "Type: Number\n    Description: for 123456789012\n    Default: 50",
    ),
    Mistake(
        "nobody_in_particular_stands_in_a_template",
        "a mail address",
        "    Description: Who runs the system,",
        "    Default: drift@example.dk\n    Description: Who runs the system,",
    ),
    Mistake(
        "nobody_in_particular_stands_in_a_template",
        "an anchor",
        "      LifecycleConfiguration:\n",
        "      LifecycleConfiguration: &kept\n",
    ),
    Mistake("what_nobody_says_is_safe", "a stage that is half protected", "[production, test]", "[production, test, demo]"),
    Mistake("what_nobody_says_is_safe", "a bill without end", "Default: 1000\n", "Default: 1000000\n"),
    Mistake("what_nobody_says_is_safe", "any domain", "^[a-z0-9]([a-z0-9-]*[a-z0-9])?(", "("),
    Mistake(
        "what_nobody_says_is_safe", "any address", "AllowedPattern: ^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", "AllowedPattern: .*", nth=1
    ),
    Mistake("what_nobody_says_is_safe", "a hospital is turned away", "Default: 300\n", "Default: 10\n", EDGE),
    Mistake("what_nobody_says_is_safe", "a budget that never tells", "Default: 50\n", "Default: 50000\n", EDGE),
]
