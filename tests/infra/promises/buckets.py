"""Where pages and releases lie."""

from __future__ import annotations

from promises.common import Everything, Mistake, more, rule, same, subset
from stack import ACCOUNT


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
def releases_are_kept_half_a_year(cloud: Everything):
    site, releases = (cloud.main.named(name)["LifecycleConfiguration"]["Rules"] for name in ("SiteBucket", "ReleaseBucket"))
    tidy = {"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}, "Status": "Enabled"}
    same(site, [{"Id": "old-pages", "NoncurrentVersionExpiration": {"NoncurrentDays": 90}, **tidy}], "pages")
    # What `current/` says of the release that is live never runs out.
    old = {"Id": "old-releases", "Status": "Enabled", "Prefix": "releases/", "ExpirationInDays": 180}
    same(releases, [old, {"Id": "replaced", "NoncurrentVersionExpiration": {"NoncurrentDays": 30}, **tidy}], "releases")
    for one in cloud.main.all("AWS::S3::BucketPolicy").values():
        allows = [statement for statement in one["PolicyDocument"]["Statement"] if statement["Effect"] == "Allow"]
        assert one["Bucket"] == "<SiteBucket>" or not allows, "releases are for nobody but roles"


MISTAKES = [
    Mistake(
        "buckets_are_private",
        "a bucket takes public rules",
        "        BlockPublicPolicy: true\n",
        "        BlockPublicPolicy: false\n",
    ),
    Mistake("buckets_are_private", "objects have owners of their own", "BucketOwnerEnforced", "ObjectWriter", nth=1),
    Mistake(
        "buckets_are_private",
        "everybody reads the site's bucket",
        "              Service: cloudfront.amazonaws.com\n            Action: s3:GetObject",
        '              AWS: "*"\n            Action: s3:GetObject',
    ),
    Mistake(
        "buckets_are_private",
        "any distribution reads the site's bucket",
        "distribution/${Distribution}\n          # Only",
        "distribution/*\n          # Only",
    ),
    Mistake(
        "buckets_are_private",
        "CloudFront may write",
        "Action: s3:GetObject\n            Resource: !Sub ${SiteBucket.Arn}/*",
        "Action: s3:PutObject\n            Resource: !Sub ${SiteBucket.Arn}/*",
    ),
    Mistake(
        "buckets_keep_versions",
        "what is overwritten is lost",
        "        Status: Enabled\n      LifecycleConfiguration",
        "        Status: Suspended\n      LifecycleConfiguration",
    ),
    Mistake(
        "buckets_keep_versions",
        "old pages stay for ever",
        "            NoncurrentVersionExpiration:\n              NoncurrentDays: 90\n",
        "",
    ),
    Mistake(
        "buckets_refuse_weak_encryption", "plain HTTP is let in", "aws:SecureTransport: false", "aws:SecureTransport: true", nth=1
    ),
    Mistake("buckets_refuse_weak_encryption", "TLS 1.1 is let in", "s3:TlsVersion: 1.2", "s3:TlsVersion: 1.1"),
    Mistake("only_cloudfront_reads_the_site", "requests are not signed", "SigningBehavior: always", "SigningBehavior: never"),
    Mistake(
        "only_cloudfront_reads_the_site",
        "the origin uses no access control",
        "            OriginAccessControlId: !GetAtt SiteAccess.Id\n",
        "",
    ),
    more("releases_are_kept_half_a_year", "pages run out", "          - Id: old-pages\n", "            ExpirationInDays: 30\n"),
    Mistake("releases_are_kept_half_a_year", "what is live is forgotten", "            Prefix: releases/\n", ""),
    Mistake("releases_are_kept_half_a_year", "nothing to roll back to", "ExpirationInDays: 180", "ExpirationInDays: 1"),
    Mistake(
        "releases_are_kept_half_a_year",
        "releases can be fetched",
        "      Bucket: !Ref SiteBucket\n",
        "      Bucket: !Ref ReleaseBucket\n",
    ),
]
