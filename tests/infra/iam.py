"""Who may do what: as much of IAM's judgement as our policies use. An operator that is not known is an error, never a yes."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from importlib.resources import files


def every_action(service: str) -> list[str]:
    """Returns every action that a service has, in small letters."""
    known = json.loads((files("cfnlint") / "data/AdditionalSpecs/Policies.json").read_text())
    return sorted(f"{service}:{action}" for action in known[service]["Actions"])


def statements(role: dict) -> list[dict]:
    """Returns what is said of a role."""
    assert not role.get("ManagedPolicyArns"), "policies of others are not ours to read"
    return [one for policy in role.get("Policies", []) for one in listed(policy["PolicyDocument"]["Statement"])]


def listed(value) -> list:
    """Returns a value that may stand alone as a list."""
    return value if isinstance(value, list) else [value]


def allowed(role: dict, action: str, resource: str, context: dict[str, list[str]] | None = None) -> bool:
    """Returns whether the role may do `action` to `resource`, when the request says `context`."""
    context = {name.lower(): values for name, values in (context or {}).items()}
    fitting = [one for one in statements(role) if _fits(one, action, resource, context)]
    return bool(fitting) and all(one["Effect"] == "Allow" for one in fitting)


def is_named(role: dict, action: str) -> bool:
    """Returns whether the role's policies speak of an action at all."""
    names = {one.lower() for statement in statements(role) for one in listed(statement["Action"])}
    return any(fnmatchcase(action, one) for one in names)


def _fits(statement: dict, action: str, resource: str, context: dict) -> bool:
    assert not {"NotAction", "NotResource", "NotPrincipal"} & statement.keys(), "say what, not what not"
    actions = [one.lower() for one in listed(statement["Action"])]
    return (
        any(fnmatchcase(action.lower(), one) for one in actions)
        and any(fnmatchcase(resource, one) for one in listed(statement["Resource"]))
        and conditions_hold(statement.get("Condition", {}), context)
    )


def conditions_hold(conditions: dict, context: dict) -> bool:
    """Returns whether all conditions hold. Names in `context` are in small letters."""
    return all(
        _holds(
            operator, [str(one).lower() if operator == "Null" else str(one) for one in listed(wanted)], context.get(name.lower())
        )
        for operator, names in conditions.items()
        for name, wanted in names.items()
    )


def _holds(operator: str, wanted: list[str], said: list[str] | None) -> bool:
    if operator == "Null":
        return (said is None) == (wanted == ["true"])
    every = operator.startswith("ForAllValues:")
    operator = operator.removeprefix("ForAllValues:")
    if said is None:
        return every or operator.endswith("IfExists")
    operator = operator.removesuffix("IfExists")
    match operator:
        case "StringEquals":
            fits = [one in wanted for one in said]
        case "StringLike":
            fits = [any(fnmatchcase(one, pattern) for pattern in wanted) for one in said]
        case "Bool":
            fits = [one.lower() in [word.lower() for word in wanted] for one in said]
        case _:
            raise ValueError(f"unknown operator {operator}")
    return all(fits)
