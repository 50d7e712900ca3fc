"""The doors: CloudFront, the rate rule, the certificate."""

from __future__ import annotations

import re

from promises.common import Everything, Mistake, more, only, rule, same, subset
from stack import EDGE


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
def the_edge_has_no_other_doors(cloud: Everything):
    config = cloud.distribution
    only(
        config,
        "Aliases CacheBehaviors Comment CustomErrorResponses DefaultCacheBehavior DefaultRootObject Enabled HttpVersion IPV6Enabled"
        " Origins PriceClass ViewerCertificate WebACLId",
        "edge",
    )
    subset(config, {"Enabled": True, "HttpVersion": "http2and3", "IPV6Enabled": True, "PriceClass": "PriceClass_100"}, "edge")
    allows = [one for one in cloud.main.named("SiteBucketPolicy")["PolicyDocument"]["Statement"] if one["Effect"] == "Allow"]
    wanted = [("s3:GetObject", "<SiteBucket.Arn>/*"), ("s3:ListBucket", "<SiteBucket.Arn>")]
    same([(one["Action"], one["Resource"]) for one in allows], wanted, "what CloudFront fetches")
    pages, forms = config["DefaultCacheBehavior"], cloud.api_behaviour
    common = "AllowedMethods CachePolicyId CachedMethods ResponseHeadersPolicyId TargetOriginId ViewerProtocolPolicy"
    only(pages, f"{common} Compress FunctionAssociations", "pages")
    only(forms, f"{common} OriginRequestPolicyId PathPattern", "forms")
    subset(pages, {"AllowedMethods": ["GET", "HEAD"], "CachedMethods": ["GET", "HEAD"], "TargetOriginId": "site"}, "pages")
    subset(forms, {"CachedMethods": ["GET", "HEAD"], "TargetOriginId": "service"}, "forms")
    same([one["Id"] for one in config["Origins"]], ["site", "service"], "origins")
    site, service = config["Origins"]
    only(site, "DomainName Id OriginAccessControlId S3OriginConfig", "where pages lie")
    only(service, "CustomOriginConfig DomainName Id", "the service")
    only(service["CustomOriginConfig"], "OriginProtocolPolicy OriginReadTimeout OriginSSLProtocols", "the service")
    headers = cloud.main.one("AWS::CloudFront::ResponseHeadersPolicy")["ResponseHeadersPolicyConfig"]
    only(headers, "CustomHeadersConfig Name SecurityHeadersConfig", "headers")


@rule
def the_edge_asks_for_the_host_and_writes_nothing_down(cloud: Everything):
    code = re.sub(r"^\s*//.*", "", cloud.main.one("AWS::CloudFront::Function")["FunctionCode"], flags=re.M)
    same(sorted(set(re.findall(r"headers\.([\w-]+)|headers\[([^]]+)\]", code))), [("host", "")], "headers it reads")
    same(code.count("statusCode"), 1, "answers of its own")
    same(code.count("location: { value: `https://${bare}"), 1, "where it leads: its own host")
    for word in ("console", "viewer", "cookies", "import", "require", "fetch", "eval"):
        assert word not in code, f"the edge has no business with {word}"


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
def the_rate_rule_turns_away_and_nothing_else(cloud: Everything):
    acl = cloud.edge.one("AWS::WAFv2::WebACL")
    only(acl, "CustomResponseBodies DefaultAction Rules Scope VisibilityConfig", "rate rule")
    subset(acl, {"Scope": "CLOUDFRONT", "DefaultAction": {"Allow": {}}}, "rate rule")
    (one,) = acl["Rules"]
    rate = one["Statement"]["RateBasedStatement"]
    only(rate, "AggregateKeyType EvaluationWindowSec Limit ScopeDownStatement", "rate rule")
    path = rate["ScopeDownStatement"]["ByteMatchStatement"]
    same(path["FieldToMatch"], {"UriPath": {}}, "what is looked at")
    # CloudFront takes other spellings of the path for the same, and hands them on as they are.
    same(
        [change["Type"] for change in path["TextTransformations"]], ["URL_DECODE", "NORMALIZE_PATH"], "other spellings of the path"
    )
    for part in (acl, one):
        same(part["VisibilityConfig"]["CloudWatchMetricsEnabled"], True, "how often")
    same(one["Action"]["Block"]["CustomResponse"]["ResponseHeaders"], [{"Name": "retry-after", "Value": "300"}], "when again")
    page = acl["CustomResponseBodies"]["too-many"]
    same(page["ContentType"], "TEXT_HTML", "answer")
    assert "112" in page["Content"], "who to call"
    assert not re.search(r"<(script|style|link|img|iframe|form)|https?:|\bon\w+=", page["Content"]), "nothing is fetched"


