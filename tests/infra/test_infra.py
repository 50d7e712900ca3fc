"""Our templates keep their promises, and every promise is watched: a mistake made on purpose is found by its rule."""

import json
import os
import shutil
import subprocess
import unittest
from pathlib import Path

from check import lint
from iam import allowed
from jsonata.jsonata import Jsonata
from mistakes import MISTAKES
from rules import INDEX, RULES, TABLE, Everything, complaint, machine
from stack import EDGE, MAIN, ROOT, Stack, expand, read

NOW = Everything.now()


class Promises(unittest.TestCase):
    def test_every_promise_is_kept(self):
        for name in RULES:
            with self.subTest(name):
                self.assertIsNone(complaint(name, NOW))

    def test_every_promise_is_watched(self):
        self.assertEqual(set(RULES), {mistake.rule for mistake in MISTAKES})

    def test_every_mistake_is_found(self):
        for mistake in MISTAKES:
            with self.subTest(mistake.rule, what=mistake.what):
                texts = {**NOW.texts, mistake.path: mistake.made_in(NOW.texts[mistake.path])}
                wrong = Everything(texts, NOW.rewrite)
                # It is a template still: the rule finds the mistake, not the reader of YAML.
                self.assertTrue(wrong.main.resources and wrong.test.resources and wrong.edge.resources)
                self.assertIsNotNone(complaint(mistake.rule, wrong), "nobody saw it")

    def test_a_name_that_leads_nowhere_is_found(self):
        # What the linters do not see in the template as it is written.
        text = NOW.texts[MAIN].replace("COLLECTOR_TABLE: !Ref Table", "COLLECTOR_TABLE: !Ref Tabel")
        self.assertTrue(any("Tabel" in line for line in lint(MAIN, expand(read(text)))))

    def test_the_smallest_stack_is_whole(self):
        # The first deploy: no domain, no certificate, no rate rule, no workflow.
        bare = {"CertificateArn": "", "WebAclArn": "", "GitHubRepository": ""}
        config = Stack.of(MAIN, "test", **bare).one("AWS::CloudFront::Distribution")["DistributionConfig"]
        self.assertEqual(config["ViewerCertificate"], {"CloudFrontDefaultCertificate": True})
        self.assertFalse({"Aliases", "WebACLId"} & config.keys())
        edge = Stack.of(EDGE, "test", HostedZoneId="").resources
        self.assertEqual(set(edge), {"Certificate", "WebAcl"})
        self.assertNotIn("DomainValidationOptions", edge["Certificate"]["Properties"])


def evaluate(expression: str, **bound):
    """Returns what Step Functions makes of `{% … %}`."""
    inner = expression.strip().removeprefix("{%").removesuffix("%}")
    made = Jsonata(inner)
    for name, value in bound.items():
        made.assign(name, value)
    return made.evaluate(None)


class Words(unittest.TestCase):
    """What the mails say."""

    def test_new_answers_are_counted(self):
        states = machine(NOW, "TellStaff")["States"]
        count = states["HowMany"]["Assign"]["new"]
        for new in (1, 2, 1000):
            self.assertEqual(evaluate(count, states={"input": [{"kind": "S"}] * new}), new)
        line = states["EachLine"]["ItemProcessor"]["States"]["Count"]
        self.assertEqual(evaluate(line["Output"], states={"result": {"Count": 3}}), "3")
        more = {"Count": 3500, "LastEvaluatedKey": {"pk": {"S": "x"}}}
        self.assertEqual(evaluate(line["Output"], states={"result": more}), "3500+")
        self.assertEqual(states["EachLine"]["Items"], ["urgent", "soon", "routine", "quarantine"])

    def test_the_mail_says_how_many_and_how_urgent(self):
        tell = machine(NOW, "TellStaff")["States"]["Tell"]["Arguments"]
        said = {"states": {"input": ["1", "4", "12", "0"]}}
        self.assertEqual(evaluate(tell["Subject"], new=2, **said), "1000dage.dk: 2 nye svar. 1 venter og haster")
        self.assertEqual(
            evaluate(tell["Message"], new=1, **said),
            "Der er kommet 1 nyt svar. Nu venter: 1 haster, 4 snart, 12 efter tur. Sat til side: 0. Åbn køen for at se dem.",
        )

    def test_subjects_are_short_and_plain(self):
        # SNS takes a hundred characters of ASCII.
        for name, bound in (
            ("TellStaff", {"new": 1000, "states": {"input": ["3500+"] * 4}}),
            ("FindOverdue", {"overdue": 3500}),
        ):
            subject = evaluate(machine(NOW, name)["States"]["Tell"]["Arguments"]["Subject"], **bound)
            self.assertTrue(subject.isascii() and len(subject) < 100, subject)

    def test_overdue_is_what_came_before_the_last_working_day(self):
        count = machine(NOW, "FindOverdue")["States"]["Count"]["Arguments"]
        before = count["ExpressionAttributeValues"][":before"]["S"]
        for at, midnight in (
            ("2026-11-23T06:30:00Z", "2026-11-19T23:00:00.000Z"),  # Monday looks before Friday
            ("2026-11-24T06:30:00Z", "2026-11-22T23:00:00.000Z"),  # Tuesday before Monday
            ("2026-11-27T06:30:00Z", "2026-11-25T23:00:00.000Z"),  # Friday before Thursday
            ("2026-07-01T05:30:00Z", "2026-06-29T22:00:00.000Z"),  # in summer too
        ):
            self.assertEqual(evaluate(before, states={"input": {"at": at}}), midnight)

    def test_overdue_families_are_named_by_number(self):
        states = machine(NOW, "FindOverdue")["States"]
        self.assertTrue(evaluate(states["Any"]["Choices"][0]["Condition"], overdue=1))
        self.assertFalse(evaluate(states["Any"]["Choices"][0]["Condition"], overdue=0))
        words = [evaluate(states["Tell"]["Arguments"]["Message"], overdue=many) for many in (1, 2)]
        self.assertTrue(words[0].startswith("1 familie, hvis svar haster,") and words[1].startswith("2 familier, hvis"))


