"""An account of AWS on this machine, and the template deployed into it.

MiniStack plays AWS: it runs the real binaries, checks every call against the
role that makes it (AUTH=true), and listens on loopback only.
"""

import base64
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import boto3
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

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


class Issuer:
    """An issuer of identities: its discovery document, its keys, its tokens."""

    def __init__(self):
        self.codes = {}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                documents = {
                    "/.well-known/openid-configuration": {
                        "issuer": issuer.url, "jwks_uri": f"{issuer.url}/keys",
                        "authorization_endpoint": f"{issuer.url}/authorize",
                        "token_endpoint": f"{issuer.url}/token",
                    },
                    "/keys": {"keys": [issuer.public()]},
                }
                document = documents.get(self.path)
                self.send_response(200 if document else 404)
                self.end_headers()
                self.wfile.write(json.dumps(document).encode())

            def do_POST(self):
                form = self.rfile.read(int(self.headers["Content-Length"])).decode()
                asked = dict(urllib.parse.parse_qsl(form))
                wish, claims = issuer.codes.pop(asked["code"], ({}, {}))
                proof = hashlib.sha256(asked["code_verifier"].encode()).digest()
                same = all(wish.get(n) == asked[n] for n in ("client_id", "redirect_uri"))
                good = same and wish["code_challenge"] == issuer.text(proof)
                self.send_response(200 if good else 400)
                self.end_headers()
                if good:
                    claims = {"nonce": wish["nonce"], "aud": wish["client_id"]} | claims
                    token = issuer.token("", "", **claims).removeprefix("Bearer ")
                    self.wfile.write(json.dumps({"id_token": token}).encode())

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def sign_in(self, address, **claims):
        """Somebody signs in who was sent to this address: where they are sent back to."""
        wish = dict(urllib.parse.parse_qsl(address.partition("?")[2]))
        assert (wish["response_type"], wish["code_challenge_method"]) == ("code", "S256")
        code = uuid.uuid4().hex
        self.codes[code] = (wish, claims)
        back = urllib.parse.urlencode({"code": code, "state": wish["state"]})
        return f"{wish['redirect_uri']}?{back}"

    @staticmethod
    def text(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    def public(self):
        numbers = self.key.public_key().public_numbers()
        as_text = lambda n: self.text(n.to_bytes((n.bit_length() + 7) // 8, "big"))
        return {
            "kty": "RSA", "kid": "1", "alg": "RS256", "use": "sig",
            "n": as_text(numbers.n), "e": as_text(numbers.e),
        }

    def token(self, role, office, **other):
        """A bearer token for staff; `other` claims replace the right ones."""
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": "wertmarke", "sub": "1", "iat": now - 5, "exp": now + 600,
            "role": role, "office": office,
        } | other
        header = {"alg": "RS256", "kid": "1"}
        parts = [self.text(json.dumps(part).encode()) for part in (header, claims)]
        signed = ".".join(parts).encode()
        signature = self.key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
        return f"Bearer {'.'.join(parts)}.{self.text(signature)}"


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


def sunny_zone():
    """A time zone in which it is noon or a little later right now, so that the
    tests find an office that is open at any hour and on any weekday."""
    offset = 12 - datetime.now(timezone.utc).hour
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
def offices(roll_out, issuer, tmp_path_factory):
    """Two offices, applied as city IT applies them."""
    folder = tmp_path_factory.mktemp("city") / "infra"
    folder.mkdir()
    city = (HOUSE / "infra/city.toml").read_text()
    city = city.replace("Europe/Berlin", sunny_zone())
    city = re.sub(r'(?m)^issuer = ".*"$', f'issuer = "{issuer.url}"', city)
    (folder / "city.toml").write_text(city)
    (folder / "offices").mkdir()
    for office in ("linden", "weitmar"):
        (folder / "offices" / f"{office}.toml").write_text(OFFICE.format(id=office))
    files = sorted((folder / "offices").iterdir())
    said = "linden: Version 1 ist in Kraft.\nweitmar: Version 1 ist in Kraft.\n"
    assert roll_out("apply", *files) == (said, True)
    return folder
