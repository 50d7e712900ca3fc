"""Nothing else: what is not in these lists was not thought of."""

from __future__ import annotations

import json

from promises.alarms import ALARMS
from promises.common import Everything, Mistake, more, only, rule, same, subset
from promises.table import table
from stack import ACCOUNT, EDGE, MAIN, read

STANDS = {
    MAIN: {
        "AWS::ApiGatewayV2::Api": ["Api"],
        "AWS::ApiGatewayV2::Stage": ["ApiApiGatewayDefaultStage"],
        "AWS::CloudFront::CachePolicy": ["PageCache"],
        "AWS::CloudFront::Distribution": ["Distribution"],
        "AWS::CloudFront::Function": ["Rewrite"],
        "AWS::CloudFront::OriginAccessControl": ["SiteAccess"],
        "AWS::CloudFront::ResponseHeadersPolicy": ["Headers"],
        "AWS::CloudWatch::Alarm": sorted(ALARMS),
        "AWS::DynamoDB::Table": ["Table"],
        "AWS::IAM::OIDCProvider": ["GitHub"],
        "AWS::IAM::Role": [
            "CollectorRole",
            "CountRole",
            "DeployRole",
            "MorningRole",
            "NewAnswersRole",
            "RetentionRole",
            "StaffRole",
        ],
        "AWS::Lambda::Function": ["Collector"],
        "AWS::Lambda::Permission": ["CollectorEverythingPermission"],
        "AWS::Logs::LogGroup": ["ApiLog", "CollectorLog"],
        "AWS::Logs::MetricFilter": ["KeptApartFilter", "TurnedAwayFilter"],
        "AWS::Pipes::Pipe": ["NewAnswers"],
        "AWS::S3::Bucket": ["ReleaseBucket", "SiteBucket"],
        "AWS::S3::BucketPolicy": ["ReleaseBucketPolicy", "SiteBucketPolicy"],
        "AWS::SNS::Topic": ["Alarms", "Staff"],
        "AWS::SNS::TopicPolicy": ["TopicPolicy"],
        "AWS::Scheduler::Schedule": ["Morning"],
        "AWS::StepFunctions::StateMachine": ["FindOverdue", "TellStaff"],
    },
    EDGE: {
        "AWS::Budgets::Budget": ["Budget"],
        "AWS::CertificateManager::Certificate": ["Certificate"],
        "AWS::CloudWatch::Alarm": ["SiteDown"],
        "AWS::Route53::HealthCheck": ["Watch"],
        "AWS::SNS::Topic": ["Alarms"],
        "AWS::WAFv2::WebACL": ["WebAcl"],
    },
}
# What is there only sometimes.
SOMETIMES = {
    MAIN: {"GitHub": "MakesGitHubLogin", "DeployRole": "HasRepository"},
    EDGE: dict.fromkeys(("Watch", "Alarms", "SiteDown", "Budget"), "IsProduction"),
}


@rule
def nothing_stands_there_that_is_not_known(cloud: Everything):
    for path, stack in ((MAIN, cloud.main), (EDGE, cloud.edge)):
        found = {}
        for name, resource in sorted(stack.expanded["Resources"].items()):
            found.setdefault(resource["Type"], []).append(name)
        same(found, STANDS[path], path)
        sometimes = {name: one["Condition"] for name, one in stack.expanded["Resources"].items() if "Condition" in one}
        same(sometimes, SOMETIMES[path], f"{path}: what is there only sometimes")
        assert not {"Globals", "Rules", "Metadata", "Hooks"} & read(cloud.texts[path]).keys(), f"{path}: parts nobody reads here"
        exported = [name for name, one in stack.expanded["Outputs"].items() if "Export" in one]
        same(exported, [], f"{path}: other stacks hang on it")
    assert not any("Keys" in json.dumps(one) for one in cloud.main.expanded["Outputs"].values()), "outputs are for everybody"