@unittest.skipUnless(shutil.which("node"), "needs Node")
class Addresses(unittest.TestCase):
    """What the edge makes of an address."""

    def ask(self, uri: str, host: str = "site.example", query: dict | None = None):
        event = {"request": {"uri": uri, "headers": {"host": {"value": host}}, "querystring": query or {}}}
        program = "const vm = require('vm'), fs = require('fs');"
        program += "const context = vm.createContext({ event: JSON.parse(process.argv[2]) });"
        program += "vm.runInContext(fs.readFileSync(process.argv[1], 'utf8'), context);"
        program += "console.log(JSON.stringify(vm.runInContext('handler(event)', context)));"
        told = subprocess.run(
            ["node", "-e", program, str(ROOT / "infra/rewrite.js"), json.dumps(event)], check=True, capture_output=True, text=True
        )
        answer = json.loads(told.stdout)
        return answer["headers"]["location"]["value"] if "statusCode" in answer else answer["uri"]

    def test_folders_are_their_index(self):
        for uri, file in (
            ("/", "/index.html"),
            ("/ring-nu/", "/ring-nu/index.html"),
            ("/faser/0-2-uger/graad/", "/faser/0-2-uger/graad/index.html"),
            ("/assets/style.0123.css", "/assets/style.0123.css"),
            ("/404.html", "/404.html"),
        ):
            self.assertEqual(self.ask(uri), file)

    def test_a_folder_without_a_slash_moves(self):
        self.assertEqual(self.ask("/ring-nu"), "https://site.example/ring-nu/")
        query = {
            "soeg": {"value": "gr%C3%A5d"},
            "f": {"value": "1", "multiValue": [{"value": "1"}, {"value": "2"}]},
            "x": {"value": ""},
        }
        self.assertEqual(self.ask("/alle-emner", query=query), "https://site.example/alle-emner/?soeg=gr%C3%A5d&f=1&f=2&x")

    def test_www_moves_to_the_bare_name(self):
        self.assertEqual(self.ask("/", "www.site.example"), "https://site.example/")
        self.assertEqual(self.ask("/ring-nu", "www.site.example"), "https://site.example/ring-nu/")
        self.assertEqual(self.ask("/favicon.svg", "www.site.example"), "https://site.example/favicon.svg")

    def test_nobody_is_led_away(self):
        for uri in ("//elsewhere.example/x", "/\\elsewhere.example/x", "//elsewhere"):
            self.assertEqual(self.ask(uri), f"https://site.example{uri}/")


class Calls(unittest.TestCase):
    """What the programs were seen to ask of the table, if somebody wrote it down: JSON Lines in the file INFRA_CALLS, each
    `{"role": "collector", "operation": "PutItem", "keys": ["S#…"]}`, with `index`, `select`, `attributes` and `returns` where the
    request says so. A transaction is written down as the operations in it."""

    def test_recorded_calls_are_allowed(self):
        if "INFRA_CALLS" not in os.environ:
            self.skipTest("nothing was recorded")
        roles = {"collector": "CollectorRole", "staff": "StaffRole", "retention": "RetentionRole"}
        seen = set()
        for line in Path(os.environ["INFRA_CALLS"]).read_text().splitlines():
            call = json.loads(line)
            context = {
                "dynamodb:LeadingKeys": call.get("keys"),
                "dynamodb:Select": call.get("select") and [call["select"]],
                "dynamodb:Attributes": call.get("attributes"),
                "dynamodb:ReturnValues": call.get("returns") and [call["returns"]],
            }
            place = INDEX if call.get("index") else TABLE
            role = NOW.main.named(roles[call["role"]])
            context = {name: value for name, value in context.items() if value}
            self.assertTrue(allowed(role, f"dynamodb:{call['operation']}", place, context), line)
            seen.add((call["role"], call["operation"]))
        self.assertTrue({("collector", "PutItem"), ("collector", "DeleteItem")} <= seen, "what the service does was not recorded")


if __name__ == "__main__":
    unittest.main()
