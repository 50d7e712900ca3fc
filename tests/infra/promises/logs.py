"""What is written down, for how long, and what is counted of it."""

from __future__ import annotations

import json
import re

import source
from promises.common import Everything, Mistake, rule, same, subset
from stack import EDGE

# What the gateway writes of each request.
GATEWAY_LOG = {
    "request": "$context.requestId",
    "time": "$context.requestTime",
    "route": "$context.routeKey",
    "status": "$context.status",
    "latency": "$context.responseLatency",
    "error": "$context.error.responseType",
}


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
    same(sorted(said - set(GATEWAY_LOG.values())), [], "the gateway's log")


@rule
def the_gateway_writes_down_what_is_listed(cloud: Everything):
    layout = json.loads(cloud.main.one("AWS::ApiGatewayV2::Stage")["AccessLogSettings"]["Format"])
    same(layout, GATEWAY_LOG, "the gateway's log")


@rule
def logs_are_kept_two_weeks(cloud: Everything):
    groups = cloud.main.all("AWS::Logs::LogGroup")
    for name, group in groups.items():
        same(group.get("RetentionInDays"), 14, name)
    same(cloud.main.one("AWS::Lambda::Function")["LoggingConfig"]["LogGroup"], "<CollectorLog>", "the function's log")
    same(cloud.main.one("AWS::ApiGatewayV2::Stage")["AccessLogSettings"]["DestinationArn"], "<ApiLog.Arn>", "the gateway's log")
    assert max(cloud.main.expanded["Parameters"]["LogDays"]["AllowedValues"]) <= 30, "a month is the longest"


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
    for name, one in filters.items():
        (counted,) = one["MetricTransformations"]
        subset(
            counted,
            {"MetricNamespace": "thousand-days/production", "MetricName": name.removesuffix("Filter"), "MetricValue": "1"},
            name,
        )


MISTAKES = [
    Mistake(
        "nobody_is_written_down",
        "CloudFront keeps addresses",
        "        DefaultRootObject: index.html\n",
        "        DefaultRootObject: index.html\n        Logging:\n          Bucket: !GetAtt ReleaseBucket.DomainName\n",
    ),
    Mistake(
        "nobody_is_written_down",
        "the gateway writes addresses",
        '"request":"$context.requestId"',
        '"ip":"$context.identity.sourceIp"',
    ),
    Mistake(
        "nobody_is_written_down",
        "the gateway writes browsers",
        '"request":"$context.requestId"',
        '"agent":"$context.identity.userAgent"',
    ),
    Mistake("nobody_is_written_down", "the gateway writes paths", '"request":"$context.requestId"', '"path":"$context.path"'),
    Mistake(
        "nobody_is_written_down",
        "the rate rule keeps samples",
        "SampledRequestsEnabled: false",
        "SampledRequestsEnabled: true",
        EDGE,
        1,
    ),
    Mistake("the_gateway_writes_down_what_is_listed", "a header of the request", "$context.requestId", "$request.header.referer"),
    Mistake("the_gateway_writes_down_what_is_listed", "more than is listed", '{"request":', '{"api":"$context.apiId","request":'),
    Mistake(
        "logs_are_kept_two_weeks",
        "the service's log is kept for ever",
        "/collector\n      RetentionInDays: !Ref LogDays\n",
        "/collector\n",
    ),
    Mistake(
        "logs_are_kept_two_weeks",
        "a year is allowed",
        "AllowedValues: [1, 3, 5, 7, 14, 30]",
        "AllowedValues: [1, 3, 5, 7, 14, 365]",
    ),
    Mistake("logs_are_kept_two_weeks", "the function writes elsewhere", "        LogGroup: !Ref CollectorLog\n", ""),
    Mistake("log_lines_are_counted_by_the_words_they_have", "words that nobody says", '"kept apart"', '"quarantined"'),
    Mistake(
        "log_lines_are_counted_by_the_words_they_have",
        "the wrong log",
        "      LogGroupName: !Ref CollectorLog\n",
        "      LogGroupName: !Ref ApiLog\n",
    ),
    Mistake("log_lines_are_counted_by_the_words_they_have", "the wrong status", '{ $.status = "429" }', "{ $.status = 503 }"),
]
