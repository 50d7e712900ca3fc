"""infra/deploy, infra/rollback and infra/smoke, without an account.

A dry run needs nothing. The rest runs with the real AWS command line against MiniStack: S3, the stack's outputs, CloudFront's
invalidations. Only `sam` is a stand-in, which makes the buckets; and a small server takes the place of CloudFront.
"""

import http.server
import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tarfile
import threading
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("PROJECT_ROOT", Path(__file__).resolve().parents[2]))
POLICY = {"Content-Security-Policy": "default-src 'none'; style-src 'self'", "X-Content-Type-Options": "nosniff"}
AGAIN, FOREVER = "public, max-age=0, must-revalidate", "public, max-age=31536000, immutable"
HEADERS = (
    "/*\n" + "".join(f"  {name}: {value}\n" for name, value in POLICY.items()) + f"  Cache-Control: {AGAIN}\n\n"
    f"/assets/*\n  ! Cache-Control\n  Cache-Control: {FOREVER}\n"
)
# An ELF file for x86-64, as far as the script looks, of the size of a function.
PROGRAM = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00\x3e\x00" + b"GLIBC_2.17\0GLIBC_2.34\0" + bytes(1000)

TEMPLATE = """Parameters:
  Stage:
    Type: String
  DomainName:
    Type: String
  StaffKeys:
    Type: String
  Architecture:
    Type: String
    Default: arm64
  WebAclArn:
    Type: String
    Default: ""
  ThrottleRate:
    Type: Number
    Default: 100
    Description: Default of nothing

Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ../dist/lambda
"""


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def page(body, style="aaaaaaaaaa"):
    return f"<!doctype html><link href=/assets/style.{style}.css rel=stylesheet>{body}"


class Desk:
    """A folder with the scripts and a small build, as on a developer's machine."""

    def __init__(self, folder):
        self.folder = folder / "repo"
        for name in ("deploy", "rollback", "smoke", "put-back"):
            write(self.folder / "infra" / name, (ROOT / "infra" / name).read_bytes())
            (self.folder / "infra" / name).chmod(0o755)
        write(self.folder / "infra/template.yaml", TEMPLATE)
        write(self.folder / ".gitignore", "/dist/\n/target/\n")
        self.site = self.folder / "dist/site"
        for path, text in {
            "site/_headers": HEADERS,
            "site/_redirects": "",
            "site/index.html": page("Velkommen"),
            "site/404.html": page("Siden er blevet væk"),
            "site/ring-nu/index.html": page("112"),
            "site/formularer/tal-med-os/index.html": page("<form action=/api/formularer/tal-med-os>"),
            "site/assets/style.aaaaaaaaaa.css": "a{}",
            "site/favicon.svg": "<svg/>",
            "site/index.html.br": b"never",
            "site/index.html.gz": b"never",
            ".1000dage": "never",
            "collector/forms.json": "{}",
            "collector/shell.html": page("shell"),
            "collector/pages/tal-med-os-1.html": page("form"),
            "lambda/bootstrap": PROGRAM,
        }.items():
            write(self.folder / "dist" / path, text)
        self.parameters = folder / "test.parameters"
        write(self.parameters, "# public\nDomainName=1000dage.example\nArchitecture=x86_64\nStaffKeys=age1aaa, age1bbb\nWebAclArn=\n")
        self.environment = {**os.environ, "HOME": str(folder), "GIT_CONFIG_GLOBAL": "/dev/null"}
        self.environment.pop("GITHUB_ACTIONS", None)
        git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
        for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first", "--date=2026-11-01T00:00:00Z"]):
            subprocess.run([*git, *command], cwd=self.folder, check=True, env=self.environment)

    def run(self, script, *arguments, check=True):
        run = subprocess.run(
            [f"infra/{script}", *map(str, arguments)], cwd=self.folder, env=self.environment, capture_output=True, text=True
        )
        assert not check or run.returncode == 0, run.stdout + run.stderr
        return run

    def deploy(self, *arguments, check=True):
        return self.run("deploy", "--stage", "test", "--skip-build", "--parameters", self.parameters, *arguments, check=check)

    def dry(self, *arguments, check=True):
        return self.deploy("--dry-run", *arguments, check=check)

    @property
    def work(self):
        return self.folder / "target/deploy/test"

    def manifest(self):
        rows = [line.split("\t") for line in (self.work / "manifest").read_text().splitlines()]
        return {path: (kind, keep) for path, _, kind, keep in rows}


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def refused(desk, words):
    run = desk.dry(check=False)
    assert run.returncode == 1 and words in run.stderr, run.stdout + run.stderr


