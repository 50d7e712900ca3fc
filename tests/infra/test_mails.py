"""The two state machines as they stand in the template, run by an emulator against a table with our keys and index."""

import json
import os
import shutil
import socket
import subprocess
import time
import unittest

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from stack import MAIN, ROOT, Stack

STACK = Stack.of(MAIN, "production")
# Monday morning, half past seven in Denmark.
MONDAY = {"at": "2026-11-23T06:30:00Z"}


def case(number: int, queue: str, received: str, **more: str) -> dict:
    values = {"pk": f"S#{number}", "sk": "S", "queue": queue, "received": received, **more}
    return {name: {"S": value} for name, value in values.items()}


class Mails(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = found.getsockname()[1]
        quiet = {"BIND_HOST": "127.0.0.1", "IOT_MTLS_ENABLED": "0", "GATEWAY_PORT": str(port)}
        program = shutil.which("ministack") or ROOT / "target/python/bin/ministack"
        cls.emulator = subprocess.Popen(
            [program], env={**os.environ, **quiet}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        cls.addClassCleanup(cls.emulator.wait)
        cls.addClassCleanup(cls.emulator.terminate)
        cls.place = {
            "endpoint_url": f"http://127.0.0.1:{port}",
            "region_name": "eu-north-1",
            "aws_access_key_id": "local",
            "aws_secret_access_key": "local",
        }
        cls.table = cls.client("dynamodb")
        for _ in range(120):
            try:
                cls.table.list_tables()
                break
            except (BotoCoreError, ClientError):
                time.sleep(0.5)
        made = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
        properties = STACK.named("Table")
        cls.table.create_table(TableName="answers", **{name: properties[name] for name in made})
        cls.topic = cls.client("sns").create_topic(Name="staff")["TopicArn"]
        cls.post = cls.client("sqs")
        cls.box = cls.post.create_queue(QueueName="post")["QueueUrl"]
        box = cls.post.get_queue_attributes(QueueUrl=cls.box, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        cls.client("sns").subscribe(TopicArn=cls.topic, Protocol="sqs", Endpoint=box)

    @classmethod
    def client(cls, service: str):
        client = boto3.client(service, **cls.place)
        cls.addClassCleanup(client.close)
        return client

    def run_machine(self, name: str, said) -> list[tuple[str, str]]:
        """Returns the mails that came of it."""
        definition = json.dumps(STACK.named(name)["Definition"], ensure_ascii=False)
        for word, value in {"Table": "answers", "Staff": self.topic, "Namespace": "thousand-days/production"}.items():
            definition = definition.replace(f"${{{word}}}", value)
        machines = self.client("stepfunctions")
        role = "arn:aws:iam::000000000000:role/count"
        made = machines.create_state_machine(name=f"{name}-{time.monotonic_ns()}", definition=definition, roleArn=role)
        started = machines.start_execution(stateMachineArn=made["stateMachineArn"], input=json.dumps(said))
        for _ in range(120):
            told = machines.describe_execution(executionArn=started["executionArn"])
            if told["status"] != "RUNNING":
                break
            time.sleep(0.25)
        self.assertEqual(told["status"], "SUCCEEDED", told)
        posted = self.post.receive_message(QueueUrl=self.box, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages", [])
        for one in posted:
            self.post.delete_message(QueueUrl=self.box, ReceiptHandle=one["ReceiptHandle"])
        mails = [json.loads(one["Body"]) for one in posted]
        return [(one["Subject"], one["Message"]) for one in mails]

    def test_mails_count_what_waits(self):
        self.assertEqual(self.run_machine("FindOverdue", MONDAY), [], "nobody waits, and nobody is told")
        for number, (queue, received, more) in enumerate(
            [
                ("urgent", "2026-11-19T10:00:00.000Z", {}),
                ("urgent", "2026-11-18T10:00:00.000Z", {"contacted": "2026-11-19T08:00:00.000Z"}),
                ("urgent", "2026-11-20T10:00:00.000Z", {}),
                ("soon", "2026-11-01T10:00:00.000Z", {}),
                ("quarantine", "2026-11-01T10:00:00.000Z", {}),
            ]
        ):
            self.table.put_item(TableName="answers", Item=case(number, queue, received, **more))
        self.assertEqual(
            self.run_machine("TellStaff", [{"kind": "S"}] * 2),
            [
                (
                    "1000dage.dk: 2 nye svar. 3 venter og haster",
                    "Der er kommet 2 nye svar. Nu venter: 3 haster, 1 snart, 0 efter tur. Sat til side: 1. Åbn køen for at se dem.",
                )
            ],
        )
        # Thursday's is overdue; Wednesday's was reached, and Friday's has all of Monday.
        ((subject, message),) = self.run_machine("FindOverdue", MONDAY)
        self.assertEqual(subject, "1000dage.dk: 1 haster og er over tiden")
        self.assertTrue(message.startswith("1 familie, hvis svar haster, er ikke kontaktet"))
        counted = self.client("cloudwatch").list_metrics(Namespace="thousand-days/production")["Metrics"]
        self.assertEqual([one["MetricName"] for one in counted], ["OverdueUrgent"])


if __name__ == "__main__":
    unittest.main()
