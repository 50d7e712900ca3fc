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
import subprocess
import sys
import tarfile
import tempfile
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
            "site/503.html": page("Det gik ikke lige nu"),
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
        "503.html": ("text/html; charset=utf-8", AGAIN),
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
    assert "Upload 6 other" in desk.dry("--previous", before).stdout


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
    write(desk.folder / "dist/lambda/bootstrap", PROGRAM + b"GLIBC_ABI_DT_RELR\0")
    refused(desk, "asks for glibc 2.36 (packed relocations)")


def test_a_program_that_is_too_large_is_refused(desk):
    write(desk.folder / "dist/lambda/bootstrap", PROGRAM + bytes(8_000_000))
    refused(desk, "of at most 8000000")


def test_a_file_of_an_unknown_kind_is_refused(desk):
    write(desk.site / "film.mpeg", "film")
    refused(desk, "nobody knows what kind of file this is: film.mpeg")


def test_headers_that_are_not_understood_are_refused(desk):
    write(desk.site / "_headers", HEADERS + "/*.html\n  Cache-Control: no-cache\n")
    refused(desk, "only a star at the end is understood")


def test_the_edge_is_told_of_redirects_or_nothing_goes_out(desk):
    write(desk.site / "_redirects", "/gammel/ /ny/ 301\n/g2/ /ny/#her 301\n")
    refused(desk, "the edge does not know the redirects")
    write(desk.folder / "infra/template.yaml", TEMPLATE + "        const moved = {};\n")
    desk.dry()
    assert '        const moved = { "/gammel/": "/ny/", "/g2/": "/ny/#her" };\n' in (desk.work / "infra/template.yaml").read_text()


def test_a_hold_that_cannot_be_read_holds(desk, tmp_path):
    outputs = [{"OutputKey": name, "OutputValue": "x"} for name in ("SiteBucket", "ReleaseBucket", "DistributionId", "SiteUrl")]
    answers = f"[ $1 = s3 ] || {{ echo '{json.dumps(outputs)}'; exit; }}\necho '(403) Forbidden' >&2\nexit 1\n"
    write(tmp_path / "bin/aws", f"#!/bin/sh\n{answers}")
    write(tmp_path / "bin/sam", "#!/bin/sh\nexit 1\n")
    for program in ("aws", "sam"):
        (tmp_path / "bin" / program).chmod(0o755)
    desk.environment["PATH"] = f"{tmp_path}/bin:{desk.environment['PATH']}"
    run = desk.deploy(check=False)
    assert run.returncode == 1 and "nobody knows whether something is held back" in run.stderr, run.stderr


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
    template = (ROOT / "infra/template.yaml").read_text()
    rate = re.search(r"^  ThrottleRate:\n    Type: Number\n    Default: (\d+)$", template, re.MULTILINE)
    for word in ("ReservedConcurrency=50", f"ThrottleRate={rate[1]} ", "CertificateArn=", "LogDays=14", "Stage=test"):
        assert word in shown, shown


@pytest.mark.parametrize("path", ["infra/template.yaml", "content/sider/ny.md"])
def test_what_is_not_committed_does_not_go_into_production(desk, path):
    clean = desk.run("deploy", "--skip-build", "--parameters", desk.parameters, "--dry-run")
    assert "a real deploy would stop here" not in clean.stdout
    write(desk.folder / path, TEMPLATE + "# changed\n")
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
import json, os, subprocess, sys
arguments = sys.argv[1:]
with open({log!r}, "a") as log:
    log.write(json.dumps(arguments) + "\\n")
if "SAM_FAILS" in os.environ:
    sys.exit(1)
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


# The AWS command line takes half a second to load, and is called some hundred times. Here it is loaded once; each call is a fork of
# it, with the folder, the environment and the open files of whoever called. `aws` on the path hands these over.
LOADED = """
import json, os, signal, socket, sys, traceback
from awscli.clidriver import create_clidriver
import awscli.customizations.s3.subcommands

driver = create_clidriver()
for service in ("s3", "cloudformation", "cloudfront", "dynamodb"):
    driver.session.get_service_model(service)
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
models = os.environ["AWS_DATA_PATH"]  # set by awscli as it loads
door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
door.bind(sys.argv[1])
door.listen()
while True:
    call, _ = door.accept()
    if os.fork():
        call.close()
        continue
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    said, files, _, _ = socket.recv_fds(call, 1 << 20, 3)
    arguments, folder, environment = json.loads(said)
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment, AWS_DATA_PATH=models)
    code = 255
    try:
        code = driver.main(arguments)
        sys.stdout.flush()
    except BaseException:
        traceback.print_exc()
    call.send(bytes([code]))
    os._exit(0)
"""
HAND_OVER = """#!{python} -IS
import json, os, socket, sys
line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
line.connect({door!r})
socket.send_fds(line, [json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()], [0, 1, 2])
sys.exit((line.recv(1) or b"\\xff")[0])
"""