# --- What a dry run shows ---------------------------------------------------------------------------------------------------


def test_a_dry_run_says_every_step_in_its_order(desk):
    steps = [line[3:] for line in desk.dry().stdout.splitlines() if line.startswith("== ")]
    words = [re.sub(r"[0-9]{4}-\S+|[0-9]+", "…", step) for step in steps]
    assert words == [
        words[0],
        "Package",
        "Upload … fingerprinted files",
        "Deploy the stack thousand-days-test",
        "Keep the release: releases/…",
        "Upload … other files",
        "Delete … files that are gone",
        "Invalidate … paths",
        "Remember what is live: …",
        "Try it out",
        "… is ready; nothing was sent",
    ]


def test_cloudformation_is_lent_no_role(desk):
    # It would remember the role, and work with its rights for whoever deploys next.
    assert "--role-arn" not in desk.dry().stdout


def test_each_file_goes_up_as_the_build_says(desk):
    desk.dry()
    assert desk.manifest() == {
        "404.html": ("text/html; charset=utf-8", AGAIN),
        "assets/style.aaaaaaaaaa.css": ("text/css; charset=utf-8", FOREVER),
        "favicon.svg": ("image/svg+xml", AGAIN),
        "formularer/tal-med-os/index.html": ("text/html; charset=utf-8", AGAIN),
        "index.html": ("text/html; charset=utf-8", AGAIN),
        "ring-nu/index.html": ("text/html; charset=utf-8", AGAIN),
    }


def test_the_kinds_are_those_of_the_local_server():
    rust = (ROOT / "generator/src/render/headers.rs").read_text()
    ours = (ROOT / "infra/deploy").read_text()
    kinds = dict(re.findall(r'\("\.(\w+)", "([^"]+)"\)', rust))
    assert len(kinds) == 14
    assert dict(re.findall(r'kind\["(\w+)"\] = "([^"]+)"', ours)) == kinds


def test_what_the_build_says_of_a_kind_wins(desk):
    write(desk.site / "_headers", HEADERS + "\n/favicon.svg\n  Content-Type: image/svg+xml; charset=utf-8\n")
    desk.dry()
    assert desk.manifest()["favicon.svg"][0] == "image/svg+xml; charset=utf-8"


def test_only_what_changed_goes_up_and_is_invalidated(desk):
    desk.dry()
    before = desk.folder.parent / "before"
    shutil.copy(desk.work / "manifest", before)
    assert "Upload 0 other" in desk.dry("--previous", before).stdout
    assert "Invalidate 0 paths" in desk.dry("--previous", before).stdout
    write(desk.site / "ring-nu/index.html", page("112!"))
    write(desk.site / "assets/style.bbbbbbbbbb.css", "b{}")
    (desk.site / "assets/style.aaaaaaaaaa.css").unlink()
    (desk.site / "favicon.svg").unlink()
    shown = desk.dry("--previous", before).stdout
    assert "Upload 1 fingerprinted" in shown and "Upload 1 other" in shown
    # The style sheet of the release before stays: pages that are open still ask for it.
    assert "Delete 1 files" in shown and "s3 rm --only-show-errors s3://<SiteBucket>/favicon.svg" in shown
    assert "--paths /favicon.svg /ring-nu/ /ring-nu/index.html\n" in shown


def test_a_file_that_is_only_served_otherwise_goes_up_again(desk):
    desk.dry()
    before = desk.folder.parent / "before"
    shutil.copy(desk.work / "manifest", before)
    write(desk.site / "_headers", HEADERS.replace(AGAIN, "no-cache"))
    assert "Upload 5 other" in desk.dry("--previous", before).stdout


def test_many_changes_are_invalidated_by_folder(desk):
    for number in range(60):
        write(desk.site / f"faser/{number}/index.html", page(str(number)))
    shown = desk.dry().stdout
    assert "'/faser/*'" in shown and "/faser/7/" not in shown and "/404.html" in shown


