"""Somebody is told when something is wrong."""

from __future__ import annotations

import source
from promises.common import Everything, Mistake, more, only, rule, same, subset
from stack import ACCOUNT, EDGE

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
    "MorningMissed": ("thousand-days/production", "OverdueUrgent", "SampleCount", 1),
}
# What it means when nothing is measured, where it does not mean that all is well.
SILENCE = {"UrgentOverdue": "ignore", "MorningMissed": "breaching"}


@rule
def every_trouble_has_its_alarm(cloud: Everything):
    found = {
        name: (one["Namespace"], one["MetricName"], one.get("Statistic") or one.get("ExtendedStatistic"), one["Threshold"])
        for name, one in cloud.main.all("AWS::CloudWatch::Alarm").items()
    }
    same(found, ALARMS, "alarms")
    for name, one in cloud.main.all("AWS::CloudWatch::Alarm").items():
        same(one["TreatMissingData"], SILENCE.get(name, "notBreaching"), f"{name}: silence")


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


# What is measured, over how many seconds, how often in a row.
MEASURED = {
    "ServiceFails": ({"FunctionName": "<Collector>"}, 300, 1),
    "ServiceThrottled": ({"FunctionName": "<Collector>"}, 60, 1),
    "ServiceSlow": ({"FunctionName": "<Collector>"}, 300, 3),
    "NotStored": ({"ApiId": "<Api>"}, 60, 1),
    "TurnedAway": ({}, 60, 1),
    "QuarantineGrows": ({}, 3600, 1),
    "TableThrottled": ({"TableName": "<Table>"}, 60, 1),
    "TableFails": ({"TableName": "<Table>", "Operation": "PutItem"}, 60, 1),
    "UrgentOverdue": ({}, 3600, 1),
    "NewAnswersUntold": ({"PipeName": "<NewAnswers>"}, 300, 1),
    "MailNotSent": ({"StateMachineArn": "<TellStaff>"}, 300, 1),
    "OverdueNotCounted": ({"StateMachineArn": "<FindOverdue>"}, 300, 1),
    "MorningMissed": ({}, 86400, 4),
}
# All others ring at the threshold and beyond.
RINGS = {"ServiceSlow": "GreaterThanThreshold", "MorningMissed": "LessThanThreshold"}
ALARM = (
    "ActionsEnabled AlarmActions AlarmDescription ComparisonOperator Dimensions EvaluationPeriods ExtendedStatistic MetricName"
    " Namespace OKActions Period Statistic Threshold TreatMissingData"
)


@rule
def alarms_look_at_the_right_thing(cloud: Everything):
    for name, one in cloud.main.all("AWS::CloudWatch::Alarm").items():
        only(one, f"{ALARM} DatapointsToAlarm", name)
        seen = {dimension["Name"]: dimension["Value"] for dimension in one.get("Dimensions", [])}
        same((seen, one["Period"], one["EvaluationPeriods"]), MEASURED[name], name)
        same(one.get("DatapointsToAlarm", one["EvaluationPeriods"]), one["EvaluationPeriods"], f"{name}: all in a row")
        same(one["ComparisonOperator"], RINGS.get(name, "GreaterThanOrEqualToThreshold"), name)
        same(one.get("OKActions"), ["<Alarms>"], f"{name} says when it is over")
    for name, one in cloud.main.all("AWS::Logs::MetricFilter").items():
        only(one, "FilterPattern LogGroupName MetricTransformations", name)
        (counted,) = one["MetricTransformations"]
        same(counted["DefaultValue"], 0, f"{name}: when there is nothing")


@rule
def the_site_is_watched_from_outside(cloud: Everything):
    watch = cloud.edge.one("AWS::Route53::HealthCheck")["HealthCheckConfig"]
    subset(watch, {"Type": "HTTPS", "FullyQualifiedDomainName": "site.example", "ResourcePath": "/api/helbred"}, "watch")
    assert '"/api/helbred"' in source.rust("collector/src/http.rs")
    down = cloud.edge.named("SiteDown")
    wanted = {"MetricName": "HealthCheckStatus", "ComparisonOperator": "LessThanThreshold", "TreatMissingData": "breaching"}
    subset(down, wanted, "alarm")


@rule
def the_watch_from_outside_rings(cloud: Everything):
    watch = cloud.edge.one("AWS::Route53::HealthCheck")["HealthCheckConfig"]
    only(watch, "EnableSNI FailureThreshold FullyQualifiedDomainName Regions RequestInterval ResourcePath Type", "watch")
    subset(watch, {"EnableSNI": True, "RequestInterval": 30, "FailureThreshold": 3}, "watch")
    # Route 53 wants three; one of them near those who read.
    assert len(watch["Regions"]) >= 3 and "eu-west-1" in watch["Regions"], "from where"
    down = cloud.edge.named("SiteDown")
    only(down, ALARM, "SiteDown")
    wanted = {"Namespace": "AWS/Route53", "Statistic": "Minimum", "Period": 60, "EvaluationPeriods": 3, "Threshold": 1}
    subset(down, {**wanted, "Dimensions": [{"Name": "HealthCheckId", "Value": "<Watch>"}], "OKActions": ["<Alarms>"]}, "SiteDown")
    assert down.get("ActionsEnabled", True) is True, "SiteDown is switched off"


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


