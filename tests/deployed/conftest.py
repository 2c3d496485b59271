"""An account of AWS on this machine, and the template deployed into it.

MiniStack plays AWS: it runs the real binaries, checks every call against the
role that makes it (AUTH=true), and listens on loopback only.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from datetime import datetime, timezone
from pathlib import Path

import boto3
import pytest
from issuer import Issuer

HOUSE = Path(__file__).resolve().parents[2]
BINARIES = Path(os.environ["WERTMARKE_BINARIES"])
TOOLS = Path(sys.executable).parent
FUNCTIONS = [
    "authorizer", "sign-in", "slots", "booking", "check-in", "next-call", "board", "mail", "history",
    "report", "mailroom"]
REGION = "eu-central-1"
STACK = "wertmarke"
SENDER = "bochum.example"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def eventually(what, wish, seconds=60):
    """The first true answer of `wish`; asked again until the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := wish():
            return answer
        time.sleep(0.2)
    pytest.fail(f"{what}: not within {seconds} s")


@pytest.fixture(scope="session")
def stage(tmp_path_factory):
    """The template beside the stripped binaries, as `infra/build` makes them."""
    folder = tmp_path_factory.mktemp("infra")
    shutil.copy(HOUSE / "infra/template.yaml", folder)
    for function in FUNCTIONS:
        target = folder / "build" / function / "bootstrap"
        target.parent.mkdir(parents=True)
        subprocess.run(["strip", "-o", target, BINARIES / function], check=True)
    return folder


@pytest.fixture(scope="session")
def aws(tmp_path_factory):
    """The environment of every program that means this account."""
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}"
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("AWS_")
    } | {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "SAM_CLI_TELEMETRY": "0",
    }
    settings = {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": REGION,
        "LAMBDA_EXECUTOR": "local",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "AUTH": "true",
    }
    folder = tmp_path_factory.mktemp("aws")
    with (folder / "log").open("wb") as log:
        # A session of its own, so that it ends with everything it started.
        process = subprocess.Popen(
            [TOOLS / "ministack"], env=environment | settings, cwd=folder,
            stdout=log, stderr=log, start_new_session=True,
        )
    try:
        def ready():
            assert process.poll() is None, (folder / "log").read_text()
            try:
                return urllib.request.urlopen(f"{endpoint}/_ministack/health", timeout=5)
            except (urllib.error.URLError, ConnectionError):
                return None
        eventually("the emulator answers", ready)
        yield environment
    finally:
        for end in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, end)
                process.wait(timeout=10)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                pass


@pytest.fixture(scope="session")
def client(aws):
    """Clients of the services, as the account's owner."""
    def make(service):
        return boto3.client(
            service, endpoint_url=aws["AWS_ENDPOINT_URL"], region_name=REGION,
            aws_access_key_id="test", aws_secret_access_key="test",
        )
    return make


@pytest.fixture(scope="session")
def issuer():
    issuer = Issuer()
    yield issuer
    issuer.server.shutdown()


@pytest.fixture(scope="session")
def deployed(stage, aws, client):
    """The outputs of the stack, deployed by the command of the runbook."""
    client("s3").create_bucket(
        Bucket="artifacts", CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    done = subprocess.run(
        [
            TOOLS / "sam", "deploy", "--template-file", stage / "template.yaml",
            "--stack-name", STACK, "--s3-bucket", "artifacts",
            "--capabilities", "CAPABILITY_IAM", "--no-confirm-changeset", "--no-progressbar",
            "--parameter-overrides", f"SenderDomain={SENDER}", "Architecture=x86_64",
            "AlarmMail=it@bochum.example",
        ],
        env=aws, cwd=stage, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    assert done.returncode == 0, done.stdout[-6000:]
    # AWS asks for the right to send on the identity, which is what the template
    # gives; the emulator asks for it on everything.
    role = client("lambda").get_function_configuration(FunctionName=f"{STACK}-mail")["Role"]
    client("iam").put_role_policy(
        RoleName=role.split("/")[-1], PolicyName="emulator", PolicyDocument=json.dumps({
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "ses:SendEmail", "Resource": "*"}],
        }),
    )
    stack = client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def key():
    return uuid.uuid4().hex