def test_a_release_is_the_same_bytes_whoever_makes_it(desk, tmp_path):
    names = []
    for umask, zone in ((0o022, "Europe/Copenhagen"), (0o077, "America/Lima")):
        old = os.umask(umask)
        desk.environment["TZ"] = zone
        for path in sorted((desk.folder / "dist").rglob("*"), reverse=umask == 0o077):
            if path.is_file():
                text = path.read_bytes()
                path.unlink()
                write(path, text)
        desk.dry()
        os.umask(old)
        names.append([(path.name, path.read_bytes()) for path in sorted(desk.work.glob("*.tar.gz"))] + [(desk.work / "lambda.zip").read_bytes()])
    assert names[0] == names[1]
    with tarfile.open(next(desk.work.glob("*.tar.gz"))) as bundle:
        assert {path for path in bundle.getnames() if path.startswith("lambda/")} == {"lambda/bootstrap"}
        assert bundle.getmember("lambda/bootstrap").mode == 0o755
        assert not any(name.endswith((".br", ".gz")) for name in bundle.getnames())


def test_a_dry_run_of_the_roll_back_needs_no_account(desk):
    shown = desk.run("rollback", "--dry-run", "--stage", "test").stdout
    assert "the newest release of another commit" in shown and "current/hold" in shown


# --- What is refused --------------------------------------------------------------------------------------------------------


def test_a_program_for_another_machine_is_refused(desk):
    write(desk.parameters, "DomainName=a.example\nStaffKeys=age1\n")
    refused(desk, "is not built for arm64")


def test_a_program_that_would_not_start_is_refused(desk):
    write(desk.folder / "dist/lambda/bootstrap", PROGRAM + b"GLIBC_2.36\0")
    refused(desk, "asks for glibc 2.36")


def test_a_program_that_is_too_large_is_refused(desk):
    write(desk.folder / "dist/lambda/bootstrap", PROGRAM + bytes(8_000_000))
    refused(desk, "of at most 8000000")


def test_a_file_of_an_unknown_kind_is_refused(desk):
    write(desk.site / "film.mpeg", "film")
    refused(desk, "nobody knows what kind of file this is: film.mpeg")


def test_headers_that_are_not_understood_are_refused(desk):
    write(desk.site / "_headers", HEADERS + "/*.html\n  Cache-Control: no-cache\n")
    refused(desk, "only a star at the end is understood")


def test_a_build_without_its_parts_is_refused(desk):
    (desk.site / "404.html").unlink()
    refused(desk, "dist/site/404.html is missing")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("StaffKeys=AGE-SECRET-KEY-1ABC", "holds a private key"),
        ("StaffKeys: age1", "a line is Name=value"),
        ("Stage=production", "is for the stage production"),
        ("Architecture=mips", "Architecture is arm64 or x86_64"),
        ("ThrotleRate=1", "the template has no parameter ThrotleRate"),
        ("DomainName=", "DomainName must not be empty"),
        ("DomainName=a.example", "does not say StaffKeys"),
        ("DomainName=a b", "holds a space"),
    ],
)
def test_parameters_that_are_wrong_are_refused(desk, line, words):
    write(desk.parameters, line + "\n")
    refused(desk, words)


def test_the_defaults_of_the_real_template_are_found(desk):
    write(desk.folder / "infra/template.yaml", (ROOT / "infra/template.yaml").read_bytes())
    key = "age1" + "q" * 58
    lines = ["DomainName=1000dage.example", "Architecture=x86_64", "AlarmEmail=a@example.org", "StaffEmail=s@example.org"]
    write(desk.parameters, "\n".join([*lines, f"StaffKeys={key}", f"RecoveryKeys={key}", f"ContactKeys={key}"]) + "\n")
    shown = desk.dry().stdout
    for word in ("ReservedConcurrency=50", "ThrottleRate=100", "CertificateArn=", "LogDays=14", "Stage=test"):
        assert word in shown, shown


def test_what_is_not_committed_does_not_go_into_production(desk):
    write(desk.folder / "infra/template.yaml", TEMPLATE + "# changed\n")
    run = desk.run("deploy", "--skip-build", "--parameters", desk.parameters, "--dry-run")
    assert "a real deploy would stop here" in run.stdout


def test_two_functions_in_the_template_are_refused(desk):
    write(desk.folder / "infra/template.yaml", TEMPLATE + TEMPLATE.partition("Resources:\n")[2])
    refused(desk, "exactly once")


