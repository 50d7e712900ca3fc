#!/usr/bin/env python3
"""Reads our templates with everything that can read them without an account, and says what is wrong.

SAM expands first: none of the linters sees a name that leads nowhere inside a function of SAM's. Checkov reads production as it
will be, with parameters put in: it does not follow mappings and conditions.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from promises import RULES, Everything, complaint
from stack import EDGE, MAIN, REGION, ROOT, Stack, expand, read

HERE = Path(sys.executable).parent
CHECKOV = HERE.parent.parent / "checkov/bin/checkov"
QUIET = {**os.environ, "SAM_CLI_TELEMETRY": "0", "AWS_EC2_METADATA_DISABLED": "true"}

# What checkov would have otherwise, and why not.
EXCEPTIONS = {
    "CKV_AWS_18": "access logs of S3 keep addresses; CloudFront alone reads the bucket, and changes are in CloudTrail",
    "CKV_AWS_26": "alarms cannot be sent to a topic under AWS's own key; what is sent holds counts alone",
    "CKV_AWS_86": "access logs of CloudFront would keep the address of everybody who read about violence",
    "CKV_AWS_116": "the function is waited for, not queued: whoever sent something is told at once",
    "CKV_AWS_117": "the function speaks to DynamoDB alone; a network of its own would add a way out, and a bill",
    "CKV_AWS_119": "what lies in the table is sealed before it comes there; TableKeyArn takes a key of one's own",
    "CKV_AWS_158": "logs hold neither answers nor addresses, are encrypted by AWS's key, and go after two weeks",
    "CKV_AWS_173": "the variables hold public keys and names",
    "CKV_AWS_192": "there is no Java behind it",
}


def lint(path: str, template: dict) -> list[str]:
    """Returns what cfn-lint has to say of an expanded template."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(template, file, indent=1)
        file.flush()
        told = subprocess.run(
            [HERE / "cfn-lint", "--format", "parseable", "-r", REGION[path], "--", file.name],
            capture_output=True,
            text=True,
            env=QUIET,
        )
    lines = [f"{path} (expanded): cfn-lint: {line.split(':', 5)[-1]}" for line in told.stdout.splitlines() if line.strip()]
    return lines or ([f"{path}: cfn-lint: {told.stderr}"] if told.returncode else [])


def validate(path: str) -> list[str]:
    """Returns what SAM has to say of a template as it is written."""
    told = subprocess.run(
        [HERE / "sam", "validate", "--lint", "--region", REGION[path], "-t", ROOT / path], capture_output=True, text=True, env=QUIET
    )
    return [] if told.returncode == 0 else [f"{path}: sam validate: {told.stdout}{told.stderr}"]


def plain(stack: Stack) -> dict:
    """Returns a template with nothing left to work out."""
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": stack.resources}


def scan(stacks: list[Stack]) -> list[str]:
    """Returns what checkov has to say beyond the exceptions, and exceptions it no longer needs."""
    with tempfile.TemporaryDirectory() as folder:
        for stack in stacks:
            (Path(folder) / f"{Path(stack.path).stem}.json").write_text(json.dumps(plain(stack), indent=1))
        told = subprocess.run(
            [CHECKOV, "-d", folder, "--framework", "cloudformation", "--skip-download", "-o", "json"],
            capture_output=True,
            text=True,
            env=QUIET,
        )
    try:
        report = json.loads(told.stdout)
    except ValueError:
        return [f"checkov: {told.stdout}{told.stderr}"]
    failed = report["results"]["failed_checks"]
    found = [
        f"checkov: {one['check_id']} {one['check_name']}: {one['resource']}" for one in failed if one["check_id"] not in EXCEPTIONS
    ]
    needless = set(EXCEPTIONS) - {one["check_id"] for one in failed}
    parsed = report["summary"]["parsing_errors"] == 0 and report["summary"]["passed"] > 50
    return (
        found
        + [f"checkov: {name} is an exception no more" for name in sorted(needless)]
        + ([] if parsed else ["checkov read nothing"])
    )


def main() -> int:
    cloud = Everything.now()
    wrong = [f"{name}: {told}" for name in RULES if (told := complaint(name, cloud))]
    for path in (MAIN, EDGE):
        wrong += lint(path, expand(read((ROOT / path).read_text())))
        wrong += validate(path)
    wrong += scan([cloud.main, cloud.edge])
    for line in wrong:
        print(line)
    told = len(wrong) or "nothing"
    print(f"infra: {len(RULES)} rules, cfn-lint, sam validate, checkov ({len(EXCEPTIONS)} exceptions): {told} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