@rule
def the_bill_is_the_whole_bill(cloud: Everything):
    budget = cloud.edge.one("AWS::Budgets::Budget")
    only(budget["Budget"], "BudgetLimit BudgetName BudgetType TimeUnit", "budget")
    subset(budget["Budget"], {"BudgetType": "COST", "TimeUnit": "MONTHLY"}, "budget")
    for one in budget["NotificationsWithSubscribers"]:
        subset(one["Notification"], {"ComparisonOperator": "GREATER_THAN", "ThresholdType": "PERCENTAGE"}, "when")


SNI, BREACHING = "        EnableSNI: true\n", "      TreatMissingData: breaching\n"

MISTAKES = [
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
    Mistake("every_trouble_has_its_alarm", "silence is a good morning", "ssingData: breaching", "ssingData: notBreaching"),
    Mistake("every_trouble_has_its_alarm", "a morning without anybody overdue rings", "Statistic: SampleCount", "Statistic: Sum"),
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
    Mistake("alarms_look_at_the_right_thing", "a measure that does not exist", "- Name: ApiId", "- Name: ApiName"),
    Mistake(
        "alarms_look_at_the_right_thing",
        "the other stage's table",
        "Name: TableName\n          Value: !Ref Table",
        "Name: TableName\n          Value: thousand-days-test",
    ),
    Mistake("alarms_look_at_the_right_thing", "the wrong machine", "Value: !Ref TellStaff", "Value: !Ref FindOverdue"),
    Mistake("alarms_look_at_the_right_thing", "hours until it rings", "EvaluationPeriods: 1\n", "EvaluationPeriods: 100\n"),
    Mistake("alarms_look_at_the_right_thing", "a day until it rings", "      Period: 300\n", "      Period: 86400\n"),
    Mistake("alarms_look_at_the_right_thing", "once is not enough", "GreaterThanOrEqualToThreshold", "GreaterThanThreshold"),
    Mistake("alarms_look_at_the_right_thing", "each Sunday rings", "      DatapointsToAlarm: 4\n", "      DatapointsToAlarm: 1\n"),
    Mistake("alarms_look_at_the_right_thing", "weekends ring", "EvaluationPeriods: 4\n", "EvaluationPeriods: 2\n"),
    Mistake(
        "alarms_look_at_the_right_thing", "it rings when somebody looked", "LessThanThreshold", "GreaterThanOrEqualToThreshold"
    ),
    Mistake("alarms_look_at_the_right_thing", "nobody hears that it is over", "      OKActions: [!Ref Alarms]\n", ""),
    Mistake("alarms_look_at_the_right_thing", "it rings all the time", "DefaultValue: 0", "DefaultValue: 1"),
    Mistake("the_site_is_watched_from_outside", "another page is watched", "ResourcePath: /api/helbred", "ResourcePath: /", EDGE),
    Mistake(
        "the_site_is_watched_from_outside",
        "silence is taken for health",
        "TreatMissingData: breaching",
        "TreatMissingData: notBreaching",
        EDGE,
    ),
    more("the_watch_from_outside_rings", "nobody looks", SNI, "        Disabled: true\n", EDGE),
    more("the_watch_from_outside_rings", "broken is well", SNI, "        Inverted: true\n", EDGE),
    more("the_watch_from_outside_rings", "nobody hears it", BREACHING, "      ActionsEnabled: false\n", EDGE),
    Mistake("the_watch_from_outside_rings", "a day until it rings", "EvaluationPeriods: 3", "EvaluationPeriods: 1440", EDGE),
    Mistake("the_watch_from_outside_rings", "one good answer hides the others", "Statistic: Minimum", "Statistic: Maximum", EDGE),
    Mistake("the_bill_cannot_grow_unseen", "told too late", "            Threshold: 80\n", "            Threshold: 800\n", EDGE),
    Mistake("the_bill_cannot_grow_unseen", "the limit is fixed", "Amount: !Ref BudgetUsd", "Amount: 5000", EDGE),
    Mistake("the_bill_is_the_whole_bill", "once a year", "TimeUnit: MONTHLY", "TimeUnit: ANNUALLY", EDGE),
    Mistake("the_bill_is_the_whole_bill", "eighty dollars, whatever the budget", "Type: PERCENTAGE", "Type: ABSOLUTE_VALUE", EDGE),
]