# --- The whole road, with a cloud on this machine -------------------------------------------------------------------------


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


STAND_IN = """#!{python}
import json, subprocess, sys
arguments = sys.argv[1:]
with open({log!r}, "a") as log:
    log.write(json.dumps(arguments) + "\\n")
stack = {{
    "Resources": {{
        "Site": {{"Type": "AWS::S3::Bucket", "Properties": {{"BucketName": "the-site"}}}},
        "Releases": {{"Type": "AWS::S3::Bucket", "Properties": {{"BucketName": "the-releases"}}}},
    }},
    "Outputs": {{
        "SiteBucket": {{"Value": {{"Ref": "Site"}}}}, "ReleaseBucket": {{"Value": {{"Ref": "Releases"}}}},
        "DistributionId": {{"Value": {distribution!r}}}, "SiteUrl": {{"Value": {url!r}}},
    }},
}}
name = arguments[arguments.index("--stack-name") + 1]
aws = ["aws", "cloudformation", "--region", "eu-north-1"]
if subprocess.run([*aws, "describe-stacks", "--stack-name", name], capture_output=True).returncode:
    subprocess.run([*aws, "create-stack", "--stack-name", name, "--template-body", json.dumps(stack)], check=True)
    subprocess.run([*aws, "wait", "stack-create-complete", "--stack-name", name], check=True)
"""


class Front(http.server.BaseHTTPRequestHandler):
    """Serves the bucket as CloudFront does, and answers for the service."""

    mistakes = set()
    cloud = ""

    def log_message(self, *_):
        pass

    def answer(self, code, body, **headers):
        self.send_response(code)
        for name, value in POLICY.items():
            if "no-policy" not in self.mistakes:
                self.send_header(name, value)
        if "cookie" in self.mistakes:
            self.send_header("Set-Cookie", "a=b")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def fetch(self, path):
        try:
            with urllib.request.urlopen(f"{self.cloud}/the-site{path}") as found:
                return found.read(), found.headers["Content-Type"], found.headers["Cache-Control"]
        except urllib.error.HTTPError:
            return None

    def do_GET(self):
        if self.path.startswith("/api/"):
            return self.answer(200 if self.path == "/api/helbred" else 404, b"{}", Cache_Control="no-store")
        if "." not in self.path and not self.path.endswith("/"):
            return self.answer(301, b"", Location=self.path + "/")
        found = self.fetch(self.path + "index.html" if self.path.endswith("/") else self.path)
        code = 200 if found else 404
        body, kind, keep = found or self.fetch("/404.html")
        if "soft-404" in self.mistakes:
            code = 200
        self.answer(code, body, Content_Type=kind, Cache_Control="max-age=9" if "keeps" in self.mistakes else keep)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b"<form action=/api/formularer/tal-med-os>"
        self.answer(403 if "get-only" in self.mistakes else 422, body, Cache_Control="no-store")


class Cloud:
    def __init__(self, folder):
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        program = next(p for p in (ROOT / "target/python/bin/ministack", Path(shutil.which("ministack") or "/-")) if p.exists())
        self.log = (folder / "ministack.log").open("w")
        self.process = subprocess.Popen(
            [program], stdout=self.log, stderr=self.log,
            env={**os.environ, "BIND_HOST": "127.0.0.1", "IOT_MTLS_ENABLED": "0", "GATEWAY_PORT": str(self.port)},
        )  # fmt: skip
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            time.sleep(0.1)
        self.front = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Here", (Front,), {"cloud": self.address, "mistakes": set()}))
        threading.Thread(target=self.front.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.front.server_port}"
        self.environment = {
            "AWS_ENDPOINT_URL": self.address, "AWS_ACCESS_KEY_ID": "here", "AWS_SECRET_ACCESS_KEY": "here",
            "AWS_DEFAULT_REGION": "eu-north-1", "AWS_EC2_METADATA_DISABLED": "true",
        }  # fmt: skip

    def aws(self, *arguments):
        run = subprocess.run(["aws", *arguments, "--output", "json"], env={**os.environ, **self.environment}, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout or "null")

    def live(self):
        return {item["Key"] for item in self.aws("s3api", "list-objects-v2", "--bucket", "the-site")["Contents"]}

    def close(self):
        self.front.shutdown()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.log.close()


