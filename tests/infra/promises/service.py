"""The function and the gateway before it."""

from __future__ import annotations

import re

import source
from promises.common import Everything, Mistake, rule, same, subset
from stack import MAIN, Stack


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
def every_machine_has_one_architecture(cloud: Everything):
    other = Stack.of(MAIN, "production", cloud.texts[MAIN], Architecture="x86_64").one("AWS::Lambda::Function")
    same(other["Architectures"], ["x86_64"], "what the parameter says")


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
    same(found["DefaultRouteSettings"], {"ThrottlingRateLimit": 250, "ThrottlingBurstLimit": 500}, "throttling")


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


MISTAKES = [
    Mistake("the_function_is_ours", "another system", "Runtime: provided.al2023", "Runtime: provided.al2"),
    Mistake("the_function_is_ours", "the code from elsewhere", "CodeUri: ../dist/lambda", "CodeUri: ../target/lambda"),
    Mistake("every_machine_has_one_architecture", "the parameter is not heard", "[!Ref Architecture]", "[arm64]"),
    Mistake(
        "everybody_waits_longer_than_the_one_behind",
        "the function stops before the SDK",
        "      Timeout: 10\n",
        "      Timeout: 5\n",
    ),
    Mistake(
        "everybody_waits_longer_than_the_one_behind",
        "the gateway stops before the function",
        "TimeoutInMillis: 15000",
        "TimeoutInMillis: 9000",
    ),
    Mistake(
        "everybody_waits_longer_than_the_one_behind",
        "CloudFront stops before the gateway",
        "OriginReadTimeout: 20",
        "OriginReadTimeout: 12",
    ),
    Mistake(
        "concurrency_is_reserved",
        "no concurrency of its own",
        "      ReservedConcurrentExecutions: !If [HasConcurrency, !Ref ReservedConcurrency, !Ref AWS::NoValue]\n",
        "",
    ),
    Mistake(
        "concurrency_is_reserved",
        "0 shuts the service",
        "!If [HasConcurrency, !Ref ReservedConcurrency, !Ref AWS::NoValue]",
        "!Ref ReservedConcurrency",
    ),
    Mistake("the_environment_is_what_the_code_reads", "a variable is missing", "          COLLECTOR_BUNDLE: collector\n", ""),
    Mistake("the_environment_is_what_the_code_reads", "a variable is misspelt", "COLLECTOR_ORIGIN:", "COLLECTOR_ORIGINS:"),
    Mistake(
        "the_environment_is_what_the_code_reads",
        "the keys are exchanged",
        "COLLECTOR_CONTACT_KEYS: !Ref ContactKeys",
        "COLLECTOR_CONTACT_KEYS: !Ref StaffKeys",
    ),
    Mistake(
        "keys_are_public_ones",
        "a private key is taken",
        "AllowedPattern: ^age1[a-z0-9]{58}( *, *age1[a-z0-9]{58})*$",
        "AllowedPattern: .*",
        nth=1,
    ),
    Mistake("the_gateway_throttles", "no limit over time", "        ThrottlingRateLimit: !Ref ThrottleRate\n", ""),
    Mistake(
        "the_gateway_throttles", "the burst is fixed", "ThrottlingBurstLimit: !Ref ThrottleBurst", "ThrottlingBurstLimit: 5000"
    ),
    Mistake(
        "the_gateway_hands_everything_on",
        "other sites may call",
        "      StageName: $default\n",
        '      StageName: $default\n      CorsConfiguration:\n        AllowOrigins: ["*"]\n',
    ),
    Mistake("the_gateway_hands_everything_on", "the old format", 'PayloadFormatVersion: "2.0"', 'PayloadFormatVersion: "1.0"'),
]
