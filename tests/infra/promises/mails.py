"""The road from an answer to a mail."""

from __future__ import annotations

import json
import re

from promises.calls import LINES
from promises.common import Everything, Mistake, more, only, rule, same, subset


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
    same(morning["Target"]["Arn"], "<FindOverdue>", "what")
    query = machine(cloud, "FindOverdue")["States"]["Count"]["Arguments"]
    same(query["FilterExpression"], "attribute_not_exists(contacted)", "who was not reached")
    same(query["ExpressionAttributeValues"][":urgent"], {"S": "urgent"}, "which line")


def road(tree: dict) -> dict[str, tuple]:
    """Returns what follows upon each state, and what is caught."""
    found = {}
    for name, state in tree["States"].items():
        ways = [(one["Condition"], one["Next"]) for one in state.get("Choices", [])]
        found[name] = (state["Type"], state.get("Next") or state.get("Default"), *ways)
        assert "Catch" not in state, f"{name}: a failure must be seen by its alarm"
        if state["Type"] == "Task":
            (again,) = state["Retry"]
            assert again["MaxAttempts"] >= 3, f"{name}: once is not tried"
        if "ItemProcessor" in state:
            found |= road(state["ItemProcessor"])
    return found


@rule
def every_state_leads_to_the_mail(cloud: Everything):
    wanted = {"HowMany": ("Pass", "EachLine"), "EachLine": ("Map", "Tell"), "Count": ("Task", None), "Tell": ("Task", None)}
    same(road(machine(cloud, "TellStaff")), wanted, "TellStaff")
    same(machine(cloud, "TellStaff")["States"]["EachLine"]["Items"], list(LINES), "lines")
    wanted = {
        "Count": ("Task", "Note"),
        "Note": ("Task", "Any"),
        "Any": ("Choice", "Done", ("{% $overdue > 0 %}", "Tell")),
        "Tell": ("Task", "Done"),
        "Done": ("Succeed", None),
    }
    same(road(machine(cloud, "FindOverdue")), wanted, "FindOverdue")
    states = machine(cloud, "FindOverdue")["States"]
    same(states["Count"]["Assign"], {"overdue": "{% $states.result.Count %}"}, "how many")
    noted = {"Namespace": "${Namespace}", "MetricData": [{"MetricName": "OverdueUrgent", "Value": "{% $overdue %}"}]}
    same(states["Note"]["Arguments"], noted, "what the alarm reads")
    count, line = (
        states["Count"]["Arguments"],
        machine(cloud, "TellStaff")["States"]["EachLine"]["ItemProcessor"]["States"]["Count"],
    )
    same(count["KeyConditionExpression"], "#queue = :urgent AND #received < :before", "who waits too long")
    same(count["ExpressionAttributeNames"], {"#queue": "queue", "#received": "received"}, "who waits too long")
    same(line["Arguments"]["KeyConditionExpression"], "#queue = :queue", "a line")
    same(line["Arguments"]["ExpressionAttributeNames"], {"#queue": "queue"}, "a line")
    same(line["Arguments"]["ExpressionAttributeValues"], {":queue": {"S": "{% $states.input %}"}}, "a line")
    before = count["ExpressionAttributeValues"][":before"]["S"]
    assert "($monday ? 3 : 1) * 86400000" in before, "the working day before this one"
    filled = {"Table": "<Table>", "Staff": "<Staff>", "Namespace": "thousand-days/production"}
    for name in ("TellStaff", "FindOverdue"):
        only(cloud.main.named(name), "Definition DefinitionSubstitutions RoleArn StateMachineName", name)
        subset(cloud.main.named(name), {"RoleArn": "<CountRole.Arn>", "DefinitionSubstitutions": filled}, name)
        said = json.dumps(machine(cloud, name)["States"]["Tell"]["Arguments"])
        used = set(re.findall(r"\$(?!exists|string|count)([a-z]+(?:\.\w+)*)", said))
        assert used <= {"new", "overdue", "states.input"} | {"{Staff}"}, f"{name} says {sorted(used)}"


@rule
def every_new_answer_reaches_the_machine(cloud: Everything):
    pipe = cloud.main.one("AWS::Pipes::Pipe")
    only(pipe, "Name RoleArn Source SourceParameters Target TargetParameters", "pipe")
    same(pipe["RoleArn"], "<NewAnswersRole.Arn>", "pipe")
    stream = pipe["SourceParameters"]["DynamoDBStreamParameters"]
    known = "BatchSize MaximumBatchingWindowInSeconds MaximumRecordAgeInSeconds MaximumRetryAttempts StartingPosition"
    only(stream, known, "stream")
    # A new pipe tells of what comes, not of all that came.
    same(stream["StartingPosition"], "LATEST", "stream")
    only(pipe["TargetParameters"], "InputTemplate StepFunctionStateMachineParameters", "what goes on")
    same(pipe["TargetParameters"]["StepFunctionStateMachineParameters"], {"InvocationType": "FIRE_AND_FORGET"}, "target")