@pytest.fixture
def cloud(desk, tmp_path):
    cloud = Cloud(tmp_path)
    origin = {"Id": "s", "DomainName": "s.example.org", "S3OriginConfig": {"OriginAccessIdentity": ""}}
    behaviour = {"TargetOriginId": "s", "ViewerProtocolPolicy": "redirect-to-https", "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6"}
    config = {"CallerReference": "t", "Comment": "", "Enabled": True, "Origins": {"Quantity": 1, "Items": [origin]}, "DefaultCacheBehavior": behaviour}
    made = cloud.aws("cloudfront", "create-distribution", "--distribution-config", json.dumps(config))
    cloud.distribution = made["Distribution"]["Id"]
    cloud.calls = tmp_path / "sam.log"
    sam = tmp_path / "bin/sam"
    write(sam, STAND_IN.format(python=sys.executable, log=str(cloud.calls), distribution=cloud.distribution, url=cloud.url))
    sam.chmod(sam.stat().st_mode | stat.S_IXUSR)
    desk.environment |= {**cloud.environment, "PATH": f"{sam.parent}:{os.environ['PATH']}"}
    yield cloud
    cloud.close()


def test_the_whole_road(desk, cloud):
    first = desk.deploy()
    assert "== All is well" in first.stdout and "is live" in first.stdout
    assert cloud.live() == {
        "404.html", "assets/style.aaaaaaaaaa.css", "favicon.svg", "formularer/tal-med-os/index.html", "index.html", "ring-nu/index.html"
    }  # fmt: skip
    style = cloud.aws("s3api", "head-object", "--bucket", "the-site", "--key", "assets/style.aaaaaaaaaa.css")
    assert (style["ContentType"], style["CacheControl"]) == ("text/css; charset=utf-8", FOREVER)
    # The first time, there is no bucket of ours.
    sam = [json.loads(line) for line in cloud.calls.read_text().splitlines()]
    assert "--resolve-s3" in sam[0] and "StaffKeys=age1aaa,age1bbb" in sam[0]
    assert 'WebAclArn=""' in sam[0] and "ThrottleRate=100" in sam[0]

    # Nothing changed: nothing goes up.
    again = desk.deploy().stdout
    assert "Upload 0 other" in again and "Invalidate 0 paths" in again and "it is there" in again

    # A release that breaks: the front page is no longer the front page.
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "second"], cwd=desk.folder, check=True, env=desk.environment)
    write(desk.site / "index.html", page("I stykker", "bbbbbbbbbb"))
    write(desk.site / "assets/style.bbbbbbbbbb.css", "b{}")
    (desk.site / "assets/style.aaaaaaaaaa.css").unlink()
    (desk.site / "favicon.svg").unlink()
    time.sleep(1.1)  # S3 tells the time to the second
    second = desk.deploy().stdout
    assert "Upload 1 other" in second and "Delete 1 files" in second
    assert {"assets/style.aaaaaaaaaa.css", "assets/style.bbbbbbbbbb.css"} <= cloud.live() and "favicon.svg" not in cloud.live()
    assert json.loads(cloud.calls.read_text().splitlines()[-1]).count("the-releases") == 1
    done = cloud.aws("cloudfront", "list-invalidations", "--distribution-id", cloud.distribution)["InvalidationList"]["Items"]
    newest = cloud.aws("cloudfront", "get-invalidation", "--distribution-id", cloud.distribution, "--id", done[0]["Id"])
    others = [cloud.aws("cloudfront", "get-invalidation", "--distribution-id", cloud.distribution, "--id", one["Id"]) for one in done]
    assert newest and any(set(one["Invalidation"]["InvalidationBatch"]["Paths"]["Items"]) == {"/", "/index.html", "/favicon.svg"} for one in others)

    # The same commit, built anew by night: what is wrong is wrong in it, too.
    write(desk.site / "ring-nu/index.html", page("112, en ny dag"))
    time.sleep(1.1)
    desk.deploy()

    # Back in one command; and what is broken does not come again by night.
    listed = desk.run("rollback", "--stage", "test", "--list").stdout.splitlines()
    assert len(listed) == 3 and listed[0].endswith("  live")
    back = desk.run("rollback", "--stage", "test", "--parameters", desk.parameters, "--why", "forsiden er i stykker")
    assert "== All is well" in back.stdout and listed[2] in back.stdout
    assert "favicon.svg" in cloud.live()
    with urllib.request.urlopen(cloud.url) as front:
        assert b"Velkommen" in front.read()
    assert desk.run("rollback", "--stage", "test", "--list").stdout.splitlines()[2].endswith("  live")
    held = desk.deploy(check=False)
    assert held.returncode == 1 and "forsiden er i stykker" in held.stderr
    assert "is live" in desk.deploy("--lift-hold").stdout
    assert desk.run("rollback", "--stage", "test", "2026-01-01-0000000-00000000", check=False).returncode == 1


