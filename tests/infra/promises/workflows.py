"""Who deploys, and what a workflow may. Whoever opens a pull request runs what he likes there."""

from __future__ import annotations

import json
import re

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from iam import allowed, conditions_hold, every_action, is_named
from promises.calls import may
from promises.common import WORKFLOWS, Everything, Mistake, allow, more, parameters, rule, same
from promises.rights import HUB, granted
from stack import ACCOUNT, MAIN, Stack, read


@rule
def only_our_workflow_deploys(cloud: Everything):
    (trust,) = cloud.main.named("DeployRole")["AssumeRolePolicyDocument"]["Statement"]
    same(trust["Principal"], {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{HUB}"}, "who")
    same(trust["Action"], "sts:AssumeRoleWithWebIdentity", "how")
    good = {f"{HUB}:aud": ["sts.amazonaws.com"], f"{HUB}:sub": ["repo:owner/name:environment:production"]}
    assert conditions_hold(trust["Condition"], good), "our own workflow cannot deploy"
    for name, value in (
        (f"{HUB}:aud", "elsewhere"),
        (f"{HUB}:sub", "repo:owner/name:ref:refs/heads/main"),
        (f"{HUB}:sub", "repo:owner/name:environment:test"),
        (f"{HUB}:sub", "repo:owner/name:pull_request"),
        (f"{HUB}:sub", "repo:owner/other:environment:production"),
    ):
        assert not conditions_hold(trust["Condition"], {**good, name: [value]}), f"{value} can deploy"
    assert not conditions_hold(trust["Condition"], {}), "anybody can deploy"
    nobody = Stack.of(MAIN, "production", cloud.texts[MAIN], GitHubRepository="").resources
    assert not {"DeployRole", "GitHub"} & nobody.keys(), "without a repository nobody deploys"


@rule
def a_workflow_reads_no_answer_and_gives_no_rights(cloud: Everything):
    role = cloud.main.named("DeployRole")
    describe = {action for action in every_action("dynamodb") if re.match(r"dynamodb:(describe|listtags|getresource)", action)}
    assert may(role) <= describe, f"a workflow may {sorted(may(role) - describe)}"
    for action in every_action("iam"):
        if re.fullmatch(r"iam:(getrole|getrolepolicy|list(attached)?rolepolicies|passrole)", action):
            continue
        for place in ("*", f"arn:aws:iam::{ACCOUNT}:role/thousand-days-production-CollectorRole-x", "<CollectorRole.Arn>"):
            assert not allowed(role, action, place), f"{action} from a workflow"
    passed = "iam:PassedToService"
    assert allowed(role, "iam:PassRole", "<CollectorRole.Arn>", {passed: ["lambda.amazonaws.com"]}), "the service keeps no role"
    for other in ("<StaffRole.Arn>", "<RetentionRole.Arn>", "<DeployRole.Arn>", "<CountRole.Arn>", "*"):
        for service in ("lambda.amazonaws.com", "cloudformation.amazonaws.com", "ec2.amazonaws.com"):
            assert not allowed(role, "iam:PassRole", other, {passed: [service]}), f"{other} can be handed to {service}"
    assert not allowed(role, "s3:DeleteObject", "<ReleaseBucket.Arn>/x"), "a release can be erased"
    assert not allowed(role, "s3:PutBucketPolicy", "<SiteBucket.Arn>"), "the site can be opened to everybody"
    assert not allowed(role, "cloudformation:DeleteStack", cloud.main.names["AWS::StackId"]), "the stack can be taken down"


# What a workflow changes. All else that it may is looking.
CHANGES = """
    apigateway:PATCH apigateway:POST apigateway:PUT cloudformation:CreateChangeSet cloudformation:DeleteChangeSet
    cloudformation:ExecuteChangeSet cloudfront:CreateInvalidation cloudfront:PublishFunction cloudfront:UpdateCachePolicy
    cloudfront:UpdateDistribution cloudfront:UpdateFunction cloudfront:UpdateOriginAccessControl
    cloudfront:UpdateResponseHeadersPolicy cloudwatch:PutMetricAlarm iam:PassRole lambda:AddPermission
    lambda:DeleteFunctionConcurrency lambda:PutFunctionConcurrency lambda:RemovePermission lambda:TagResource
    lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration logs:DeleteMetricFilter logs:PutMetricFilter
    logs:PutRetentionPolicy s3:DeleteObject s3:PutObject
"""


@rule
def a_workflow_changes_what_is_listed_and_looks_at_its_own(cloud: Everything):
    role = cloud.main.named("DeployRole")
    places = granted(role)
    every = set().union(*places.values())
    changes = {action for action in every if not re.match(r"\w+:(Get|List|Describe)", action, re.I)}
    same(sorted(changes), sorted(CHANGES.split()), "what a workflow changes")
    for action in (
        "logs:GetLogEvents",
        "lambda:GetLayerVersion",
        "dynamodb:GetItem",
        "dynamodb:GetRecords",
        "secretsmanager:GetSecretValue",
    ):
        assert not any(allowed(role, action, place) for place in places), f"{action} from a workflow"
    region = f"arn:aws:(apigateway|cloudformation|cloudwatch|logs):eu-north-1:({ACCOUNT}|aws)?:"
    mine = "thousand-days-production"
    parts = f"stack/{mine}/|transform/|alarm:{mine}-|log-group:/(thousand-days/production/|aws/vendedlogs/{mine}-)|/apis/<Api>"
    edge = rf"arn:aws:cloudfront::{ACCOUNT}:[\w-]+/(<\w+>|{mine}-rewrite)"
    # What a list is asked of, and nothing else.
    lists = f"arn:aws:logs:eu-north-1:{ACCOUNT}:log-group:*"
    same(sorted(places.pop(lists, [])), ["logs:DescribeLogGroups"], "every log of the account")
    own = rf"<\w+\.Arn>(/\*)?|{region}({parts}).*|{edge}|arn:aws:iam::{ACCOUNT}:role/{mine}-\*"
    same([place for place in places if not re.fullmatch(own, place)], [], "what is not this stack's")
    for action in changes:
        wide = [place for place, some in places.items() if action in some and place.startswith("arn:aws:iam::")]
        same(wide, [], f"{action}: roles by their beginning")
    same([place for place, some in places.items() if "iam:PassRole" in some], ["<CollectorRole.Arn>"], "the role it hands on")
    for passed in ({}, {"iam:PassedToService": ["ec2.amazonaws.com"]}):
        assert not allowed(role, "iam:PassRole", "<CollectorRole.Arn>", passed), f"handed to {passed or 'whomever'}"


# What a workflow changes, and what that refers to.
LOOKED_AT = {
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::Stage",
    "AWS::CloudFront::CachePolicy",
    "AWS::CloudFront::Distribution",
    "AWS::CloudFront::Function",
    "AWS::CloudFront::OriginAccessControl",
    "AWS::CloudFront::ResponseHeadersPolicy",
    "AWS::CloudWatch::Alarm",
    "AWS::DynamoDB::Table",
    "AWS::IAM::Role",
    "AWS::Lambda::Function",
    "AWS::Lambda::Permission",
    "AWS::Logs::LogGroup",
    "AWS::Logs::MetricFilter",
}


@rule
def a_workflow_can_look_at_what_it_changes(cloud: Everything):
    role = cloud.main.named("DeployRole")
    for kind in sorted(LOOKED_AT):
        looks = PROVIDER_SCHEMA_MANAGER.get_resource_schema("eu-north-1", kind).schema["handlers"]["read"]["permissions"]
        # No key of one's own is read; and policies for all logs are asked of the whole account, for a setting that is not ours.
        wanted = {action.lower() for action in looks} - {"kms:decrypt", "logs:describeresourcepolicies"}
        same([action for action in sorted(wanted) if not is_named(role, action)], [], f"{kind}: cannot be looked at")


@rule
def a_repository_is_one_repository(cloud: Everything):
    parameter = parameters(cloud, MAIN)["GitHubRepository"]
    pattern = re.compile(parameter["AllowedPattern"])
    known = ("owner/name", "owner@1234/name@5678", "")
    assert all(map(pattern.search, known)) and parameter["Default"] == "", "nobody by default"
    for bad in ("owner/*", "*/name", "owner/name:ref:refs/heads/main", "owner", "owner/name/more", "owner/na?e", "ow ner/name"):
        assert not pattern.search(bad), f"GitHubRepository takes »{bad}«"


def jobs(cloud: Everything):
    """Yields each job of each workflow, with where it stands."""
    for path in WORKFLOWS:
        for name, job in read(cloud.texts[path])["jobs"].items():
            yield f"{path}: {name}", job


@rule
def workflows_run_what_was_looked_at(cloud: Everything):
    for path in WORKFLOWS:
        same(read(cloud.texts[path])["permissions"], {"contents": "read"}, path)
        strange = re.findall(r"\b(pull_request_target|workflow_run|issue_comment|repository_dispatch)\b", cloud.texts[path])
        same(strange, [], f"{path}: somebody else's text starts it, with our rights")
    for place, job in jobs(cloud):
        for used in [job.get("uses"), *(step.get("uses") for step in job.get("steps", []))]:
            pinned = re.fullmatch(
                r"\./\.github/workflows/[a-z]+\.yml|[\w./-]+@[0-9a-f]{40}", used or "./.github/workflows/none.yml"
            )
            assert pinned, f"{place}: {used} can become something else"
        for step in job.get("steps", []):
            # What somebody wrote comes through the environment; put into the script, it would be part of it.
            assert "${{" not in step.get("run", ""), f"{place}: {step.get('name')}"
            if "checkout@" in step.get("uses", ""):
                same(step["with"]["persist-credentials"], False, f"{place}: the token stays in the folder")
        assert job.get("runs-on", "ubuntu-24.04") == "ubuntu-24.04", f"{place}: a machine that is not new each time"


@rule
def only_the_deploy_logs_in(cloud: Everything):
    may_log_in = {place for place, job in jobs(cloud) if "id-token" in job.get("permissions", {})}
    deploy, nightly = ".github/workflows/deploy.yml: deploy", ".github/workflows/nightly.yml: new-day"
    same(sorted(may_log_in), [deploy, nightly], "who can ask for a token")
    for place, job in jobs(cloud):
        wanted = {"contents": "read", **({"id-token": "write"} if place in may_log_in else {})}
        assert job.get("permissions", {}).items() <= wanted.items(), f"{place}: {job['permissions']}"
        text = json.dumps(job)
        if place != deploy:
            assert "secrets." not in text and "aws-actions" not in text, f"{place}: a secret outside the environment"
        else:
            same(job.get("environment"), "${{ inputs.stage || 'production' }}", "whose branches may deploy is said there")
            assert "secrets." not in json.dumps(job["env"]), "a secret in every step"
            same(job["concurrency"], {"group": "deploy-${{ inputs.stage || 'production' }}", "queue": "max"}, "one after the other")
        assert "timeout-minutes" in job or "uses" in job, f"{place}: for ever"


PASS = "              - Sid: TheServiceKeepsItsRole\n"
PASSED = """\
                Condition:
                  StringEquals:
                    iam:PassedToService: lambda.amazonaws.com
"""
CHECK, DEPLOY = ".github/workflows/check.yml", ".github/workflows/deploy.yml"

MISTAKES = [
    Mistake(
        "only_our_workflow_deploys",
        "every branch deploys",
        "repo:${GitHubRepository}:environment:${Stage}",
        "repo:${GitHubRepository}:ref:refs/heads/main",
    ),
    Mistake(
        "only_our_workflow_deploys",
        "every repository deploys",
        "              StringEquals:\n                token.actions",
        "              StringNotEquals:\n                token.actions",
    ),
    Mistake(
        "only_our_workflow_deploys",
        "every name that is like it deploys",
        "                token.actions.githubusercontent.com:sub: !Sub repo:${GitHubRepository}:environment:${Stage}\n",
        "              StringLike:\n                token.actions.githubusercontent.com:sub: !Sub repo:${GitHubRepository}:*\n",
    ),
    Mistake(
        "only_our_workflow_deploys",
        "a token for somebody else",
        "                token.actions.githubusercontent.com:aud: sts.amazonaws.com\n",
        "",
    ),
    Mistake(
        "a_workflow_reads_no_answer_and_gives_no_rights",
        "a workflow reads the table",
        "              - Sid: TheService\n",
        allow("dynamodb:Scan") + "              - Sid: TheService\n",
    ),
    Mistake(
        "a_workflow_reads_no_answer_and_gives_no_rights",
        "a workflow deletes the table",
        "                  - dynamodb:DescribeTable\n",
        "                  - dynamodb:DescribeTable\n                  - dynamodb:DeleteTable\n",
    ),
    Mistake(
        "a_workflow_reads_no_answer_and_gives_no_rights",
        "a workflow gives rights",
        "iam:GetRole, iam:GetRolePolicy",
        "iam:GetRole, iam:GetRolePolicy, iam:PutRolePolicy",
    ),
    Mistake(
        "a_workflow_reads_no_answer_and_gives_no_rights",
        "a workflow takes any role",
        "                Action: iam:PassRole\n                Resource: !GetAtt CollectorRole.Arn\n",
        '                Action: iam:PassRole\n                Resource: "*"\n',
    ),
    Mistake(
        "a_workflow_reads_no_answer_and_gives_no_rights",
        "a workflow opens the site's bucket",
        "                  - s3:GetLifecycleConfiguration\n",
        "                  - s3:GetLifecycleConfiguration\n                  - s3:PutBucketPolicy\n",
    ),
    Mistake(
        "a_workflow_reads_no_answer_and_gives_no_rights",
        "a workflow erases releases",
        "                Action: s3:DeleteObject\n                Resource: !Sub ${SiteBucket.Arn}/*\n",
        "                Action: s3:DeleteObject\n                Resource: !Sub ${ReleaseBucket.Arn}/*\n",
    ),
    Mistake(
        "a_workflow_reads_no_answer_and_gives_no_rights",
        "a workflow takes the stack down",
        "                  - cloudformation:DeleteChangeSet\n",
        "                  - cloudformation:DeleteChangeSet\n                  - cloudformation:DeleteStack\n",
    ),
    Mistake(
        "a_workflow_changes_what_is_listed_and_looks_at_its_own",
        "the gateway is denied",
        "Sid: ItsGateway\n                Effect: Allow",
        "Sid: ItsGateway\n                Effect: Deny",
    ),
    more(
        "a_workflow_changes_what_is_listed_and_looks_at_its_own",
        "a workflow opens a door to the function",
        "                  - lambda:UpdateFunctionCode\n",
        "                  - lambda:CreateFunctionUrlConfig\n",
    ),
    Mistake(
        "a_workflow_changes_what_is_listed_and_looks_at_its_own",
        "a workflow becomes a counsellor",
        PASS,
        allow("sts:AssumeRole", "!GetAtt StaffRole.Arn") + PASS,
    ),
    Mistake(
        "a_workflow_changes_what_is_listed_and_looks_at_its_own",
        "a workflow hands the role to any service",
        PASSED,
        "",
    ),
    Mistake(
        "a_workflow_changes_what_is_listed_and_looks_at_its_own",
        "a workflow hands on every role of ours",
        "                Action: [iam:GetRole,",
        "                Action: [iam:PassRole, iam:GetRole,",
    ),
    Mistake(
        "a_workflow_changes_what_is_listed_and_looks_at_its_own",
        "a workflow changes every stack",
        "stack/${AWS::StackName}/*",
        "stack/*",
    ),
    Mistake(
        "a_workflow_changes_what_is_listed_and_looks_at_its_own",
        "a workflow changes every distribution",
        "distribution/${Distribution}\n              #",
        "distribution/*\n              #",
    ),
    Mistake(
        "a_workflow_changes_what_is_listed_and_looks_at_its_own",
        "a workflow erases for good",
        "Action: s3:DeleteObject\n",
        "Action: [s3:DeleteObject, s3:DeleteObjectVersion]\n",
    ),
    Mistake(
        "a_workflow_changes_what_is_listed_and_looks_at_its_own",
        "a workflow reads the counsellors' mails",
        PASS,
        allow("sns:Subscribe", "!Ref Staff") + PASS,
    ),
    Mistake(
        "a_workflow_can_look_at_what_it_changes",
        "a new setting of the function",
        "- lambda:GetFunctionScalingConfig",
        "- lambda:GetPolicy",
    ),
    Mistake("a_repository_is_one_repository", "a repository that is made today", "(@\\d+)?/", "/"),
    Mistake("a_repository_is_one_repository", "every repository", "^([A-Za-z0-9._-]+", "^([A-Za-z0-9._*-]+"),
    Mistake(
        "workflows_run_what_was_looked_at",
        "an action by a name that can move",
        "checkout@11bd71901bbe5b1630ceea73d27597364c9af683",
        "checkout@v4",
        DEPLOY,
    ),
    Mistake(
        "workflows_run_what_was_looked_at", "a pull request with our rights", "  pull_request:", "  pull_request_target:", CHECK
    ),
    Mistake(
        "workflows_run_what_was_looked_at", "a reason that is a command", "${WHY:-no reason", "${{ inputs.why }}${WHY:-no", DEPLOY
    ),
    Mistake(
        "workflows_run_what_was_looked_at", "the token stays", "persist-credentials: false", "persist-credentials: true", CHECK
    ),
    Mistake("workflows_run_what_was_looked_at", "every workflow writes", "  contents: read\n", "  contents: write\n", CHECK),
    Mistake("workflows_run_what_was_looked_at", "a machine of one's own", "ubuntu-24.04", "self-hosted", DEPLOY),
    Mistake(
        "only_the_deploy_logs_in",
        "a pull request logs in",
        "  gate:\n",
        "  gate:\n    permissions:\n      id-token: write\n",
        CHECK,
    ),
    Mistake("only_the_deploy_logs_in", "no environment asks who deploys", "    environment: ${{", "    name: ${{", DEPLOY),
    Mistake(
        "only_the_deploy_logs_in",
        "addresses of counsellors in every step",
        "      WHY: ${{ inputs.why }}\n",
        "      WHY: ${{ inputs.why }}\n      PARAMETERS: ${{ secrets.PARAMETERS }}\n",
        DEPLOY,
    ),
    Mistake("only_the_deploy_logs_in", "a roll-back that waits is lost", "      queue: max\n", "", DEPLOY),
]
