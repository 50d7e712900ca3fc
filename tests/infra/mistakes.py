"""Mistakes that somebody could make in a template: the rule that must find each, what is there, and what is put in its place."""

from __future__ import annotations

from dataclasses import dataclass

from stack import EDGE, MAIN


@dataclass
class Mistake:
    rule: str
    what: str
    there: str
    instead: str
    path: str = MAIN
    # Which of several places that read alike.
    nth: int = 0

    def made_in(self, text: str) -> str:
        """Returns the template with the mistake in it."""
        parts = text.split(self.there)
        assert len(parts) > self.nth + 1, f"{self.what}: the template no longer has {self.there!r}"
        cut = self.nth + 1
        return self.there.join(parts[:cut]) + self.instead + self.there.join(parts[cut:])


def allow(action: str, place: str = "!GetAtt Table.Arn") -> str:
    return f"              - Effect: Allow\n                Action: {action}\n                Resource: {place}\n"


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
PIPES = """\
              Service: pipes.amazonaws.com
            Action: sts:AssumeRole
            Condition:
              StringEquals:
                aws:SourceAccount: !Ref AWS::AccountId
"""
MORE_ERRORS = """\
        CustomErrorResponses:
          - ErrorCode: 503
            ResponseCode: 503
            ResponsePagePath: /404.html
"""
WRITE = 'dynamodb:LeadingKeys: ["A#*", "T#*"]'
STREAM_ACTIONS = "[dynamodb:DescribeStream, dynamodb:GetRecords, dynamodb:GetShardIterator, dynamodb:ListStreams]"
RELEASES = "  ReleaseBucket:\n    Type: AWS::S3::Bucket\n    DeletionPolicy: "
TABLE = (
    "  Table:\n    Type: AWS::DynamoDB::Table\n    DeletionPolicy: !If [IsProduction, Retain, Delete]\n    UpdateReplacePolicy: "
)

