"""Reads our templates as CloudFormation will: expanded by SAM, then with one stage's parameters put in."""

from __future__ import annotations

import copy
import json
import logging
import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml
from samtranslator.translator.transform import transform

ROOT = Path(__file__).resolve().parents[2]
MAIN = "infra/template.yaml"
EDGE = "infra/edge.yaml"
REGION = {MAIN: "eu-north-1", EDGE: "us-east-1"}
ACCOUNT = "0" * 12
# SAM asks the environment, and nobody else.
os.environ["AWS_DEFAULT_REGION"] = REGION[MAIN]
logging.getLogger("samtranslator").setLevel(logging.ERROR)

KEY = "age1" + "q" * 58
PARAMETERS = {
    MAIN: {
        "DomainName": "site.example",
        "CertificateArn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/0a",
        "WebAclArn": f"arn:aws:wafv2:us-east-1:{ACCOUNT}:global/webacl/x/0a",
        "StaffKeys": KEY,
        "RecoveryKeys": KEY,
        "ContactKeys": KEY,
        "AlarmEmail": "alarm@site.example",
        "StaffEmail": "staff@site.example",
        "GitHubRepository": "owner/name",
    },
    EDGE: {"DomainName": "site.example", "AlarmEmail": "alarm@site.example", "HostedZoneId": "Z0"},
}


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML with CloudFormation's short forms."""


def _short(loader, suffix, node):
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        if suffix == "GetAtt":
            value = value.split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {name: value}


_Loader.add_multi_constructor("!", _short)


def read(text: str) -> dict:
    """Reads a template as it is written."""
    return yaml.load(text, _Loader)


class _NoManagedPolicies:
    def load(self):
        return {}


def expand(template: dict) -> dict:
    """Returns what SAM makes of a template; a template without SAM stays as it is."""
    template = copy.deepcopy(template)
    if "Transform" not in template:
        return template
    for resource in template["Resources"].values():
        # As `package` would put it.
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "s3://bucket/function.zip"
    defaults = {name: one["Default"] for name, one in template["Parameters"].items() if "Default" in one}
    expanded = transform(template, defaults, _NoManagedPolicies())
    # What is left of the transforms is for CloudFormation, and for the linters that read this.
    expanded["Transform"] = "AWS::LanguageExtensions"
    return json.loads(json.dumps(expanded))


NOTHING = object()


@dataclass
class Stack:
    """A template with one stage's parameters put in. What is known only in the cloud stands as `<Name>` or `<Name.Attribute>`."""

    path: str
    stage: str
    expanded: dict
    given: dict

    @classmethod
    def of(cls, path: str, stage: str, text: str | None = None, **given) -> Stack:
        """Reads the template at `path`, or `text` in its stead."""
        text = (ROOT / path).read_text() if text is None else text
        return cls(path, stage, expand(read(text)), {**PARAMETERS[path], "Stage": stage, **given})

    @cached_property
    def names(self) -> dict:
        """Values that need no resource."""
        region = REGION[self.path]
        stack = f"thousand-days-{self.stage}"
        pseudo = {
            "AWS::Region": region,
            "AWS::AccountId": ACCOUNT,
            "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::StackName": stack,
            "AWS::StackId": f"arn:aws:cloudformation:{region}:{ACCOUNT}:stack/{stack}/0a",
            "AWS::NoValue": NOTHING,
        }
        defaults = {name: one["Default"] for name, one in self.expanded["Parameters"].items() if "Default" in one}
        return {**pseudo, **defaults, **self.given}

    def holds(self, condition: str) -> bool:
        """Returns whether a condition of the template holds."""
        return self.value(self.expanded["Conditions"][condition])

    def value(self, tree):
        """Returns `tree` with everything put in that is known before there is a cloud."""
        if isinstance(tree, list):
            return [value for value in map(self.value, tree) if value is not NOTHING]
        if not isinstance(tree, dict):
            return tree
        if len(tree) == 1:
            ((name, argument),) = tree.items()
            function = getattr(self, "_" + name.lower().replace("::", "_"), None)
            if function:
                return function(argument)
        values = {name: self.value(value) for name, value in tree.items()}
        return {name: value for name, value in values.items() if value is not NOTHING}

    def _ref(self, name):
        return self.names.get(name, f"<{name}>")

    def _condition(self, name):
        # In a policy, `Condition` is a word of its own.
        return self.holds(name) if isinstance(name, str) else {"Condition": self.value(name)}

    def _fn_getatt(self, path):
        return f"<{'.'.join(path)}>"

    def _fn_sub(self, argument):
        text, own = (argument, {}) if isinstance(argument, str) else argument
        own = self.value(own)

        def put(match):
            name = match.group(1)
            found = own.get(name, self.names.get(name, f"<{name}>"))
            return str(found)

        return re.sub(r"\$\{([^!}]+)\}", put, text)

    def _fn_if(self, argument):
        condition, yes, no = argument
        return self.value(yes if self.holds(condition) else no)

    def _fn_equals(self, argument):
        one, other = map(self.value, argument)
        return str(one) == str(other)

    def _fn_not(self, argument):
        return not self.value(argument[0])

    def _fn_and(self, argument):
        return all(map(self.value, argument))

    def _fn_or(self, argument):
        return any(map(self.value, argument))

    def _fn_join(self, argument):
        separator, parts = argument
        return separator.join(map(str, self.value(parts)))

    def _fn_findinmap(self, argument):
        name, top, second = map(self.value, argument)
        return self.expanded["Mappings"][name][top][second]

    @cached_property
    def resources(self) -> dict:
        """The resources this stage has."""
        there = {}
        for name, resource in self.expanded["Resources"].items():
            if "Condition" not in resource or self.holds(resource["Condition"]):
                whole = {key: value for key, value in resource.items() if key != "Condition"}
                there[name] = {"Properties": {}, **self.value(whole)}
        return there

    def all(self, kind: str) -> dict:
        """Returns the properties of all resources of a kind, by name."""
        return {name: one["Properties"] for name, one in self.resources.items() if one["Type"] == kind}

    def one(self, kind: str) -> dict:
        """Returns the properties of the one resource of a kind."""
        found = self.all(kind)
        assert len(found) == 1, f"there are {len(found)} of {kind}"
        return next(iter(found.values()))

    def named(self, name: str) -> dict:
        """Returns the properties of a resource."""
        return self.resources[name]["Properties"]