@rule
def every_morning_is_on_time(cloud: Everything):
    morning = cloud.main.one("AWS::Scheduler::Schedule")
    only(morning, "Description FlexibleTimeWindow Name ScheduleExpression ScheduleExpressionTimezone Target", "morning")
    same(morning["FlexibleTimeWindow"], {"Mode": "OFF"}, "the count believes that it is half past seven")
    target = morning["Target"]
    only(target, "Arn Input RetryPolicy RoleArn", "morning")
    same(target["RoleArn"], "<MorningRole.Arn>", "as whom")
    same(json.loads(target["Input"]), {"at": "<aws.scheduler.scheduled-time>"}, "which day")
    same(target["RetryPolicy"], {"MaximumEventAgeInSeconds": 3600, "MaximumRetryAttempts": 5}, "again")


MISTAKES = [
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
    Mistake("every_state_leads_to_the_mail", "the mail holds what came", "$states.input[3]", "$string($states.context)"),
    Mistake("every_state_leads_to_the_mail", "a hundred families wait first", "$overdue > 0", "$overdue > 100"),
    Mistake("every_state_leads_to_the_mail", "those who came since are overdue", "#received < :before", "#received > :before"),
    Mistake("every_state_leads_to_the_mail", "another line is counted", '"#queue = :queue"', '"#queue < :queue"'),
    Mistake("every_state_leads_to_the_mail", "nobody is ever overdue", "{% $states.result.Count %}", "{% 0 %}"),
    Mistake("every_state_leads_to_the_mail", "another day than the last working one", "? 3 : 1)", "? 30 : 10)"),
    Mistake(
        "every_state_leads_to_the_mail",
        "a mail that was not sent is forgotten",
        "            Next: Done\n",
        "            Next: Done\n            Catch: [{ErrorEquals: [States.ALL], Next: Done}]\n",
    ),
    Mistake(
        "every_state_leads_to_the_mail", "the alarm reads another number", "- MetricName: OverdueUrgent", "- MetricName: Overdue"
    ),
    Mistake(
        "every_state_leads_to_the_mail", "counsellors hear nothing", "        Staff: !Ref Staff\n", "        Staff: !Ref Alarms\n"
    ),
    Mistake("every_state_leads_to_the_mail", "urgent answers are not counted", "Items: [urgent, ", "Items: ["),
    Mistake(
        "every_state_leads_to_the_mail", "the machine may read", "RoleArn: !GetAtt CountRole.Arn", "RoleArn: !GetAtt StaffRole.Arn"
    ),
    more(
        "every_state_leads_to_the_mail",
        "each run leaves a trace",
        "      RoleArn: !GetAtt CountRole.Arn\n",
        "      TracingConfiguration: {Enabled: true}\n",
    ),
    more(
        "every_new_answer_reaches_the_machine",
        "the pipe stands still",
        "      Target: !Ref TellStaff\n",
        "      DesiredState: STOPPED\n",
    ),
    more(
        "every_new_answer_reaches_the_machine",
        "somebody else sees what came",
        "      Target: !Ref TellStaff\n",
        "      Enrichment: !GetAtt Collector.Arn\n",
    ),
    Mistake("every_new_answer_reaches_the_machine", "what came yesterday is told again", "LATEST", "TRIM_HORIZON"),
    Mistake("every_new_answer_reaches_the_machine", "a machine that is waited for", "FIRE_AND_FORGET", "REQUEST_RESPONSE"),
    Mistake("every_morning_is_on_time", "some time of the day", 'Mode: "OFF"', "Mode: FLEXIBLE"),
    Mistake("every_morning_is_on_time", "always the same day", "<aws.scheduler.scheduled-time>", "2026-11-23T06:30:00Z"),
    Mistake("every_morning_is_on_time", "the clock may not start it", "!GetAtt MorningRole.Arn", "!GetAtt NewAnswersRole.Arn"),
    more(
        "every_morning_is_on_time", "the last morning", "Timezone: Europe/Copenhagen\n", '      EndDate: "2027-01-01T00:00:00Z"\n'
    ),
]