MISTAKES = [
    # The site
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
        "missing_pages_are_404_and_refusals_are_kept",
        "a missing page is found",
        "            ResponseCode: 404\n",
        "            ResponseCode: 200\n",
    ),
    Mistake(
        "missing_pages_are_404_and_refusals_are_kept",
        "the service's 503 is hidden",
        "        CustomErrorResponses:\n",
        MORE_ERRORS,
    ),
    Mistake(
        "missing_pages_are_404_and_refusals_are_kept",
        "S3 says 403 of what is missing",
        "Action: s3:ListBucket\n            Resource",
        "Action: s3:GetObject\n            Resource",
    ),
    Mistake("pages_are_compressed", "CloudFront does not compress", "Compress: true", "Compress: false"),
    Mistake("pages_are_compressed", "no brotli", "EnableAcceptEncodingBrotli: true", "EnableAcceptEncodingBrotli: false"),
    Mistake("pages_know_nothing_of_who_reads", "cookies are handed on", "CookieBehavior: none", "CookieBehavior: all"),
    Mistake("pages_know_nothing_of_who_reads", "searches are handed on", "QueryStringBehavior: none", "QueryStringBehavior: all"),
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
    # The service
    Mistake("the_function_is_ours", "another system", "Runtime: provided.al2023", "Runtime: provided.al2"),
    Mistake("the_function_is_ours", "the code from elsewhere", "CodeUri: ../dist/lambda", "CodeUri: ../target/lambda"),
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
    # The table
    Mistake("the_table_is_the_one_the_code_makes", "another key", "        - AttributeName: sk\n          KeyType: RANGE\n", ""),
    Mistake("the_table_is_the_one_the_code_makes", "another index", "IndexName: open", "IndexName: opened"),
    Mistake(
        "the_table_is_the_one_the_code_makes",
        "the index lacks an attribute",
        "              - contacted\n              - revision\n",
        "              - contacted\n",
    ),
    Mistake(
        "the_table_is_the_one_the_code_makes", "the index repeats the answers", "ProjectionType: INCLUDE", "ProjectionType: ALL"
    ),
    Mistake(
        "the_table_forgets_by_itself",
        "nothing runs out",
        "        AttributeName: expires\n        Enabled: true",
        "        AttributeName: expires\n        Enabled: false",
    ),
    Mistake(
        "the_table_forgets_by_itself",
        "another attribute runs out",
        "        AttributeName: expires\n",
        "        AttributeName: received\n",
    ),
    Mistake(
        "the_table_has_a_ceiling", "no ceiling", "      OnDemandThroughput:\n        MaxWriteRequestUnits: !Ref MaxWriteUnits\n", ""
    ),
    Mistake("the_table_has_a_ceiling", "capacity bought beforehand", "BillingMode: PAY_PER_REQUEST", "BillingMode: PROVISIONED"),
    Mistake(
        "the_table_can_be_set_back", "no recovery in production", "      TableRecoverable: true", "      TableRecoverable: false"
    ),
    Mistake(
        "the_table_is_encrypted",
        "AWS's shared key",
        "        SSEEnabled: true\n        SSEType: KMS\n",
        "        SSEEnabled: false\n",
    ),
    Mistake(
        "the_table_is_encrypted",
        "a key of one's own is not used",
        "        KMSMasterKeyId: !If [HasTableKey, !Ref TableKeyArn, !Ref AWS::NoValue]\n",
        "",
    ),
    Mistake("the_table_is_protected", "the table can be deleted", "      TableProtected: true", "      TableProtected: false"),
    Mistake(
        "what_families_gave_outlives_the_stack",
        "the table goes with the stack",
        "  Table:\n    Type: AWS::DynamoDB::Table\n    DeletionPolicy: !If [IsProduction, Retain, Delete]\n",
        "  Table:\n    Type: AWS::DynamoDB::Table\n    DeletionPolicy: Delete\n",
    ),
    Mistake(
        "what_families_gave_outlives_the_stack",
        "the table goes when it is replaced",
        TABLE + "!If [IsProduction, Retain, Delete]",
        TABLE + "Delete",
    ),
    Mistake(
        "what_families_gave_outlives_the_stack",
        "the releases go with the stack",
        RELEASES + "!If [IsProduction, Retain, Delete]",
        RELEASES + "Delete",
    ),
    Mistake(
        "the_stream_says_only_that_something_came",
        "answers leave by the stream",
        "StreamViewType: KEYS_ONLY",
        "StreamViewType: NEW_IMAGE",
    ),
    # Who may do what
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
        "the_service_can_store_and_erase_and_read_nothing",
        "the service writes to every log",
        "log-group:/thousand-days/${Stage}/collector:*",
        "*",
    ),
    Mistake(
        "the_service_can_store_and_erase_and_read_nothing",
        "the service sends mail",
        STORE,
        allow("sns:Publish", "!Ref Staff") + STORE,
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
    Mistake(
        "staff_can_do_what_their_program_does",
        "staff without a second factor",
        "            Condition:\n              Bool:\n                aws:MultiFactorAuthPresent: true\n",
        "",
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
        "anybody makes the round",
        "                aws:PrincipalTag/duty: retention\n",
        "                aws:PrincipalTag/duty: anything\n",
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
        "                Action: [iam:GetRole, iam:GetRolePolicy]\n",
        "                Action: [iam:GetRole, iam:GetRolePolicy, iam:PutRolePolicy]\n",
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
        "a_workflow_reads_no_answer_and_gives_no_rights",
        "CloudFormation remembers a role",
        "              Service: pipes.amazonaws.com\n",
        "              Service: cloudformation.amazonaws.com\n",
    ),
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
        "no_role_may_everything",
        "others' pipes use our role",
        PIPES,
        PIPES.split("            Condition")[0],
    ),
    Mistake(
        "policies_are_short_enough",
        "IAM refuses a role",
        "                Action: [iam:GetRole, iam:GetRolePolicy]\n",
        f"                Action: [iam:GetRole, iam:GetRolePolicy, iam:{'Get' * 2000}]\n",
    ),
    # How many wait
    Mistake(
        "new_answers_are_told_without_a_word_of_them",
        "every change is told",
        '"eventName":["INSERT"]',
        '"eventName":["INSERT","MODIFY"]',
    ),
    Mistake("new_answers_are_told_without_a_word_of_them", "lines of the log are told", '{"prefix":"S#"}', '{"prefix":""}'),
    Mistake("new_answers_are_told_without_a_word_of_them", "the key goes on", "<$.dynamodb.Keys.sk.S>", "<$.dynamodb.Keys.pk.S>"),
    Mistake("a_burst_is_a_handful_of_mails", "a mail for each answer", "BatchSize: 1000", "BatchSize: 1"),
    Mistake(
        "a_burst_is_a_handful_of_mails",
        "a mail at once",
        "          MaximumBatchingWindowInSeconds: 300\n",
        "          MaximumBatchingWindowInSeconds: 0\n",
    ),
    Mistake(
        "a_burst_is_a_handful_of_mails",
        "one that fails blocks all",
        "          MaximumRetryAttempts: 5\n        Filter",
        "          MaximumRetryAttempts: -1\n        Filter",
    ),
    Mistake(
        "mails_hold_counts_alone",
        "cases are read",
        "                    Select: COUNT\n",
        "                    Select: ALL_PROJECTED_ATTRIBUTES\n",
    ),
    Mistake(
        "mails_hold_counts_alone",
        "an item is read",
        "                  Resource: arn:aws:states:::aws-sdk:dynamodb:query\n",
        "                  Resource: arn:aws:states:::aws-sdk:dynamodb:getItem\n",
    ),
    Mistake("every_working_morning_somebody_looks", "not on Fridays", "MON-FRI", "MON-THU"),
    Mistake("every_working_morning_somebody_looks", "at another hour than the count believes", "cron(30 7 ", "cron(0 12 "),
    Mistake(
        "every_working_morning_somebody_looks",
        "those who were reached count too",
        "              FilterExpression: attribute_not_exists(contacted)\n",
        "              FilterExpression: attribute_exists(queue)\n",
    ),
    # When something is wrong
    Mistake("every_trouble_has_its_alarm", "no alarm for errors", "      MetricName: Errors\n", "      MetricName: Invocations\n"),
    Mistake(
        "every_trouble_has_its_alarm", "no alarm for what was not stored", "      MetricName: 5xx\n", "      MetricName: 4xx\n"
    ),
    Mistake("every_trouble_has_its_alarm", "the mean hides the slow", "ExtendedStatistic: p99", "ExtendedStatistic: p50"),
    Mistake(
        "every_trouble_has_its_alarm",
        "no alarm for overdue cases",
        "      MetricName: OverdueUrgent\n      Statistic",
        "      MetricName: Overdue\n      Statistic",
    ),
    Mistake(
        "every_trouble_has_its_alarm", "an alarm that never rings", "      Threshold: 1\n", "      Threshold: 1000000\n", nth=3
    ),
    Mistake("alarms_reach_somebody", "alarms are off in production", "      Alarms: true\n", "      Alarms: false\n"),
    Mistake(
        "alarms_reach_somebody", "an alarm goes nowhere", "      AlarmActions: [!Ref Alarms]\n", "      AlarmActions: []\n", nth=4
    ),
    Mistake(
        "alarms_reach_somebody",
        "nobody reads the alarms",
        "          Endpoint: !Ref AlarmEmail\n",
        "          Endpoint: !Ref StaffEmail\n",
    ),
    Mistake("alarms_reach_somebody", "the watch from outside goes nowhere", "      AlarmActions: [!Ref Alarms]\n", "", EDGE),
    Mistake("log_lines_are_counted_by_the_words_they_have", "words that nobody says", '"kept apart"', '"quarantined"'),
    Mistake(
        "log_lines_are_counted_by_the_words_they_have",
        "the wrong log",
        "      LogGroupName: !Ref CollectorLog\n",
        "      LogGroupName: !Ref ApiLog\n",
    ),
    Mistake("log_lines_are_counted_by_the_words_they_have", "the wrong status", '{ $.status = "429" }', "{ $.status = 503 }"),
    # us-east-1
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
    Mistake("the_certificate_renews_itself", "renewed by mail", "ValidationMethod: DNS", "ValidationMethod: EMAIL", EDGE),
    Mistake("the_site_is_watched_from_outside", "another page is watched", "ResourcePath: /api/helbred", "ResourcePath: /", EDGE),
    Mistake(
        "the_site_is_watched_from_outside",
        "silence is taken for health",
        "TreatMissingData: breaching",
        "TreatMissingData: notBreaching",
        EDGE,
    ),
    Mistake("the_bill_cannot_grow_unseen", "told too late", "            Threshold: 80\n", "            Threshold: 800\n", EDGE),
    Mistake("the_bill_cannot_grow_unseen", "the limit is fixed", "Amount: !Ref BudgetUsd", "Amount: 5000", EDGE),
    # The stages
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
]
