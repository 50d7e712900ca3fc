"""Our templates keep their promises, and every promise is watched: a mistake made on purpose is found by its rule."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
from fnmatch import fnmatchcase
from itertools import product
from pathlib import Path

from check import lint
from iam import allowed, conditions_hold, every_action, listed, statements
from jsonata.jsonata import Jsonata
from promises import MISTAKES, RULES, Everything, Mistake, complaint
from promises.calls import INDEX, STREAM, TABLE
from promises.mails import machine
from source import service_calls, staff_calls, swept
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


RECORDED = Path(os.environ.get("INFRA_CALLS") or ROOT / "target/infra/calls.jsonl")
HOW = """To write down what the programs ask of the table:
  rm -f target/infra/calls.jsonl
  INFRA_CALLS=$PWD/target/infra/calls.jsonl cargo test --workspace --features end-to-end/installed"""
CALLERS = {"collector": "CollectorRole", "staff": "StaffRole", "retention": "RetentionRole"}


class Calls(unittest.TestCase):
    """What the programs were heard to ask of the table (tests/calls.rs), against what their roles allow: all of it, and no more.

    A call is a line of JSON: `role` and `operation`, and what the request says of `keys`, `index`, `select`, `returns` and
    `attributes`. A transaction is written down as the operations in it. Where the test command names the file, it must be there."""

    @classmethod
    def setUpClass(cls):
        cls.calls = recorded(RECORDED)
        if isinstance(cls.calls, str):
            if os.environ.get("INFRA_CALLS"):
                raise AssertionError(cls.calls)
            raise unittest.SkipTest(cls.calls)

    def test_roles_allow_what_is_asked_for_and_no_more(self):
        self.assertEqual(judged(NOW.main, self.calls), [])

    def test_the_text_of_the_code_says_the_same(self):
        # The rules about roles, and their seeded mistakes, read the code; this is what it did.
        for caller, text in (("collector", service_calls()), ("staff", staff_calls())):
            self.assertEqual(heard_of(caller, self.calls), text)
        scans = [call["attributes"] for call in self.calls if (call["role"], call["operation"]) == ("retention", "Scan")]
        self.assertEqual([set(names) for names in scans], [swept()] * len(scans))

    def test_the_service_reads_nothing(self):
        ways = [None, "S#0a", "A#2026-11-22", "T#0a", "urgent"]
        places = [TABLE, INDEX, STREAM, f"{TABLE}/export/x", f"{TABLE}/backup/x", "*"]
        reading = [one for one in every_action("dynamodb") if one not in ("dynamodb:putitem", "dynamodb:deleteitem")]
        known = {f"dynamodb:{name}" for name in ("getitem", "batchgetitem", "query", "scan", "partiqlselect", "getrecords")}
        self.assertLessEqual(known, set(reading))
        for action, place, way in product(reading, places, ways):
            said = {"dynamodb:LeadingKeys": [way]} if way else {}
            self.assertFalse(allowed(NOW.main.named("CollectorRole"), action, place, said), f"{action} {place} {way}")

    def test_a_role_that_is_too_wide_or_too_narrow_is_found(self):
        text = NOW.texts[MAIN]
        both = "[dynamodb:PutItem, dynamodb:DeleteItem]"
        cases = '                    dynamodb:LeadingKeys: ["S#*"]'
        lines = 'dynamodb:LeadingKeys: ["A#*", "T#*"]'
        for there, instead, nth, found in (
            (both, both.replace("]", ", dynamodb:GetItem]"), 0, "collector never asks for getitem"),
            (both, "dynamodb:*", 0, "collector never asks for batchgetitem"),
            (both, "dynamodb:DeleteItem", 0, "collector may not PutItem"),
            (cases, cases.replace("S#", "A#"), 0, "collector may not DeleteItem"),
            (cases, cases.replace("S#*", "S#0*"), 0, "collector may not DeleteItem"),
            (cases, cases.replace('"S#*"', '"S#*", "A#*"'), 0, "collector never asks for putitem of A#*"),
            ("[dynamodb:DescribeTable, dynamodb:Scan]", "dynamodb:Scan", 0, "staff may not DescribeTable"),
            ("Resource: !Sub ${Table.Arn}/index/open", "Resource: !GetAtt Table.Arn", 0, "staff may not Query"),
            ('["S#*", "T#*"]', '["S#*", "T#*", "A#*"]', 0, "staff never asks for getitem of A#*"),
            ('["S#*", "T#*"]', '["S#*"]', 0, "staff may not GetItem"),
            (lines, 'dynamodb:LeadingKeys: ["A#*"]', 0, "staff may not PutItem"),
            (lines, 'dynamodb:LeadingKeys: ["A#*", "T#*", "S#*"]', 1, "retention never asks for putitem of S#*"),
            ("                      - municipality\n", "", 0, "retention may not Scan"),
            ("- pk\n", "- pk\n                      - answers\n", 0, "retention never asks for scan of answers"),
        ):
            with self.subTest(found, instead=instead):
                wrong = Mistake("", found, there, instead, nth=nth).made_in(text)
                told = judged(Stack.of(MAIN, "production", wrong), self.calls)
                self.assertTrue(any(line.startswith(found) for line in told), told)

    def test_a_record_that_is_missing_old_or_broken_is_told(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "calls.jsonl"
            self.assertIn("is not there", recorded(file))
            file.write_text('{"role": "collector", "operation": "PutItem"}\n')
            self.assertEqual(recorded(file), [{"role": "collector", "operation": "PutItem"}])
            os.utime(file, (0, 0))
            self.assertIn("is older than the code", recorded(file))
            file.write_text('{"role": "coll')
            self.assertIn("cannot be read", recorded(file))


def recorded(file: Path) -> list[dict] | str:
    """Returns the calls that were written down, each once, or why there are none."""
    if not file.exists():
        return f"{file} is not there. {HOW}"
    code = [path for folder in ("collector", "tests") for path in (ROOT / folder).rglob("*.rs")]
    if file.stat().st_mtime < max(path.stat().st_mtime for path in code):
        return f"{file} is older than the code. {HOW}"
    try:
        return [json.loads(line) for line in sorted(set(file.read_text().splitlines()))]
    except ValueError:
        return f"{file} cannot be read. {HOW}"


def heard_of(caller: str, calls: list[dict]) -> set[str]:
    return {call["operation"] for call in calls if call["role"] == caller}


def context(call: dict) -> dict[str, list[str]]:
    """Returns what IAM is told of a call."""
    said = {
        "dynamodb:LeadingKeys": call.get("keys"),
        "dynamodb:Select": [call["select"]] if "select" in call else None,
        "dynamodb:Attributes": call.get("attributes"),
        "dynamodb:ReturnValues": [call["returns"]] if "returns" in call else None,
    }
    return {name: values for name, values in said.items() if values}


def place(call: dict) -> str:
    return INDEX if "index" in call else TABLE


def judged(stack: Stack, calls: list[dict]) -> list[str]:
    """Returns what is asked for and not allowed, and what is allowed and never asked for."""
    told = []
    for caller, name in CALLERS.items():
        role, own = stack.named(name), [call for call in calls if call["role"] == caller]
        for call in own:
            if not allowed(role, f"dynamodb:{call['operation']}", place(call), context(call)):
                told.append(f"{caller} may not {call['operation']}: {call}")
        for statement in statements(role):
            told += [f"{caller} never asks for {what}" for what in needless(statement, own)]
    return told


def needless(statement: dict, calls: list[dict]) -> list[str]:
    """Returns what a statement grants and no call used: an action of a place, a kind of key, an attribute."""
    patterns = [one.lower() for one in listed(statement["Action"])]
    actions = [one for one in every_action("dynamodb") if any(fnmatchcase(one, pattern) for pattern in patterns)]
    told = []
    for action, resource in product(actions, listed(statement["Resource"])):
        name = action.removeprefix("dynamodb:")
        used = [
            context(call)
            for call in calls
            if call["operation"].lower() == name
            and fnmatchcase(place(call), resource)
            and conditions_hold(statement.get("Condition", {}), {key.lower(): said for key, said in context(call).items()})
        ]
        if not used:
            told.append(f"{name} of {resource}")
            continue
        # What stands in a list is granted one by one.
        for operator, conditions in statement.get("Condition", {}).items():
            for condition, granted in conditions.items() if operator.startswith("ForAllValues:") else ():
                said = [value for way in used for value in way.get(condition, [])]
                told += [f"{name} of {one}" for one in listed(granted) if not any(fnmatchcase(value, one) for value in said)]
    return told


if __name__ == "__main__":
    unittest.main()