@rule
def nothing_is_switched_on_that_is_not_known(cloud: Everything):
    function, api = cloud.main.one("AWS::Lambda::Function"), cloud.main.one("AWS::ApiGatewayV2::Api")
    only(
        function,
        "Architectures Code Description Environment FunctionName Handler LoggingConfig MemorySize ReservedConcurrentExecutions Role"
        " Runtime Tags Timeout",
        "function",
    )
    same(function["LoggingConfig"], {"LogGroup": "<CollectorLog>", "LogFormat": "JSON", "SystemLogLevel": "WARN"}, "its log")
    (may_call,) = cloud.main.all("AWS::Lambda::Permission").values()
    gateway = {"Principal": "apigateway.amazonaws.com", "SourceArn": f"arn:aws:execute-api:eu-north-1:{ACCOUNT}:<Api>/*/*"}
    subset(may_call, {**gateway, "Action": "lambda:InvokeFunction"}, "who may call it")
    only(api, "Body", "gateway")
    only(api["Body"], "info openapi paths tags", "gateway")
    only(
        cloud.main.one("AWS::ApiGatewayV2::Stage"),
        "AccessLogSettings ApiId AutoDeploy DefaultRouteSettings StageName Tags",
        "its stage",
    )
    only(
        table(cloud),
        "AttributeDefinitions BillingMode DeletionProtectionEnabled GlobalSecondaryIndexes KeySchema OnDemandThroughput"
        " PointInTimeRecoverySpecification SSESpecification StreamSpecification TableName TimeToLiveSpecification",
        "table",
    )
    for name, bucket in cloud.main.all("AWS::S3::Bucket").items():
        only(
            bucket,
            "BucketEncryption LifecycleConfiguration OwnershipControls PublicAccessBlockConfiguration VersioningConfiguration",
            name,
        )
    for name, log in cloud.main.all("AWS::Logs::LogGroup").items():
        only(log, "LogGroupName RetentionInDays", name)
    # The role that writes, and the workflow that changes, know them by these names.
    names = ["/aws/vendedlogs/thousand-days-production-api", "/thousand-days/production/collector"]
    same(sorted(log["LogGroupName"] for log in cloud.main.all("AWS::Logs::LogGroup").values()), names, "logs")
    for name, topic in cloud.main.all("AWS::SNS::Topic").items():
        only(topic, "DisplayName Subscription TopicName", name)
    policy = cloud.main.one("AWS::SNS::TopicPolicy")
    same(policy["Topics"], ["<Alarms>"], "the topic that CloudWatch writes to")
    same(policy["PolicyDocument"]["Statement"][0]["Effect"], "Allow", "CloudWatch")
    for name, role in cloud.main.all("AWS::IAM::Role").items():
        only(role, "AssumeRolePolicyDocument Description MaxSessionDuration Policies", name)


EVERYBODY = '{Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {AWS: "*"}, Action: "*", Resource: "*"}]}'
ANYBODY = EVERYBODY.replace('Action: "*", Resource: "*"', "Action: sts:AssumeRole")
BILLING, MEMORY = "      BillingMode: PAY_PER_REQUEST\n", "      MemorySize: 256\n"
DEFAULT_STAGE = "      StageName: $default\n"


def beside(what: str, kind: str, properties: str, path: str = MAIN) -> Mistake:
    """One more resource."""
    added = f"  More:\n    Type: {kind}\n    Properties: {properties}\nOutputs:\n"
    return Mistake("nothing_stands_there_that_is_not_known", what, "Outputs:\n", added, path)


