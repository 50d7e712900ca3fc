"""What our templates promise, one rule a promise. A rule fails with an AssertionError that says what is wrong."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property

import source
from iam import allowed, conditions_hold, every_action, is_named, listed, statements
from stack import ACCOUNT, EDGE, MAIN, ROOT, Stack

RULES = {}


def rule(check):
    """Notes a promise under its name."""
    RULES[check.__name__] = check
    return check


def complaint(name: str, cloud: Everything) -> str | None:
    """Returns what a rule has to say against our templates."""
    try:
        RULES[name](cloud)
    except AssertionError as wrong:
        return str(wrong)
    except (KeyError, IndexError, TypeError, ValueError) as missing:
        return f"{type(missing).__name__}: {missing}"
    return None


@dataclass
class Everything:
    """Both templates, as production and as test."""

    texts: dict[str, str]
    rewrite: str

    @classmethod
    def now(cls) -> Everything:
        return cls({path: (ROOT / path).read_text() for path in (MAIN, EDGE)}, (ROOT / "infra/rewrite.js").read_text())

    @cached_property
    def main(self) -> Stack:
        return Stack.of(MAIN, "production", self.texts[MAIN])

    @cached_property
    def test(self) -> Stack:
        return Stack(MAIN, "test", self.main.expanded, {**self.main.given, "Stage": "test"})

    @cached_property
    def edge(self) -> Stack:
        return Stack.of(EDGE, "production", self.texts[EDGE])

    @cached_property
    def distribution(self) -> dict:
        return self.main.one("AWS::CloudFront::Distribution")["DistributionConfig"]

    @cached_property
    def api_behaviour(self) -> dict:
        (behaviour,) = self.distribution["CacheBehaviors"]
        return behaviour

    def origin(self, behaviour: dict) -> dict:
        (origin,) = [one for one in self.distribution["Origins"] if one["Id"] == behaviour["TargetOriginId"]]
        return origin


def same(found, wanted, what: str):
    assert found == wanted, f"{what}: {json.dumps(found, default=str)} instead of {json.dumps(wanted, default=str)}"


def subset(found: dict, wanted: dict, what: str):
    same({name: found.get(name) for name in wanted}, wanted, what)


# ---- The site


@rule
def buckets_are_private(cloud: Everything):
    for name, bucket in cloud.main.all("AWS::S3::Bucket").items():
        closed = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"]
        subset(bucket["PublicAccessBlockConfiguration"], dict.fromkeys(closed, True), name)
        same(bucket["OwnershipControls"], {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}, name)
        assert not {"AccessControl", "WebsiteConfiguration", "CorsConfiguration"} & bucket.keys(), name
        assert bucket["BucketEncryption"], name
    distribution = {"StringEquals": {"AWS:SourceArn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/<Distribution>"}}
    for name, policy in cloud.main.all("AWS::S3::BucketPolicy").items():
        for one in policy["PolicyDocument"]["Statement"]:
            if one["Effect"] == "Allow":
                same(one["Principal"], {"Service": "cloudfront.amazonaws.com"}, name)
                same(one["Condition"], distribution, name)
                assert one["Action"] in ("s3:GetObject", "s3:ListBucket"), one["Action"]


@rule
def buckets_keep_versions(cloud: Everything):
    for name, bucket in cloud.main.all("AWS::S3::Bucket").items():
        same(bucket["VersioningConfiguration"], {"Status": "Enabled"}, name)
        rules = bucket["LifecycleConfiguration"]["Rules"]
        assert any("NoncurrentVersionExpiration" in one and one["Status"] == "Enabled" for one in rules), (
            f"{name} keeps them for ever"
        )


@rule
def buckets_refuse_weak_encryption(cloud: Everything):
    policies = {one["Bucket"]: one["PolicyDocument"]["Statement"] for one in cloud.main.all("AWS::S3::BucketPolicy").values()}
    for name in cloud.main.all("AWS::S3::Bucket"):
        denied = [one for one in policies[f"<{name}>"] if one["Effect"] == "Deny"]
        conditions = [one["Condition"] for one in denied]
        assert {"Bool": {"aws:SecureTransport": False}} in conditions, f"{name} can be reached without TLS"
        assert {"NumericLessThan": {"s3:TlsVersion": 1.2}} in conditions, f"{name} takes TLS below 1.2"
        for one in denied:
            subset(one, {"Principal": "*", "Action": "s3:*", "Resource": [f"<{name}.Arn>", f"<{name}.Arn>/*"]}, name)


@rule
def only_cloudfront_reads_the_site(cloud: Everything):
    control = cloud.main.one("AWS::CloudFront::OriginAccessControl")["OriginAccessControlConfig"]
    subset(control, {"OriginAccessControlOriginType": "s3", "SigningBehavior": "always", "SigningProtocol": "sigv4"}, "access")
    origin = cloud.origin(cloud.distribution["DefaultCacheBehavior"])
    wanted = {"DomainName": "<SiteBucket.RegionalDomainName>", "OriginAccessControlId": "<SiteAccess.Id>"}
    subset(origin, wanted, "the site's origin")


@rule
def forms_reach_the_service(cloud: Everything):
    behaviour = cloud.api_behaviour
    same(behaviour["PathPattern"], "/api/*", "path")
    same(set(behaviour["AllowedMethods"]), {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"}, "methods")
    same(behaviour["CachePolicyId"], "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "CachingDisabled")
    same(behaviour["OriginRequestPolicyId"], "b689b0a8-53d0-40ab-baf2-38738e2966ac", "AllViewerExceptHostHeader")
    assert not behaviour.get("FunctionAssociations"), "addresses under /api/ are not rewritten"
    origin = cloud.origin(behaviour)
    same(origin["DomainName"], "<Api>.execute-api.eu-north-1.amazonaws.com", "the service's origin")


@rule
def lines_are_encrypted(cloud: Everything):
    viewer = cloud.distribution["ViewerCertificate"]
    subset(viewer, {"MinimumProtocolVersion": "TLSv1.2_2021", "SslSupportMethod": "sni-only"}, "visitors")
    same(cloud.distribution["Aliases"], ["site.example", "www.site.example"], "names")
    same(cloud.distribution["DefaultCacheBehavior"]["ViewerProtocolPolicy"], "redirect-to-https", "pages")
    # A form that was sent in clear is not answered with »send it again elsewhere«.
    same(cloud.api_behaviour["ViewerProtocolPolicy"], "https-only", "forms")
    origin = cloud.origin(cloud.api_behaviour)["CustomOriginConfig"]
    subset(origin, {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"]}, "the service")


@rule
def headers_are_those_of_the_local_server(cloud: Everything):
    config = cloud.main.one("AWS::CloudFront::ResponseHeadersPolicy")["ResponseHeadersPolicyConfig"]
    security = config["SecurityHeadersConfig"]
    found = {one["Header"]: one["Value"] for one in config["CustomHeadersConfig"]["Items"]}
    for name, header in security.items():
        match name:
            case "ContentSecurityPolicy":
                found["Content-Security-Policy"] = header[name]
            case "ContentTypeOptions":
                found["X-Content-Type-Options"] = "nosniff"
            case "ReferrerPolicy":
                found["Referrer-Policy"] = header[name]
            case "StrictTransportSecurity":
                more = "; includeSubDomains" * header.get("IncludeSubdomains", False) + "; preload" * header.get("Preload", False)
                found["Strict-Transport-Security"] = f"max-age={header['AccessControlMaxAgeSec']}{more}"
            case _:
                found[name] = header
    same(found, source.headers(), "headers")
    every = [*security.values(), *config["CustomHeadersConfig"]["Items"]]
    assert all(one["Override"] for one in every), "a header of the origin would win"
    assert not config.get("CorsConfig"), "no other site may read ours"
    for behaviour in (cloud.distribution["DefaultCacheBehavior"], cloud.api_behaviour):
        same(behaviour.get("ResponseHeadersPolicyId"), "<Headers>", "headers")


@rule
def folders_are_rewritten(cloud: Everything):
    function = cloud.main.one("AWS::CloudFront::Function")
    assert function["FunctionCode"].strip() == cloud.rewrite.strip(), (
        "FunctionCode is not infra/rewrite.js; copy it there, indented"
    )
    same(function["FunctionConfig"]["Runtime"], "cloudfront-js-2.0", "runtime")
    same(function["AutoPublish"], True, "published")
    wanted = [{"EventType": "viewer-request", "FunctionARN": "<Rewrite.FunctionMetadata.FunctionARN>"}]
    same(cloud.distribution["DefaultCacheBehavior"]["FunctionAssociations"], wanted, "pages")
    same(cloud.distribution["DefaultRootObject"], "index.html", "front page")


@rule
def missing_pages_are_404_and_refusals_are_kept(cloud: Everything):
    pages = [{"ErrorCode": 404, "ResponseCode": 404, "ResponsePagePath": "/404.html", "ErrorCachingMinTTL": 10}]
    same(cloud.distribution["CustomErrorResponses"], pages, "403, 429 and 5xx of the service must be handed on as they are")
    site = cloud.main.named("SiteBucketPolicy")["PolicyDocument"]["Statement"]
    assert any(one["Action"] == "s3:ListBucket" for one in site), "without it, S3 says 403 of what is missing"


@rule
def pages_are_compressed(cloud: Everything):
    policy = cloud.main.one("AWS::CloudFront::CachePolicy")["CachePolicyConfig"]["ParametersInCacheKeyAndForwardedToOrigin"]
    subset(policy, {"EnableAcceptEncodingBrotli": True, "EnableAcceptEncodingGzip": True}, "encodings")
    subset(cloud.distribution["DefaultCacheBehavior"], {"Compress": True, "CachePolicyId": "<PageCache>"}, "pages")


@rule
def pages_know_nothing_of_who_reads(cloud: Everything):
    policy = cloud.main.one("AWS::CloudFront::CachePolicy")["CachePolicyConfig"]["ParametersInCacheKeyAndForwardedToOrigin"]
    for part, word in (
        ("CookiesConfig", "CookieBehavior"),
        ("HeadersConfig", "HeaderBehavior"),
        ("QueryStringsConfig", "QueryStringBehavior"),
    ):
        same(policy[part], {word: "none"}, part)
    assert "OriginRequestPolicyId" not in cloud.distribution["DefaultCacheBehavior"], "nothing else is handed on"


@rule
def nobody_is_written_down(cloud: Everything):
    assert "Logging" not in cloud.distribution, "logs of CloudFront hold addresses"
    for behaviour in (cloud.distribution["DefaultCacheBehavior"], cloud.api_behaviour):
        assert "RealtimeLogConfigArn" not in behaviour, "logs of CloudFront hold addresses"
    for name, bucket in cloud.main.all("AWS::S3::Bucket").items():
        assert "LoggingConfiguration" not in bucket, f"{name}: logs of S3 hold addresses"
    acl = cloud.edge.one("AWS::WAFv2::WebACL")
    for one in (acl, *acl["Rules"]):
        same(one["VisibilityConfig"]["SampledRequestsEnabled"], False, "samples of the rate rule hold addresses")
    kinds = {one["Type"] for one in (*cloud.main.resources.values(), *cloud.edge.resources.values())}
    assert not kinds & {"AWS::WAFv2::LoggingConfiguration", "AWS::CloudFront::RealtimeLogConfig"}, "logs of visitors hold addresses"
    said = set(re.findall(r"\$context\.[\w.]+", cloud.main.one("AWS::ApiGatewayV2::Stage")["AccessLogSettings"]["Format"]))
    known = {"requestId", "requestTime", "routeKey", "status", "responseLatency", "error.responseType"}
    same(sorted(said - {f"$context.{name}" for name in known}), [], "the gateway's log")


# ---- The service


@rule
def the_function_is_ours(cloud: Everything):
    function = cloud.main.one("AWS::Lambda::Function")
    wanted = {"Runtime": "provided.al2023", "Handler": "bootstrap", "MemorySize": 256, "Architectures": ["arm64"]}
    subset(function, {**wanted, "Role": "<CollectorRole.Arn>", "PackageType": None}, "function")
    same(read_code_uri(cloud.texts[MAIN]), ["../dist/lambda"], "code")


def read_code_uri(text: str) -> list[str]:
    """`infra/deploy` puts its own package in the place of this one line."""
    return re.findall(r"^\s+CodeUri: (\S+)$", text, re.M)


@rule
def everybody_waits_longer_than_the_one_behind(cloud: Everything):
    client = source.rust("collector/src/store/client.rs")
    operation = int(re.search(r"Patience::Service => \(\d+, \d+, (\d+)\)", client)[1]) / 1000
    function = cloud.main.one("AWS::Lambda::Function")["Timeout"]
    api = cloud.main.one("AWS::ApiGatewayV2::Api")["Body"]["paths"]["$default"]["x-amazon-apigateway-any-method"]
    gateway = api["x-amazon-apigateway-integration"]["timeoutInMillis"] / 1000
    edge = cloud.origin(cloud.api_behaviour)["CustomOriginConfig"]["OriginReadTimeout"]
    assert operation + 2 <= function < gateway < edge, f"table {operation} s, function {function}, gateway {gateway}, edge {edge}"


@rule
def concurrency_is_reserved(cloud: Everything):
    same(cloud.main.one("AWS::Lambda::Function").get("ReservedConcurrentExecutions"), 50, "reserved")
    without = Stack.of(MAIN, "production", cloud.texts[MAIN], ReservedConcurrency=0).one("AWS::Lambda::Function")
    assert "ReservedConcurrentExecutions" not in without, "a new account cannot reserve any"


@rule
def the_environment_is_what_the_code_reads(cloud: Everything):
    found = cloud.main.one("AWS::Lambda::Function")["Environment"]["Variables"]
    same(set(found), source.environment(), "variables")
    wanted = {"COLLECTOR_TABLE": "<Table>", "COLLECTOR_ORIGIN": "https://site.example", "COLLECTOR_BUNDLE": "collector"}
    subset(found, wanted, "values")
    for name, parameter in (("STAFF", "Staff"), ("RECOVERY", "Recovery"), ("CONTACT", "Contact")):
        raw = cloud.main.expanded["Resources"]["Collector"]["Properties"]["Environment"]["Variables"][f"COLLECTOR_{name}_KEYS"]
        same(raw, {"Ref": f"{parameter}Keys"}, name)


@rule
def keys_are_public_ones(cloud: Everything):
    for name in ("StaffKeys", "RecoveryKeys", "ContactKeys"):
        parameter = cloud.main.expanded["Parameters"][name]
        assert "Default" not in parameter, f"{name} belongs to no one in particular"
        pattern = re.compile(parameter["AllowedPattern"])
        good, bad = "age1" + "q" * 58, "AGE-SECRET-KEY-1" + "Q" * 58
        assert pattern.search(good) and pattern.search(f"{good}, {good}"), name
        assert not any(pattern.search(one) for one in ("", bad, f"{good},{bad}", good[:-1])), f"{name} takes what is no public key"


@rule
def the_gateway_throttles(cloud: Everything):
    raw = cloud.main.expanded["Resources"]["ApiApiGatewayDefaultStage"]["Properties"]["DefaultRouteSettings"]
    same(raw, {"ThrottlingRateLimit": {"Ref": "ThrottleRate"}, "ThrottlingBurstLimit": {"Ref": "ThrottleBurst"}}, "throttling")
    found = cloud.main.one("AWS::ApiGatewayV2::Stage")
    same(found["DefaultRouteSettings"], {"ThrottlingRateLimit": 100, "ThrottlingBurstLimit": 200}, "throttling")


@rule
def the_gateway_hands_everything_on(cloud: Everything):
    stage, body = cloud.main.one("AWS::ApiGatewayV2::Stage"), cloud.main.one("AWS::ApiGatewayV2::Api")["Body"]
    same(stage["StageName"], "$default", "stage")
    same(list(body["paths"]), ["$default"], "routes")
    integration = body["paths"]["$default"]["x-amazon-apigateway-any-method"]["x-amazon-apigateway-integration"]
    subset(integration, {"type": "aws_proxy", "payloadFormatVersion": "2.0"}, "integration")
    assert "x-amazon-apigateway-cors" not in body and "CorsConfiguration" not in cloud.main.one("AWS::ApiGatewayV2::Api"), (
        "no other site"
    )


@rule
def logs_are_kept_two_weeks(cloud: Everything):
    groups = cloud.main.all("AWS::Logs::LogGroup")
    for name, group in groups.items():
        same(group.get("RetentionInDays"), 14, name)
    same(cloud.main.one("AWS::Lambda::Function")["LoggingConfig"]["LogGroup"], "<CollectorLog>", "the function's log")
    same(cloud.main.one("AWS::ApiGatewayV2::Stage")["AccessLogSettings"]["DestinationArn"], "<ApiLog.Arn>", "the gateway's log")
    assert max(cloud.main.expanded["Parameters"]["LogDays"]["AllowedValues"]) <= 30, "a month is the longest"


# ---- The table


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


# ---- Who may do what

TABLE, INDEX, STREAM = "<Table.Arn>", "<Table.Arn>/index/open", "<Table.StreamArn>"
CASE, LINE, STONE, LINES = "S#0a", "A#2026-11-22", "T#0a", ("urgent", "soon", "routine", "quarantine")


def key(*keys: str, **more) -> dict:
    return {"dynamodb:LeadingKeys": list(keys), **{f"dynamodb:{name}": value for name, value in more.items()}}


def may(role: dict) -> set[str]:
    """Returns all that a role may do with the table, by whatever way there is."""
    ways = [{}, *(key(one) for one in (CASE, LINE, STONE, *LINES))]
    ways += [{**way, "dynamodb:Select": [select]} for way in ways for select in ("COUNT", "ALL_ATTRIBUTES", "SPECIFIC_ATTRIBUTES")]
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
    services = {action.split(":")[0] for one in statements(role) for action in listed(one["Action"])}
    same(sorted(services), ["dynamodb", "logs"], "services")
    logs = [one["Resource"] for one in statements(role) if "logs:PutLogEvents" in one["Action"]]
    same(logs, [f"arn:aws:logs:eu-north-1:{ACCOUNT}:log-group:/thousand-days/production/collector:*"], "log")


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
    trust = listed(role["AssumeRolePolicyDocument"]["Statement"])
    same([one.get("Condition") for one in trust], [{"Bool": {"aws:MultiFactorAuthPresent": True}}], "second factor")


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
    assert not allowed(role, "dynamodb:Scan", TABLE, {**head, "dynamodb:Select": ["ALL_ATTRIBUTES"]}), (
        "the daily round reads everything"
    )
    trust = listed(role["AssumeRolePolicyDocument"]["Statement"])
    same([one.get("Condition") for one in trust], [{"StringEquals": {"aws:PrincipalTag/duty": "retention"}}], "who")


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
    assert allowed(role, "states:StartExecution", "<TellStaff>") and not allowed(role, "states:StartExecution", "<FindOverdue>")


@rule
def only_our_workflow_deploys(cloud: Everything):
    (trust,) = cloud.main.named("DeployRole")["AssumeRolePolicyDocument"]["Statement"]
    hub = "token.actions.githubusercontent.com"
    same(trust["Principal"], {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{hub}"}, "who")
    same(trust["Action"], "sts:AssumeRoleWithWebIdentity", "how")
    good = {f"{hub}:aud": ["sts.amazonaws.com"], f"{hub}:sub": ["repo:owner/name:environment:production"]}
    assert conditions_hold(trust["Condition"], good), "our own workflow cannot deploy"
    for name, value in (
        (f"{hub}:aud", "elsewhere"),
        (f"{hub}:sub", "repo:owner/name:ref:refs/heads/main"),
        (f"{hub}:sub", "repo:owner/name:environment:test"),
        (f"{hub}:sub", "repo:owner/name:pull_request"),
        (f"{hub}:sub", "repo:owner/other:environment:production"),
    ):
        assert not conditions_hold(trust["Condition"], {**good, name: [value]}), f"{value} can deploy"
    assert not conditions_hold(trust["Condition"], {}), "anybody can deploy"
    nobody = Stack.of(MAIN, "production", cloud.texts[MAIN], GitHubRepository="").resources
    assert not {"DeployRole", "GitHub"} & nobody.keys(), "without a repository nobody deploys"


@rule
def a_workflow_reads_no_answer_and_gives_no_rights(cloud: Everything):
    role = cloud.main.named("DeployRole")
    describe = {action for action in every_action("dynamodb") if re.match(r"dynamodb:(describe|listtags)", action)}
    assert may(role) <= describe, f"a workflow may {sorted(may(role) - describe)}"
    for action in every_action("iam"):
        if action in ("iam:getrole", "iam:getrolepolicy", "iam:passrole"):
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
    mine = [
        one for one in cloud.main.all("AWS::IAM::Role").values() if "cloudformation" in json.dumps(one["AssumeRolePolicyDocument"])
    ]
    same(mine, [], "a role that CloudFormation would remember")


@rule
def no_role_may_everything(cloud: Everything):
    for name, role in cloud.main.all("AWS::IAM::Role").items():
        for one in statements(role):
            wide = [action for action in listed(one["Action"]) if "*" in action and action != "s3:GetBucket*"]
            same(wide, [], f"{name}: actions")
            if "*" in listed(one["Resource"]):
                same(one["Action"], "cloudwatch:PutMetricData", f"{name}: everywhere")
        for one in role["AssumeRolePolicyDocument"]["Statement"]:
            assert one["Principal"] != "*" and one["Principal"].get("AWS") != "*", f"{name}: anybody"
            if one["Principal"].get("Service") not in (None, "lambda.amazonaws.com"):
                assert one["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}, (
                    f"{name}: through somebody else's account"
                )
    assert not cloud.main.all("AWS::IAM::ManagedPolicy") and not cloud.main.all("AWS::IAM::Policy"), (
        "policies stand with their roles"
    )


@rule
def policies_are_short_enough(cloud: Everything):
    for name, role in cloud.main.all("AWS::IAM::Role").items():
        # IAM counts what is not white; names of buckets and the like are longer than ours here.
        text = json.dumps([one["PolicyDocument"] for one in role["Policies"]], separators=(",", ":"))
        names = sum(40 for _ in re.findall(r"<[\w.]+>", text))
        assert len(text) + names < 10_240, f"{name}: {len(text)} characters of policy"


# ---- How many wait


@rule
def new_answers_are_told_without_a_word_of_them(cloud: Everything):
    pipe = cloud.main.one("AWS::Pipes::Pipe")
    same((pipe["Source"], pipe["Target"]), ("<Table.StreamArn>", "<TellStaff>"), "from and to")
    (one,) = pipe["SourceParameters"]["FilterCriteria"]["Filters"]
    wanted = {"eventName": ["INSERT"], "dynamodb": {"Keys": {"pk": {"S": [{"prefix": "S#"}]}}}}
    same(json.loads(one["Pattern"]), wanted, "only new submissions")
    same(pipe["TargetParameters"]["InputTemplate"], '{"kind": <$.dynamodb.Keys.sk.S>}', "what goes on")


@rule
def a_burst_is_a_handful_of_mails(cloud: Everything):
    stream = cloud.main.one("AWS::Pipes::Pipe")["SourceParameters"]["DynamoDBStreamParameters"]
    subset(stream, {"MaximumBatchingWindowInSeconds": 300, "BatchSize": 1000}, "batches")
    # What Step Functions takes at once is 262,144 characters.
    assert len('{"kind":"S"},') * stream["BatchSize"] < 262_144
    assert stream["MaximumRetryAttempts"] > 0 and stream["MaximumRecordAgeInSeconds"] > 0, (
        "a mail that cannot be sent blocks all others"
    )


def machine(cloud: Everything, name: str) -> dict:
    return cloud.main.named(name)["Definition"]


def tasks(tree):
    """Yields every task of a state machine."""
    for state in tree["States"].values():
        if state["Type"] == "Task":
            yield state
        if "ItemProcessor" in state:
            yield from tasks(state["ItemProcessor"])


@rule
def mails_hold_counts_alone(cloud: Everything):
    known = {
        "arn:aws:states:::aws-sdk:dynamodb:query",
        "arn:aws:states:::aws-sdk:sns:publish",
        "arn:aws:states:::aws-sdk:cloudwatch:putMetricData",
    }
    for name in ("TellStaff", "FindOverdue"):
        same(cloud.main.named(name).get("LoggingConfiguration"), None, f"{name} keeps no log of its own")
        for task in tasks(machine(cloud, name)):
            assert task["Resource"] in known, f"{name}: {task['Resource']}"
            if task["Resource"].endswith(":query"):
                subset(task["Arguments"], {"Select": "COUNT", "IndexName": "open"}, name)
            if task["Resource"].endswith(":publish"):
                same(task["Arguments"]["TopicArn"], "${Staff}", name)


@rule
def every_working_morning_somebody_looks(cloud: Everything):
    morning = cloud.main.one("AWS::Scheduler::Schedule")
    wanted = {"ScheduleExpression": "cron(30 7 ? * MON-FRI *)", "ScheduleExpressionTimezone": "Europe/Copenhagen"}
    subset(morning, wanted, "when")
    assert morning.get("State", "ENABLED") == "ENABLED"
    same(morning["Target"]["Arn"], "<FindOverdue>", "what")
    query = machine(cloud, "FindOverdue")["States"]["Count"]["Arguments"]
    same(query["FilterExpression"], "attribute_not_exists(contacted)", "who was not reached")
    same(query["ExpressionAttributeValues"][":urgent"], {"S": "urgent"}, "which line")
    assert allowed(cloud.main.named("MorningRole"), "states:StartExecution", "<FindOverdue>")


# ---- When something is wrong

ALARMS = {
    "ServiceFails": ("AWS/Lambda", "Errors", "Sum", 1),
    "ServiceThrottled": ("AWS/Lambda", "Throttles", "Sum", 1),
    "ServiceSlow": ("AWS/Lambda", "Duration", "p99", 2000),
    "NotStored": ("AWS/ApiGateway", "5xx", "Sum", 1),
    "TurnedAway": ("thousand-days/production", "TurnedAway", "Sum", 1),
    "QuarantineGrows": ("thousand-days/production", "KeptApart", "Sum", 20),
    "TableThrottled": ("AWS/DynamoDB", "WriteThrottleEvents", "Sum", 1),
    "TableFails": ("AWS/DynamoDB", "SystemErrors", "Sum", 1),
    "UrgentOverdue": ("thousand-days/production", "OverdueUrgent", "Maximum", 1),
    "NewAnswersUntold": ("AWS/EventBridge/Pipes", "ExecutionFailed", "Sum", 1),
    "MailNotSent": ("AWS/States", "ExecutionsFailed", "Sum", 1),
    "OverdueNotCounted": ("AWS/States", "ExecutionsFailed", "Sum", 1),
}


@rule
def every_trouble_has_its_alarm(cloud: Everything):
    found = {
        name: (one["Namespace"], one["MetricName"], one.get("Statistic") or one.get("ExtendedStatistic"), one["Threshold"])
        for name, one in cloud.main.all("AWS::CloudWatch::Alarm").items()
    }
    same(found, ALARMS, "alarms")
    for name, one in cloud.main.all("AWS::CloudWatch::Alarm").items():
        assert one["ComparisonOperator"].startswith("GreaterThan"), name
        same(one["TreatMissingData"], "ignore" if name == "UrgentOverdue" else "notBreaching", name)


@rule
def alarms_reach_somebody(cloud: Everything):
    for name, one in cloud.main.all("AWS::CloudWatch::Alarm").items():
        same((one["ActionsEnabled"], one["AlarmActions"]), (True, ["<Alarms>"]), name)
    mail = [{"Protocol": "email", "Endpoint": "alarm@site.example"}]
    same(cloud.main.named("Alarms")["Subscription"], mail, "who runs the system")
    same(cloud.main.named("Staff")["Subscription"], [{"Protocol": "email", "Endpoint": "staff@site.example"}], "staff")
    (policy,) = cloud.main.one("AWS::SNS::TopicPolicy")["PolicyDocument"]["Statement"]
    wanted = {"Principal": {"Service": "cloudwatch.amazonaws.com"}, "Action": "sns:Publish", "Resource": "<Alarms>"}
    subset(policy, {**wanted, "Condition": {"StringEquals": {"AWS:SourceAccount": ACCOUNT}}}, "who may send alarms")
    same(cloud.edge.named("SiteDown")["AlarmActions"], ["<Alarms>"], "from outside")
    same(cloud.edge.named("Alarms")["Subscription"], mail, "from outside")


@rule
def log_lines_are_counted_by_the_words_they_have(cloud: Everything):
    filters = cloud.main.all("AWS::Logs::MetricFilter")
    same(sorted(filters), ["KeptApartFilter", "TurnedAwayFilter"], "filters")
    apart = filters["KeptApartFilter"]
    same(apart["LogGroupName"], "<CollectorLog>", "where")
    word = re.fullmatch(r'\{ \$\.fields\.message = "([^"]+)" \}', apart["FilterPattern"])[1]
    assert re.search(rf'info!\([^;]*, "{word}"\);', source.rust("collector/src/http.rs")), f"no line of the service says »{word}«"
    away = filters["TurnedAwayFilter"]
    same((away["LogGroupName"], away["FilterPattern"]), ("<ApiLog>", '{ $.status = "429" }'), "turned away")
    layout = json.loads(cloud.main.one("AWS::ApiGatewayV2::Stage")["AccessLogSettings"]["Format"])
    same(layout["status"], "$context.status", "the gateway's log")
    for name, one in filters.items():
        (counted,) = one["MetricTransformations"]
        subset(
            counted,
            {"MetricNamespace": "thousand-days/production", "MetricName": name.removesuffix("Filter"), "MetricValue": "1"},
            name,
        )


# ---- us-east-1


@rule
def one_address_cannot_flood_the_forms(cloud: Everything):
    (one,) = cloud.edge.one("AWS::WAFv2::WebACL")["Rules"]
    raw = cloud.edge.expanded["Resources"]["WebAcl"]["Properties"]["Rules"][0]["Statement"]["RateBasedStatement"]["Limit"]
    same(raw, {"Ref": "RateLimit"}, "limit")
    rate = one["Statement"]["RateBasedStatement"]
    subset(rate, {"AggregateKeyType": "IP", "EvaluationWindowSec": 300}, "rate")
    path = rate["ScopeDownStatement"]["ByteMatchStatement"]
    subset(path, {"SearchString": "/api/", "PositionalConstraint": "STARTS_WITH"}, "pages are never limited")
    answer = one["Action"]["Block"]["CustomResponse"]
    subset(answer, {"ResponseCode": 429, "CustomResponseBodyKey": "too-many"}, "answer")
    page = cloud.edge.one("AWS::WAFv2::WebACL")["CustomResponseBodies"]["too-many"]
    assert "ikke modtaget" in page["Content"] and len(page["Content"].encode()) < 4096, "the answer says the truth"
    same(cloud.distribution["WebACLId"], cloud.main.given["WebAclArn"], "the site's")


@rule
def the_certificate_renews_itself(cloud: Everything):
    certificate = cloud.edge.one("AWS::CertificateManager::Certificate")
    subset(certificate, {"DomainName": "site.example", "ValidationMethod": "DNS"}, "certificate")
    same(certificate["SubjectAlternativeNames"], ["www.site.example"], "names")


@rule
def the_site_is_watched_from_outside(cloud: Everything):
    watch = cloud.edge.one("AWS::Route53::HealthCheck")["HealthCheckConfig"]
    subset(watch, {"Type": "HTTPS", "FullyQualifiedDomainName": "site.example", "ResourcePath": "/api/helbred"}, "watch")
    assert '"/api/helbred"' in source.rust("collector/src/http.rs")
    down = cloud.edge.named("SiteDown")
    wanted = {"MetricName": "HealthCheckStatus", "ComparisonOperator": "LessThanThreshold", "TreatMissingData": "breaching"}
    subset(down, wanted, "alarm")


@rule
def the_bill_cannot_grow_unseen(cloud: Everything):
    budget = cloud.edge.one("AWS::Budgets::Budget")
    raw = cloud.edge.expanded["Resources"]["Budget"]["Properties"]["Budget"]["BudgetLimit"]
    same(raw, {"Amount": {"Ref": "BudgetUsd"}, "Unit": "USD"}, "limit")
    told = [
        (one["Notification"]["NotificationType"], one["Notification"]["Threshold"])
        for one in budget["NotificationsWithSubscribers"]
    ]
    same(told, [("ACTUAL", 80), ("FORECASTED", 100)], "when")
    for one in budget["NotificationsWithSubscribers"]:
        same(one["Subscribers"], [{"SubscriptionType": "EMAIL", "Address": "alarm@site.example"}], "who")


# ---- The stages


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
    for path, text in cloud.texts.items():
        same(re.findall(r"\b\d{12}\b", text), [], f"{path}: accounts")
        same(re.findall(r"[\w.]+@[\w-]+\.\w+", text), [], f"{path}: mail addresses")
        for name in ("DomainName", "AlarmEmail"):
            assert "Default" not in parameters(cloud, path)[name], f"{path}: {name}"
        assert not re.search(r"^\s+[\w-]+: [&*]\w", text, re.M), f"{path}: CloudFormation reads no anchors"


def parameters(cloud: Everything, path: str) -> dict:
    return (cloud.main if path == MAIN else cloud.edge).expanded["Parameters"]