def test_a_run_that_broke_off_makes_the_next_one_upload_everything(desk, cloud):
    desk.deploy()
    nothing = desk.folder / "nothing"
    nothing.touch()
    cloud.aws("s3", "cp", str(nothing), "s3://the-releases/current/manifest", "--quiet")
    assert "Upload 5 other" in desk.deploy().stdout


MISTAKES = {
    "no-policy": "other than in _headers: Content-Security-Policy X-Content-Type-Options",
    "cookie": "a cookie is set",
    "soft-404": "a page that is not there: »200« instead of »404«",
    "keeps": "the front page is asked for again: »max-age=9«",
    "get-only": "a form that is sent: »403« instead of »422«",
}


def test_the_visitor_sees_what_is_wrong(desk, cloud):
    desk.deploy()
    for mistake, words in MISTAKES.items():
        cloud.front.RequestHandlerClass.mistakes = {mistake}
        run = desk.run("smoke", cloud.url, check=False)
        assert run.returncode == 1 and words in run.stdout, run.stdout
    broken = desk.deploy(check=False)
    assert broken.returncode == 1 and "infra/rollback --stage test" in broken.stderr


def test_a_site_that_does_not_answer_is_said_to_be_wrong(desk):
    run = desk.run("smoke", f"http://127.0.0.1:{free_port()}", check=False)
    assert run.returncode == 1 and "Connection refused" in run.stdout or "Couldn't connect" in run.stdout


# --- What was lost comes back ---------------------------------------------------------------------------------------------


def test_what_was_lost_is_put_back_and_what_was_erased_stays_erased(desk, cloud):
    keys = {name: f"S#{letter * 64}" for name, letter in (("there", "a"), ("lost", "b"), ("erased", "c"))}
    schema = ["AttributeName=pk,KeyType=HASH", "AttributeName=sk,KeyType=RANGE"]
    for table in ("now", "before"):
        cloud.aws(
            "dynamodb", "create-table", "--table-name", table, "--billing-mode", "PAY_PER_REQUEST", "--key-schema", *schema,
            "--attribute-definitions", "AttributeName=pk,AttributeType=S", "AttributeName=sk,AttributeType=S",
        )  # fmt: skip

    def put(table, key, sort="S", **more):
        item = {"pk": {"S": key}, "sk": {"S": sort}, "answers": {"B": "AQID"}, **more}
        cloud.aws("dynamodb", "put-item", "--table-name", table, "--item", json.dumps(item))

    for key in keys.values():
        put("before", key)
    put("now", keys["there"], revision={"N": "3"})
    put("now", keys["erased"].replace("S#", "T#"), "T")
    put("before", "A#2026-11-01", "log")
    shown = desk.run("put-back", "--from", "before", "--to", "now")
    assert shown.stdout.splitlines() == ["b" * 10, "1 of 3 are missing in now; 1 were erased by staff and stay so."]
    assert desk.run("put-back", "--from", "before", "--to", "now", "--yes").stdout.endswith("1 are back.\n")
    items = {item["pk"]["S"]: item for item in cloud.aws("dynamodb", "scan", "--table-name", "now")["Items"]}
    assert set(items) == {keys["there"], keys["lost"], keys["erased"].replace("S#", "T#")}
    assert items[keys["there"]]["revision"] == {"N": "3"}
    before = {item["pk"]["S"]: item for item in cloud.aws("dynamodb", "scan", "--table-name", "before")["Items"]}
    assert items[keys["lost"]] == before[keys["lost"]]
    assert "0 of 3" in desk.run("put-back", "--from", "before", "--to", "now").stdout
    assert desk.run("put-back", "--from", "none", "--to", "now", check=False).returncode == 1
