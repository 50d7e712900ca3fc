"""What all promises share: how one is noted, what it is told of our templates, and how a mistake is made on purpose."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property

from stack import EDGE, MAIN, ROOT, Stack

RULES = {}
# What the service answers with, and how, is said here and nowhere else.
SERVICE = ["collector/src/http.rs", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "collector/src/http").glob("*.rs"))]
WORKFLOWS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / ".github/workflows").glob("*.yml"))


def rule(check):
    """Notes a promise under its name."""
    RULES[check.__name__] = check
    return check


def complaint(name: str, cloud: Everything) -> str | None:
    """Returns what a rule has to say against our templates."""
    try:
        RULES[name](cloud)
    except AssertionError as wrong:
        return str(wrong) or "the promise is not kept"
    except (KeyError, IndexError, TypeError, ValueError) as missing:
        return f"{type(missing).__name__}: {missing}"
    return None


@dataclass
class Everything:
    """Both templates, as production and as test, and the service's answers."""

    texts: dict[str, str]
    rewrite: str

    @classmethod
    def now(cls) -> Everything:
        texts = {path: (ROOT / path).read_text() for path in (MAIN, EDGE, *SERVICE, *WORKFLOWS)}
        return cls(texts, (ROOT / "infra/rewrite.js").read_text())

    @cached_property
    def main(self) -> Stack:
        return Stack.of(MAIN, "production", self.texts[MAIN])

    @cached_property
    def test(self) -> Stack:
        return Stack(MAIN, "test", self.main.expanded, {**self.main.given, "Stage": "test"})

    @cached_property
    def edge(self) -> Stack:
        return Stack.of(EDGE, "production", self.texts[EDGE])

    @cached_property
    def distribution(self) -> dict:
        return self.main.one("AWS::CloudFront::Distribution")["DistributionConfig"]

    @cached_property
    def api_behaviour(self) -> dict:
        (behaviour,) = self.distribution["CacheBehaviors"]
        return behaviour

    def origin(self, behaviour: dict) -> dict:
        (origin,) = [one for one in self.distribution["Origins"] if one["Id"] == behaviour["TargetOriginId"]]
        return origin


def same(found, wanted, what: str):
    assert found == wanted, f"{what}: {json.dumps(found, default=str)} instead of {json.dumps(wanted, default=str)}"


def subset(found: dict, wanted: dict, what: str):
    same({name: found.get(name) for name in wanted}, wanted, what)


def only(found: dict, known: str, what: str):
    """A part has no settings but those that are known."""
    same(sorted(found.keys() - set(known.split())), [], f"{what}: settings nobody thought of")


def parameters(cloud: Everything, path: str) -> dict:
    return (cloud.main if path == MAIN else cloud.edge).expanded["Parameters"]


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


def more(rule: str, what: str, line: str, added: str, path: str = MAIN, nth: int = 0) -> Mistake:
    """Something more than there was, after a line."""
    return Mistake(rule, what, line, line + added, path, nth)


def allow(action: str, place: str = "!GetAtt Table.Arn") -> str:
    return f"              - Effect: Allow\n                Action: {action}\n                Resource: {place}\n"