@rule
def the_certificate_renews_itself(cloud: Everything):
    certificate = cloud.edge.one("AWS::CertificateManager::Certificate")
    subset(certificate, {"DomainName": "site.example", "ValidationMethod": "DNS"}, "certificate")
    same(certificate["SubjectAlternativeNames"], ["www.site.example"], "names")


@rule
def the_certificate_can_be_proved(cloud: Everything):
    certificate = cloud.edge.one("AWS::CertificateManager::Certificate")
    proved = [(one["DomainName"], one["HostedZoneId"]) for one in certificate["DomainValidationOptions"]]
    same(proved, [("site.example", "Z0"), ("www.site.example", "Z0")], "both names")
    # Browsers refuse a certificate that stands in no public log.
    same(certificate["CertificateTransparencyLoggingPreference"], "ENABLED", "public log")


HTTP = "        HttpVersion: http2and3\n"
SERVICE_PLACE = "            DomainName: !Sub ${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}\n"

MISTAKES = [
    Mistake("forms_reach_the_service", "forms cannot be posted", "[GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE]", "[GET, HEAD]"),
    Mistake(
        "forms_reach_the_service",
        "answers are cached",
        "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        "658327ea-f89d-4fab-a63d-7e88639e58f6",
    ),
    Mistake(
        "forms_reach_the_service",
        "Origin and Sec-Fetch-Site do not arrive",
        "            OriginRequestPolicyId: b689b0a8-53d0-40ab-baf2-38738e2966ac\n",
        "",
    ),
    Mistake("forms_reach_the_service", "another path", "PathPattern: /api/*", "PathPattern: /api"),
    Mistake("lines_are_encrypted", "visitors may use TLS 1.0", "TLSv1.2_2021", "TLSv1"),
    Mistake(
        "lines_are_encrypted", "pages over plain HTTP", "ViewerProtocolPolicy: redirect-to-https", "ViewerProtocolPolicy: allow-all"
    ),
    Mistake("lines_are_encrypted", "forms over plain HTTP", "ViewerProtocolPolicy: https-only", "ViewerProtocolPolicy: allow-all"),
    Mistake(
        "lines_are_encrypted", "the gateway over TLS 1.1", "OriginSSLProtocols: [TLSv1.2]", "OriginSSLProtocols: [TLSv1.1, TLSv1.2]"
    ),
    Mistake("lines_are_encrypted", "www is not answered", ', !Sub "www.${DomainName}"], !Ref', "], !Ref"),
    Mistake("pages_know_nothing_of_who_reads", "cookies are handed on", "CookieBehavior: none", "CookieBehavior: all"),
    Mistake("pages_know_nothing_of_who_reads", "searches are handed on", "QueryStringBehavior: none", "QueryStringBehavior: all"),
    Mistake(
        "the_edge_has_no_other_doors",
        "the site is switched off",
        "        Enabled: true\n        C",
        "        Enabled: false\n        C",
    ),
    more(
        "the_edge_has_no_other_doors",
        "Denmark is locked out",
        HTTP,
        "        Restrictions: {GeoRestriction: {RestrictionType: blacklist, Locations: [DK]}}\n",
    ),
    more(
        "the_edge_has_no_other_doors",
        "a third origin",
        "        Origins:\n",
        "          - {Id: x, DomainName: elsewhere.example}\n",
    ),
    more(
        "the_edge_has_no_other_doors",
        "every sender seems to come from our page",
        SERVICE_PLACE,
        "            OriginCustomHeaders: [{HeaderName: sec-fetch-site, HeaderValue: same-origin}]\n",
    ),
    Mistake(
        "the_edge_has_no_other_doors",
        "pages can be written to",
        "AllowedMethods: [GET, HEAD]\n",
        "AllowedMethods: [GET, HEAD, PUT]\n",
    ),
    more(
        "the_edge_has_no_other_doors",
        "a program of others reads the answers",
        "          - PathPattern: /api/*\n",
        "            LambdaFunctionAssociations: [{EventType: viewer-request, IncludeBody: true, LambdaFunctionARN: x}]\n",
    ),
    Mistake(
        "the_edge_has_no_other_doors",
        "Retry-After is taken away",
        "        CustomHeadersConfig:\n",
        "        RemoveHeadersConfig: {Items: [{Header: retry-after}]}\n        CustomHeadersConfig:\n",
    ),
    Mistake(
        "the_edge_has_no_other_doors",
        "no page can be fetched",
        "Resource: !Sub ${SiteBucket.Arn}/*\n",
        "Resource: !Sub ${ReleaseBucket.Arn}/*\n",
    ),
    more(
        "the_edge_asks_for_the_host_and_writes_nothing_down",
        "who reads what is written down",
        "          const request = event.request;\n",
        "          console.log(event.viewer.ip, request.uri);\n",
    ),
    Mistake(
        "the_edge_asks_for_the_host_and_writes_nothing_down",
        "the sender says where to go",
        "request.headers.host.value;",
        "request.headers.referer.value;",
    ),
    Mistake("the_edge_asks_for_the_host_and_writes_nothing_down", "`//elsewhere` leads away", "`https://${bare}${to}", "`${to}"),
    Mistake(
        "one_address_cannot_flood_the_forms",
        "nobody is turned away",
        "            Block:\n              CustomResponse:",
        "            Count:\n              CustomResponse:",
        EDGE,
    ),
    Mistake("one_address_cannot_flood_the_forms", "readers are limited", "SearchString: /api/", "SearchString: /", EDGE),
    Mistake("one_address_cannot_flood_the_forms", "the limit is fixed", "Limit: !Ref RateLimit", "Limit: 100", EDGE),
    Mistake("one_address_cannot_flood_the_forms", "the answer looks like success", "ResponseCode: 429", "ResponseCode: 200", EDGE),
    Mistake(
        "one_address_cannot_flood_the_forms",
        "the site does not use the rule",
        "        WebACLId: !If [HasWebAcl, !Ref WebAclArn, !Ref AWS::NoValue]\n",
        "",
    ),
    Mistake("the_rate_rule_turns_away_and_nothing_else", "everybody is turned away", "Allow: {}", "Block: {}", EDGE),
    Mistake("the_rate_rule_turns_away_and_nothing_else", "not for CloudFront", "Scope: CLOUDFRONT", "Scope: REGIONAL", EDGE),
    Mistake("the_rate_rule_turns_away_and_nothing_else", "the query is looked at", "UriPath: {}", "QueryString: {}", EDGE),
    Mistake(
        "the_rate_rule_turns_away_and_nothing_else", "a script of others", "<h1>Vi", "<script src=//x.example></script><h1>Vi", EDGE
    ),
    Mistake("the_rate_rule_turns_away_and_nothing_else", "no number to call", "ring 112", "ring", EDGE),
    Mistake("the_rate_rule_turns_away_and_nothing_else", "`/%61pi/` goes round it", "Type: URL_DECODE", "Type: NONE", EDGE),
    Mistake("the_certificate_renews_itself", "renewed by mail", "ValidationMethod: DNS", "ValidationMethod: EMAIL", EDGE),
    Mistake("the_certificate_can_be_proved", "browsers refuse it", "Preference: ENABLED", "Preference: DISABLED", EDGE),
    Mistake(
        "the_certificate_can_be_proved",
        "www is never proved",
        "          - DomainName: !Sub www.${DomainName}\n            HostedZoneId: !Ref HostedZoneId\n",
        "",
        EDGE,
    ),
]