class Cloud:
    """AWS on this machine, as far as a deploy meets it, and the command line that speaks to it."""

    def __init__(self, folder):
        self.folder = folder
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
        self.path = os.environ["PATH"]
        self.loaded = self.load()

    def load(self):
        """Loads the AWS command line once, where it is a Python program of ours; elsewhere it is called as it is."""
        python = Path(shutil.which("aws")).with_name("python")
        if not python.exists():
            return None
        # A socket's name must be short.
        self.short = tempfile.TemporaryDirectory()
        door = f"{self.short.name}/aws"
        # No settings of whoever runs the tests.
        environment = {**os.environ, **self.environment, "HOME": str(self.folder)}
        loaded = subprocess.Popen(
            [python, "-c", LOADED, door], stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env=environment
        )
        while not Path(door).exists():
            assert loaded.poll() is None, Path(self.log.name).read_text()
            time.sleep(0.02)
        self.program("aws", HAND_OVER.format(python=sys.executable, door=door))
        return loaded

    def program(self, name, text):
        """Puts a program of ours before all others."""
        write(self.folder / "bin" / name, text)
        (self.folder / "bin" / name).chmod(0o755)
        self.path = f"{self.folder}/bin:{os.environ['PATH']}"

    def aws(self, *arguments):
        environment = {**os.environ, **self.environment, "PATH": self.path}
        run = subprocess.run(["aws", *arguments, "--output", "json"], env=environment, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout or "null")

    def live(self):
        return {item["Key"] for item in self.aws("s3api", "list-objects-v2", "--bucket", "the-site")["Contents"]}

    def close(self):
        self.front.shutdown()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        if self.loaded:
            self.loaded.kill()
            self.loaded.wait()
            self.short.cleanup()
        self.log.close()


@pytest.fixture(scope="module")
def cloud(tmp_path_factory):
    cloud = Cloud(tmp_path_factory.mktemp("cloud"))
    yield cloud
    cloud.close()


@pytest.fixture
def road(desk, cloud, tmp_path):
    """A desk whose deploys reach the cloud of this machine."""
    origin = {"Id": "s", "DomainName": "s.example.org", "S3OriginConfig": {"OriginAccessIdentity": ""}}
    behaviour = {"TargetOriginId": "s", "ViewerProtocolPolicy": "redirect-to-https", "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6"}
    config = {"CallerReference": "t", "Comment": "", "Enabled": True, "Origins": {"Quantity": 1, "Items": [origin]}, "DefaultCacheBehavior": behaviour}
    made = cloud.aws("cloudfront", "create-distribution", "--distribution-config", json.dumps(config))
    cloud.distribution = made["Distribution"]["Id"]
    cloud.calls = tmp_path / "sam.log"
    names = {"log": str(cloud.calls), "distribution": cloud.distribution, "url": cloud.url}
    cloud.program("sam", STAND_IN.format(python=sys.executable, **names))
    desk.environment |= {**cloud.environment, "PATH": cloud.path}
    return desk


MISTAKES = {
    "no-policy": "other than in _headers: Content-Security-Policy X-Content-Type-Options",
    "cookie": "a cookie is set",
    "soft-404": "a page that is not there: »200« instead of »404«",
    "keeps": "the front page is asked for again: »max-age=9«",
    "get-only": "a form that is sent: »403« instead of »422«",
}