MISTAKES = [
    beside("a right beside the role", "AWS::IAM::RolePolicy", f"{{RoleName: !Ref CountRole, PolicyDocument: {EVERYBODY}}}"),
    beside("a user of the account", "AWS::IAM::User", "{ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]}"),
    beside("a role for everybody", "AWS::IAM::Role", f"{{AssumeRolePolicyDocument: {ANYBODY}}}"),
    beside("a role for everybody, in the other region", "AWS::IAM::Role", f"{{AssumeRolePolicyDocument: {ANYBODY}}}", EDGE),
    beside("a door to the function past the edge", "AWS::Lambda::Url", "{TargetFunctionArn: !Ref Collector, AuthType: NONE}"),
    beside("anybody calls the function", "AWS::Lambda::Permission", '{FunctionName: !Ref Collector, Principal: "*"}'),
    beside("a second gateway, without a limit", "AWS::ApiGatewayV2::Api", "{ProtocolType: HTTP, Target: !GetAtt Collector.Arn}"),
    beside("CloudFront keeps addresses, in the new way", "AWS::Logs::DeliverySource", "{Name: x, LogType: ACCESS_LOGS}"),
    beside("the log goes to somebody else", "AWS::Logs::SubscriptionFilter", "{LogGroupName: !Ref CollectorLog}"),
    beside("somebody else reads the stream", "AWS::Lambda::EventSourceMapping", "{EventSourceArn: !GetAtt Table.StreamArn}"),
    beside("somebody else reads the mails", "AWS::SNS::Subscription", "{TopicArn: !Ref Staff, Protocol: https}"),
    beside("a program of others runs at each deploy", "Custom::Thing", "{ServiceToken: x}"),
    beside("another stack inside", "AWS::CloudFormation::Stack", "{TemplateURL: https://elsewhere.example}"),
    Mistake(
        "nothing_stands_there_that_is_not_known",
        "settings for every function",
        "Resources:\n",
        "Globals:\n  Function:\n    Tracing: Active\n\nResources:\n",
    ),
    more(
        "nothing_stands_there_that_is_not_known",
        "another stack hangs on it",
        "  TableName:\n    Value: !Ref Table\n",
        "    Export: {Name: x}\n",
    ),
    more(
        "nothing_stands_there_that_is_not_known",
        "the table goes with the certificate",
        "    Type: AWS::DynamoDB::Table\n",
        "    Condition: HasCertificate\n",
    ),
    more(
        "nothing_stands_there_that_is_not_known",
        "no alarm without a domain",
        "  NotStored:\n    Type: AWS::CloudWatch::Alarm\n",
        "    Condition: HasCertificate\n",
    ),
    more(
        "nothing_is_switched_on_that_is_not_known",
        "everybody reads the table",
        BILLING,
        f"      ResourcePolicy: {{PolicyDocument: {EVERYBODY}}}\n",
    ),
    more(
        "nothing_is_switched_on_that_is_not_known",
        "answers leave by a second stream",
        BILLING,
        "      KinesisStreamSpecification: {StreamArn: x}\n",
    ),
    more(
        "nothing_is_switched_on_that_is_not_known",
        "the keys asked for most are written down",
        BILLING,
        "      ContributorInsightsSpecification: {Enabled: true}\n",
    ),
    more("nothing_is_switched_on_that_is_not_known", "each request leaves a trace", MEMORY, "      Tracing: Active\n"),
    more("nothing_is_switched_on_that_is_not_known", "code of others in the function", MEMORY, "      Layers: [x]\n"),
    Mistake("nothing_is_switched_on_that_is_not_known", "lines that no filter reads", "LogFormat: JSON", "LogFormat: Text"),
    more(
        "nothing_is_switched_on_that_is_not_known",
        "lines that are counted are not written",
        "        LogFormat: JSON\n",
        "        ApplicationLogLevel: ERROR\n",
    ),
    more(
        "nothing_is_switched_on_that_is_not_known",
        "a route without a limit",
        DEFAULT_STAGE,
        "      RouteSettings: {$default: {ThrottlingRateLimit: 10000}}\n",
    ),
    more(
        "nothing_is_switched_on_that_is_not_known",
        "the bucket tells of every file",
        "      VersioningConfiguration:\n        Status: Enabled\n",
        "      NotificationConfiguration: {EventBridgeConfiguration: {EventBridgeEnabled: true}}\n",
    ),
    Mistake(
        "nothing_is_switched_on_that_is_not_known",
        "CloudWatch writes to the counsellors",
        "Topics: [!Ref Alarms]",
        "Topics: [!Ref Alarms, !Ref Staff]",
    ),
    Mistake(
        "nothing_is_switched_on_that_is_not_known",
        "the service writes to a log that is not there",
        "${Stage}/collector\n      Ret",
        "${Stage}/service\n      Ret",
    ),
    Mistake(
        "nothing_is_switched_on_that_is_not_known",
        "alarms are refused",
        "Effect: Allow\n            Principal:\n              Service: cloudwatch",
        "Effect: Deny\n            Principal:\n              Service: cloudwatch",
    ),
]
