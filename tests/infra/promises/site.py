"""What a visitor is shown, and under which headers."""

from __future__ import annotations

import re
from http import HTTPStatus

import source
from promises.common import SERVICE, Everything, Mistake, rule, same, subset


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
def missing_pages_are_404(cloud: Everything):
    page = {"ErrorCode": 404, "ResponseCode": 404, "ResponsePagePath": "/404.html", "ErrorCachingMinTTL": 10}
    same([one for one in cloud.distribution["CustomErrorResponses"] if one["ErrorCode"] < 500], [page], "pages for 4xx")
    site = cloud.main.named("SiteBucketPolicy")["PolicyDocument"]["Statement"]
    assert any(one["Action"] == "s3:ListBucket" for one in site), "without it, S3 says 403 of what is missing"


@rule
def families_are_shown_a_page_when_nobody_answers(cloud: Everything):
    # Never kept: the next one may be answered.
    page = {"ResponseCode": 503, "ResponsePagePath": "/503.html", "ErrorCachingMinTTL": 0}
    found = [one for one in cloud.distribution["CustomErrorResponses"] if one["ErrorCode"] >= 500]
    same(found, [{"ErrorCode": code, **page} for code in (500, 502, 503, 504)], "pages for 5xx")
    assert '"503.html"' in source.rust("generator/src/render.rs"), "the site has no such page"


def statuses(cloud: Everything) -> set[str]:
    """Returns the statuses that the service's code speaks of, in the words of RFC 9110."""
    assert not any("from_u16" in cloud.texts[path] for path in SERVICE), "a status that is a number cannot be read here"
    return {name for path in SERVICE for name in re.findall(r"\bStatusCode::([A-Z_]+)\b", cloud.texts[path])}


@rule
def no_page_of_the_service_is_covered(cloud: Everything):
    said = statuses(cloud)
    assert {"OK", "INSUFFICIENT_STORAGE"} <= said, f"what the service says cannot be read any more: {sorted(said)}"
    # A page that something is missing has no answers on it; every other may have.
    covered = {HTTPStatus(one["ErrorCode"]).name for one in cloud.distribution["CustomErrorResponses"]} - {"NOT_FOUND"}
    same(sorted(said & covered), [], "statuses of the service that the edge puts its own page in place of")


@rule
def pages_are_compressed(cloud: Everything):
    policy = cloud.main.one("AWS::CloudFront::CachePolicy")["CachePolicyConfig"]["ParametersInCacheKeyAndForwardedToOrigin"]
    subset(policy, {"EnableAcceptEncodingBrotli": True, "EnableAcceptEncodingGzip": True}, "encodings")
    subset(cloud.distribution["DefaultCacheBehavior"], {"Compress": True, "CachePolicyId": "<PageCache>"}, "pages")


@rule
def pages_are_at_most_an_hour_old(cloud: Everything):
    policy = cloud.main.one("AWS::CloudFront::CachePolicy")["CachePolicyConfig"]
    subset(policy, {"MinTTL": 3600, "DefaultTTL": 3600, "MaxTTL": 31536000}, "what the edge keeps")


FAILED = """\
          - ErrorCode: {}
            ResponseCode: 503
            ResponsePagePath: /503.html
            ErrorCachingMinTTL: 0
"""

MISTAKES = [
    Mistake("headers_are_those_of_the_local_server", "scripts of others", "script-src 'self';", "script-src 'self' https:;"),
    Mistake(
        "headers_are_those_of_the_local_server",
        "a header is missing",
        "            - Header: Cross-Origin-Resource-Policy\n              Value: same-origin\n              Override: true\n",
        "",
    ),
    Mistake("headers_are_those_of_the_local_server", "a shorter promise of HTTPS", "63072000", "300"),
    Mistake(
        "headers_are_those_of_the_local_server",
        "the origin's header wins",
        "ReferrerPolicy: same-origin\n            Override: true",
        "ReferrerPolicy: same-origin\n            Override: false",
    ),
    Mistake(
        "headers_are_those_of_the_local_server",
        "answers of the service without headers",
        "b689b0a8-53d0-40ab-baf2-38738e2966ac\n            ResponseHeadersPolicyId: !Ref Headers\n",
        "b689b0a8-53d0-40ab-baf2-38738e2966ac\n",
    ),
    Mistake("folders_are_rewritten", "the function is not rewrite.js", 'request.uri += "index.html"', 'request.uri += "index.htm"'),
    Mistake(
        "folders_are_rewritten",
        "the function is asked at the wrong time",
        "EventType: viewer-request",
        "EventType: viewer-response",
    ),
    Mistake("folders_are_rewritten", "a change is never published", "AutoPublish: true", "AutoPublish: false"),
    Mistake(
        "missing_pages_are_404",
        "a missing page is found",
        "            ResponseCode: 404\n",
        "            ResponseCode: 200\n",
    ),
    Mistake(
        "missing_pages_are_404",
        "the rate rule's refusals are hidden",
        "          - ErrorCode: 404\n",
        "          - ErrorCode: 403\n",
    ),
    Mistake(
        "missing_pages_are_404",
        "S3 says 403 of what is missing",
        "Action: s3:ListBucket\n            Resource",
        "Action: s3:GetObject\n            Resource",
    ),
    Mistake("families_are_shown_a_page_when_nobody_answers", "a 502 stays a line of JSON", FAILED.format(502), ""),
    Mistake(
        "families_are_shown_a_page_when_nobody_answers",
        "nothing was received, and it looks like success",
        FAILED.format(503),
        FAILED.format(503).replace("ResponseCode: 503", "ResponseCode: 200"),
    ),
    Mistake(
        "families_are_shown_a_page_when_nobody_answers",
        "the wrong page",
        FAILED.format(504),
        FAILED.format(504).replace("/503.html", "/404.html"),
    ),
    Mistake(
        "families_are_shown_a_page_when_nobody_answers",
        "a page that failed once fails for a minute",
        FAILED.format(500),
        FAILED.format(500).replace("TTL: 0", "TTL: 60"),
    ),
    Mistake(
        "families_are_shown_a_page_when_nobody_answers",
        "a 507 of the service is hidden",
        FAILED.format(504),
        FAILED.format(504) + FAILED.format(507),
    ),
    Mistake(
        "no_page_of_the_service_is_covered",
        "what cannot be read comes back without its answers",
        "          - ErrorCode: 404\n            ResponseCode: 404\n",
        "          - ErrorCode: 400\n            ResponseCode: 404\n",
    ),
    Mistake(
        "no_page_of_the_service_is_covered",
        "the service says 503 of what it could not store",
        "Message::Failed => StatusCode::INSUFFICIENT_STORAGE",
        "Message::Failed => StatusCode::SERVICE_UNAVAILABLE",
        "collector/src/http/respond.rs",
    ),
    Mistake(
        "no_page_of_the_service_is_covered",
        "the service says 500 somewhere",
        "(\"check\", respond::check(",
        "(\"check\", respond::with(StatusCode::INTERNAL_SERVER_ERROR, ",
        "collector/src/http.rs",
    ),
    Mistake("pages_are_compressed", "CloudFront does not compress", "Compress: true", "Compress: false"),
    Mistake("pages_are_compressed", "no brotli", "EnableAcceptEncodingBrotli: true", "EnableAcceptEncodingBrotli: false"),
    Mistake("pages_are_at_most_an_hour_old", "old pages for a year, if a deploy breaks off", "MinTTL: 3600", "MinTTL: 31536000"),
]