def mails(aws):
    with urllib.request.urlopen(f"{aws['AWS_ENDPOINT_URL']}/_ministack/ses/messages") as answer:
        accounts = json.loads(answer.read())["messages"]
    return [mail for mails in accounts.values() for mail in mails]


class Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer, not an errand."""

    def redirect_request(self, *_):
        return None


class Api:
    """Somebody with a program, in front of the deployed API."""

    def __init__(self, aws, url):
        # The emulator tells APIs apart by the host's name.
        self.host = url.removeprefix("http://").split("/")[0]
        self.endpoint = aws["AWS_ENDPOINT_URL"]

    def send(self, method, path, body=None, key=None, token=None, headers=None):
        sent = {"Host": self.host, "Content-Type": "application/json"} | (headers or {})
        if key:
            sent["Idempotency-Key"] = key
        if token:
            sent["Authorization"] = token
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.endpoint + path, data, sent, method=method)
        try:
            with urllib.request.build_opener(Stay).open(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers, answer.read().decode()

    def ok(self, method, path, body=None, status=200, **other):
        found, _, text = self.send(method, path, body, **other)
        assert found == status, f"{method} {path}: {found} {text}"
        return json.loads(text)


@pytest.fixture(scope="session")
def api(aws, deployed):
    return Api(aws, deployed["Url"])


def sunny_zone(hour=12):
    """A time zone in which it is this hour right now, so that an office is open at
    any time of the day at which somebody looks."""
    offset = hour - datetime.now(timezone.utc).hour
    offset += 24 if offset < -12 else 0
    # The sign in these names is the other way round.
    return f"Etc/GMT{-offset:+d}" if offset else "Etc/GMT"


OFFICE = """
id = "{id}"
name = "Bürgerbüro {id}"
opening_hours = "Mo-Su 06:00-20:00"
walk_ins_per_week = 500
counters = [{{ id = "1" }}, {{ id = "2" }}]

[address]
street = "Hattinger Straße 1"
postcode = "44879"
town = "Bochum"

[[appointments]]
days = "Mo-Su"
from = "06:00"
to = "19:00"
every_minutes = 15
starts = 2

[[services]]
id = "ausweis"
name = "Ausweis beantragen"
category = "application"
minutes = 10

[[services]]
id = "abholen"
name = "Ausweis abholen"
category = "pickup"
minutes = 5
"""


@pytest.fixture(scope="session")
def roll_out(aws, deployed):
    """The command of city IT: what it printed, and whether all went well."""
    def run(*arguments, cwd=None):
        environment = aws | {"TABLE_NAME": deployed["Table"]}
        done = subprocess.run([BINARIES / "roll-out", *arguments], env=environment, cwd=cwd,
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.stdout, done.returncode == 0
    return run


@pytest.fixture(scope="session")
def city(issuer, tmp_path_factory):
    """The folder in which city IT works: the city's file, and no office yet."""
    folder = tmp_path_factory.mktemp("city") / "infra"
    (folder / "offices").mkdir(parents=True)
    city = (HOUSE / "infra/city.toml").read_text()
    city = city.replace("Europe/Berlin", sunny_zone())
    city = re.sub(r'(?m)^issuer = ".*"$', f'issuer = "{issuer.url}"', city)
    (folder / "city.toml").write_text(city)
    return folder


@pytest.fixture(scope="session")
def offices(roll_out, city):
    """Two offices, applied as city IT applies them."""
    folder = city
    for office in ("linden", "weitmar"):
        (folder / "offices" / f"{office}.toml").write_text(OFFICE.format(id=office))
    files = sorted((folder / "offices").iterdir())
    said = "linden: Version 1 ist in Kraft.\nweitmar: Version 1 ist in Kraft.\n"
    assert roll_out("apply", *files) == (said, True)
    return folder