def test_the_whole_road(road, cloud):
    """One road and not several: a deploy calls AWS some twenty times."""
    desk, seen = road, cloud.front.RequestHandlerClass
    first = desk.deploy()
    assert "== All is well" in first.stdout and "is live" in first.stdout
    assert cloud.live() == {
        "404.html", "503.html", "assets/style.aaaaaaaaaa.css", "favicon.svg", "formularer/tal-med-os/index.html", "index.html", "ring-nu/index.html"
    }  # fmt: skip
    style = cloud.aws("s3api", "head-object", "--bucket", "the-site", "--key", "assets/style.aaaaaaaaaa.css")
    assert (style["ContentType"], style["CacheControl"]) == ("text/css; charset=utf-8", FOREVER)
    # The first time, there is no bucket of ours.
    sam = [json.loads(line) for line in cloud.calls.read_text().splitlines()]
    assert "--resolve-s3" in sam[0] and "StaffKeys=age1aaa,age1bbb" in sam[0]
    assert 'WebAclArn=""' in sam[0] and "ThrottleRate=100" in sam[0]

    # What is wrong with the site, the visitor sees.
    for mistake, words in MISTAKES.items():
        seen.mistakes = {mistake}
        run = desk.run("smoke", cloud.url, check=False)
        assert run.returncode == 1 and words in run.stdout, run.stdout
    seen.mistakes = set()

    # Nothing changed: nothing goes up.
    again = desk.deploy().stdout
    assert "Upload 0 other" in again and "Invalidate 0 paths" in again and "it is there" in again

    # A release that breaks the front page: it is live, and whoever put it there is told.
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "second"], cwd=desk.folder, check=True, env=desk.environment)
    write(desk.site / "index.html", page("I stykker", "bbbbbbbbbb"))
    write(desk.site / "assets/style.bbbbbbbbbb.css", "b{}")
    (desk.site / "assets/style.aaaaaaaaaa.css").unlink()
    (desk.site / "favicon.svg").unlink()
    time.sleep(1.1)  # S3 tells the time to the second
    seen.mistakes = {"keeps"}
    second = desk.deploy(check=False)
    seen.mistakes = set()
    assert second.returncode == 1 and "infra/rollback --stage test" in second.stderr
    assert "Upload 1 other" in second.stdout and "Delete 1 files" in second.stdout
    assert {"assets/style.aaaaaaaaaa.css", "assets/style.bbbbbbbbbb.css"} <= cloud.live() and "favicon.svg" not in cloud.live()
    assert json.loads(cloud.calls.read_text().splitlines()[-1]).count("the-releases") == 1
    done = cloud.aws("cloudfront", "list-invalidations", "--distribution-id", cloud.distribution)["InvalidationList"]["Items"]
    invalidations = [
        cloud.aws("cloudfront", "get-invalidation", "--distribution-id", cloud.distribution, "--id", one["Id"]) for one in done
    ]
    paths = [set(one["Invalidation"]["InvalidationBatch"]["Paths"]["Items"]) for one in invalidations]
    assert {"/", "/index.html", "/favicon.svg"} in paths

    # The same commit, built anew by night: what is wrong is wrong in it, too. A run before it broke off: all goes up again.
    write(desk.site / "ring-nu/index.html", page("112, en ny dag"))
    nothing = desk.folder.parent / "nothing"
    nothing.touch()
    cloud.aws("s3", "cp", str(nothing), "s3://the-releases/current/manifest", "--quiet")
    time.sleep(1.1)
    night = desk.deploy().stdout
    assert "Upload 1 fingerprinted" in night and "Upload 5 other" in night
    # Nobody knows any more what was fingerprinted; what open pages still ask for stays.
    assert "assets/style.aaaaaaaaaa.css" in cloud.live()

    # Back in one command; and what is broken does not come again by night.
    listed = desk.run("rollback", "--stage", "test", "--list").stdout.splitlines()
    assert len(listed) == 3 and listed[0].endswith("  live")
    # The nightly workflow reads from this line which commit is live.
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=desk.folder, capture_output=True, text=True, check=True).stdout
    assert head.startswith(listed[0].removesuffix("  live").split("-")[3])
    back = desk.run("rollback", "--stage", "test", "--parameters", desk.parameters, "--why", "forsiden er i stykker")
    assert "== All is well" in back.stdout and listed[2] in back.stdout
    assert "Upload 1 fingerprinted" in back.stdout and "favicon.svg" in cloud.live()
    with urllib.request.urlopen(cloud.url) as front:
        assert b"Velkommen" in front.read()
    assert desk.run("rollback", "--stage", "test", "--list").stdout.splitlines()[2].endswith("  live")
    held = desk.deploy(check=False)
    assert held.returncode == 1 and "forsiden er i stykker" in held.stderr
    # A deploy that fails has mended nothing.
    desk.environment["SAM_FAILS"] = "1"
    assert desk.deploy("--lift-hold", check=False).returncode == 1
    del desk.environment["SAM_FAILS"]
    assert "forsiden er i stykker" in desk.deploy(check=False).stderr
    assert "is live" in desk.deploy("--lift-hold").stdout
    assert desk.run("rollback", "--stage", "test", "2026-01-01-0000000-00000000", check=False).returncode == 1

    # After a deploy that broke off, back is what was live before it.
    cloud.aws("s3", "cp", str(nothing), "s3://the-releases/current/manifest", "--quiet")
    live = next(line for line in desk.run("rollback", "--stage", "test", "--list").stdout.splitlines() if line.endswith("  live"))
    write(desk.folder / "infra/deploy", "#!/bin/sh\necho \"$@\"\n")
    assert f"--bundle {desk.folder}/target/rollback/{live[:-6]}.tar.gz" in desk.run("rollback", "--stage", "test").stdout


def test_a_site_that_does_not_answer_is_said_to_be_wrong(desk):
    run = desk.run("smoke", f"http://127.0.0.1:{free_port()}", check=False)
    assert run.returncode == 1 and "Connection refused" in run.stdout or "Couldn't connect" in run.stdout


# --- What was lost comes back ---------------------------------------------------------------------------------------------


def test_what_was_lost_is_put_back_and_what_was_erased_stays_erased(desk, cloud):
    desk.environment |= cloud.environment
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
