"""A visit from the booking to the board through the deployed API, and what the
roles of the functions keep from happening. The tests build on each other."""

import hashlib
import itertools
import json
import re
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone

import boto3
import pytest
from botocore.exceptions import ClientError
from conftest import FUNCTIONS, STACK, eventually


def key():
    return uuid.uuid4().hex


@pytest.fixture(scope="session")
def clerk(issuer):
    return issuer.token("clerk", "linden")


@pytest.fixture(scope="session")
def booking(api, offices):
    listing = api.ok("GET", "/offices/linden/slots?service=ausweis")
    if all(day["free"] == 0 for day in listing["days"][:1]):
        pytest.skip("today is a public holiday, so the office is closed")
    wish = {"service": "ausweis", "start": listing["next_free"], "email": "erika@example.org"}
    return api.ok("POST", "/offices/linden/bookings", wish, status=201, key=key())


@pytest.fixture(scope="session")
def kiosk(api, roll_out, offices):
    """The header of a kiosk that was paired as the runbook says."""
    said, done = roll_out("pair", "linden", "kiosk", "am Eingang")
    assert done, said
    code = {"code": said.splitlines()[0]}
    status, headers, text = api.send("POST", "/offices/linden/pairing", code)
    assert status == 201, text
    assert api.send("POST", "/offices/linden/pairing", code)[0] == 404
    return {"Cookie": headers["Set-Cookie"].split(";")[0]}


def mails(aws):
    with urllib.request.urlopen(f"{aws['AWS_ENDPOINT_URL']}/_ministack/ses/messages") as answer:
        accounts = json.loads(answer.read())["messages"]
    return [mail for mails in accounts.values() for mail in mails]


def test_the_offices_are_listed(api, offices):
    listed = api.ok("GET", "/offices")
    assert "linden" in json.dumps(listed) and "weitmar" in json.dumps(listed)


def test_a_booking_has_its_number_and_can_be_looked_up(api, booking):
    assert re.fullmatch(r"\d{3,4}", booking["number"])
    found = api.ok("GET", f"/bookings/{booking['secret']}")
    assert (found["state"], found["number"]) == ("booked", booking["number"])


def test_its_mail_arrives_with_number_and_link(aws, booking):
    def sent():
        return [mail for mail in mails(aws) if mail["To"] == ["erika@example.org"]]
    [mail] = eventually("the mail arrives", sent)
    assert booking["number"] in mail["BodyText"]
    assert f"https://termine.bochum.example/bookings/{booking['secret']}" in mail["BodyText"]


def test_check_in_ticket_next_and_the_board(api, clerk, kiosk, booking):
    secret = {"secret": booking["secret"]}
    arrived = api.ok("POST", "/offices/linden/check-ins", secret, key=key())
    assert arrived["number"] == booking["number"]
    draw = ("POST", "/offices/linden/tickets", {"service": "abholen"})
    assert api.send(*draw, key=key())[0] == 401
    ticket = api.ok(*draw, status=201, key=key(), headers=kiosk)
    assert api.ok("GET", f"/tickets/{ticket['secret']}")["number"] == ticket["number"]
    counter = "/offices/linden/counters/1"
    called = []
    for _ in range(2):
        next_one = api.ok("POST", f"{counter}/next", {}, key=key(), token=clerk)
        called.append(next_one["call"]["number"])
        for verb in ("start", "finish"):
            api.ok("POST", f"{counter}/{verb}", {}, key=key(), token=clerk)
    assert set(called) == {booking["number"], ticket["number"]}
    board = api.ok("GET", "/offices/linden/calls")
    assert [call["number"] for call in board["calls"]] == called[::-1]


def test_the_day_has_its_history(client, deployed, booking):
    def told():
        events = client("dynamodb").query(
            TableName=deployed["Table"],
            KeyConditionExpression="PK = :office AND begins_with(SK, :event)",
            ExpressionAttributeValues={":office": {"S": "O#linden"}, ":event": {"S": "E#"}},
        )["Items"]
        kinds = [e["k"]["S"] for e in events if e.get("n", {}).get("S") == booking["number"]]
        return kinds if "finished" in kinds else None
    assert set(eventually("the history is written", told)) == {
        "booked", "checked-in", "called", "started", "finished"}


def test_who_has_no_good_token_is_nobody(api, issuer, offices):
    next_one = ("POST", "/offices/linden/counters/1/next", {})
    other = type(issuer)()
    good = issuer.token("clerk", "linden")
    for token in (
        None,
        "Bearer nonsense",
        issuer.token("clerk", "linden", exp=1),
        issuer.token("clerk", "linden", aud="another"),
        issuer.token("clerk", "linden", iss="https://elsewhere.example"),
        other.token("clerk", "linden", iss=issuer.url),
        re.sub(r"Bearer [^.]*", "Bearer eyJhbGciOiJub25lIn0", good).rsplit(".", 1)[0] + ".",
    ):
        status, _, text = api.send(*next_one, key=key(), token=token)
        assert (status, json.loads(text)["code"]) == (401, "sign-in-needed"), token
    other.server.shutdown()


def test_a_token_counts_on_routes_that_are_for_the_public_too(api, issuer, offices):
    draw = ("POST", "/offices/weitmar/tickets", {"service": "abholen"})
    assert api.send(*draw, key=key())[0] == 401
    api.ok(*draw, status=201, key=key(), token=issuer.token("info-desk", "weitmar"))
    assert api.send(*draw, key=key(), token=issuer.token("info-desk", "linden"))[0] == 403
    by_group = issuer.token("", "", groups=["buergerdienste-leitung"])
    api.ok("GET", "/offices/weitmar/today", token=by_group)


def test_the_function_asks_again_which_office_and_role_it_is(api, issuer, offices):
    next_one = ("POST", "/offices/linden/counters/1/next", {})
    for role, office in (("clerk", "weitmar"), ("kiosk", "linden"), ("lead", "weitmar")):
        status, _, text = api.send(*next_one, key=key(), token=issuer.token(role, office))
        assert (status, json.loads(text)["code"]) == (403, "not-allowed")


def test_a_person_signs_in_and_serves_a_citizen(api, issuer, offices):
    browser = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin"}
    counter = "/offices/weitmar/counters/2"
    status, headers, _ = api.send("GET", counter, headers=browser)
    assert status == 303, status
    status, headers, _ = api.send("GET", headers["Location"], headers=browser)
    assert status == 303 and headers["Location"].startswith(f"{issuer.url}/authorize?"), headers
    attempt = headers["Set-Cookie"].split(";")[0]
    back = issuer.sign_in(headers["Location"], groups=["buergerdienste-leitung"])
    assert back.startswith("https://termine.bochum.example/sign-in/callback?")
    path = back.removeprefix("https://termine.bochum.example")
    assert api.send("GET", path, headers=browser)[0] == 400, "that is another browser"
    status, headers, text = api.send("GET", path, headers=browser | {"Cookie": attempt})
    assert (status, headers["Refresh"]) == (200, f"0; url={counter}"), text
    [session] = [c for c in headers.get_all("Set-Cookie") if c.startswith("__Host-session=")]
    for rule in ("Path=/", "Secure", "HttpOnly", "SameSite=Strict"):
        assert rule in session
    person = {"Cookie": session.split(";")[0], "Sec-Fetch-Site": "same-origin"}
    status, _, text = api.send("GET", counter, headers=browser | person)
    assert status == 200 and "Abmelden" in text
    draw = ("POST", "/offices/weitmar/tickets", {"service": "abholen"})
    api.ok(*draw, status=201, key=key(), headers=person)
    assert api.ok("POST", f"{counter}/next", {}, key=key(), headers=person)["call"]["number"]
    elsewhere = person | {"Sec-Fetch-Site": "cross-site"}
    assert api.send("POST", f"{counter}/finish", {}, key=key(), headers=elsewhere)[0] == 401


def test_a_kiosk_ends_when_it_is_revoked(api, roll_out, kiosk):
    device, *_ = roll_out("devices", "linden")[0].split()
    assert api.send("GET", "/offices/linden/kiosk", headers=kiosk)[0] == 200
    assert roll_out("revoke", "linden", device)[1]
    draw = ("POST", "/offices/linden/tickets", {"service": "abholen"})
    assert api.send(*draw, key=key(), headers=kiosk)[0] == 401


def test_what_is_not_served_is_not_there(api, offices):
    assert api.send("GET", "/_city/mails")[0] == 404
    assert api.send("DELETE", "/offices/linden")[0] == 404


def test_an_office_comes_by_a_file_changes_and_goes_back(api, roll_out, offices):
    """The commands of the runbook, from "we have a new office" to bookable."""
    house, path = offices.parent, "infra/offices/querenburg.toml"
    assert roll_out("new", "querenburg", cwd=house)[1]
    assert roll_out("check", cwd=house)[1]
    assert "gibt es noch nicht" in roll_out("plan", path, cwd=house)[0]
    assert roll_out("apply", path, cwd=house) == ("querenburg: Version 1 ist in Kraft.\n", True)
    listing = api.ok("GET", "/offices/querenburg/slots?service=personalausweis")
    wish = {"service": "personalausweis", "start": listing["next_free"], "email": "max@example.org"}
    booking = api.ok("POST", "/offices/querenburg/bookings", wish, status=201, key=key())

    file = house / path
    first = file.read_text()
    file.write_text(first.replace("minutes = 5", "minutes = 10"))
    assert "„10“ statt „5“ Minuten" in roll_out("plan", path, cwd=house)[0]
    assert roll_out("apply", path, cwd=house)[1]
    assert "als Version 3 wieder in Kraft" in roll_out("back", "querenburg")[0]

    file.write_text(first.replace('"personalausweis"', '"ausweis"'))
    said, done = roll_out("apply", path, cwd=house)
    assert not done and f"Nummer {booking['number']}" in said, said
    assert "Version 3" in roll_out("plan", path, cwd=house)[0]

    file.write_text(first.replace("starts", "start"))
    said, done = roll_out("check", cwd=house)
    wrong = r"querenburg\.toml:\d+:\d+: unknown key `start`; did you mean `starts`\?"
    assert not done and re.search(wrong, said), said


# What each function does with which right, so that taking it away is noticed.
WORK = {
    "slots": ("dynamodb:Query", "GET", "/offices/weitmar/slots?service=ausweis", None),
    "booking": ("dynamodb:UpdateItem", "POST", "/offices/weitmar/holds", {"service": "ausweis"}),
    "check-in": ("dynamodb:GetItem", "GET", "/offices/weitmar/desk", None),
    "next-call": ("dynamodb:GetItem", "POST", "/offices/weitmar/counters/1/open", {}),
    "board": ("dynamodb:GetItem", "GET", "/offices/weitmar/calls", None),
    # An office that it does not have in memory.
    "authorizer": ("dynamodb:GetItem", "GET", "/offices/nowhere/desk", None),
}


def role_of(client, function):
    found = client("lambda").get_function_configuration(FunctionName=f"{STACK}-{function}")
    role = found["Role"].split("/")[-1]
    iam = client("iam")
    names = iam.list_role_policies(RoleName=role)["PolicyNames"]
    [name] = [name for name in names if name != "emulator"]
    document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    return role, name, document


@pytest.mark.parametrize("function", WORK)
def test_without_a_right_a_function_fails_and_with_it_it_works(api, client, issuer, offices, function):
    needed, method, path, body = WORK[function]
    if function == "booking":
        listing = api.ok("GET", "/offices/weitmar/slots?service=ausweis")
        body = body | {"start": listing["next_free"]}
    for_staff = function in ("next-call", "check-in", "authorizer")
    token = issuer.token("clerk", "weitmar") if for_staff else None

    def work():
        return api.send(method, path, body, key=key(), token=token)[0]

    assert work() in (200, 201, 404)
    role, name, document = role_of(client, function)
    iam = client("iam")
    for statement in document["Statement"]:
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        statement["Action"] = [a for a in actions if a != needed] or ["dynamodb:DescribeTable"]
    reduced = json.dumps(document)
    whole = role_of(client, function)[2]
    iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=reduced)
    try:
        assert work() in (500, 502, 503)
    finally:
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(whole))
    assert work() in (200, 201, 404)


@pytest.fixture
def as_function(client):
    """Somebody with the rights of a function: clients of the services."""
    iam = client("iam")
    users = []

    def take_on(function):
        _, name, document = role_of(client, function)
        user = f"probe-{key()}"
        users.append(user)
        iam.create_user(UserName=user)
        iam.put_user_policy(UserName=user, PolicyName=name, PolicyDocument=json.dumps(document))
        access = iam.create_access_key(UserName=user)["AccessKey"]

        def make(service):
            return boto3.client(
                service, endpoint_url=iam.meta.endpoint_url, region_name=iam.meta.region_name,
                aws_access_key_id=access["AccessKeyId"],
                aws_secret_access_key=access["SecretAccessKey"],
            )
        return make

    yield take_on
    for user in users:
        for access in iam.list_access_keys(UserName=user)["AccessKeyMetadata"]:
            iam.delete_access_key(UserName=user, AccessKeyId=access["AccessKeyId"])
        for name in iam.list_user_policies(UserName=user)["PolicyNames"]:
            iam.delete_user_policy(UserName=user, PolicyName=name)
        iam.delete_user(UserName=user)


def denied(call, **arguments):
    """Whether the account refuses the call for want of a right."""
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"].startswith("AccessDenied"), error
        return True
    return False


@pytest.mark.parametrize("function, allowed", [
    ("slots", {"get_item", "query"}),
    ("board", {"get_item"}),
    ("authorizer", {"get_item"}),
    ("sign-in", {"get_item"}),
    ("next-call", {"get_item", "query", "put_item", "update_item"}),
    ("booking", {"get_item", "query", "put_item", "update_item"}),
    ("check-in", {"get_item", "query", "put_item", "update_item"}),
    ("report", {"get_item", "query", "put_item", "update_item"}),
    ("history", {"batch_write_item", "get_item", "query", "put_item"}),
    ("mail", {"get_item", "update_item"}),
    ("mailroom", {"get_item", "query", "update_item"}),
])
def test_a_role_does_its_own_with_the_table_and_no_more(as_function, deployed, function, allowed):
    table = as_function(function)("dynamodb")
    name = {"TableName": deployed["Table"]}
    item = {"PK": {"S": "O#probe"}, "SK": {"S": "probe"}}
    tries = {
        "get_item": name | {"Key": item},
        "query": name | {"KeyConditionExpression": "PK = :k",
                         "ExpressionAttributeValues": {":k": item["PK"]}},
        "put_item": name | {"Item": item},
        "update_item": name | {"Key": item},
        "batch_write_item": {"RequestItems": {
            deployed["Table"]: [{"PutRequest": {"Item": item}}]}},
        "delete_item": name | {"Key": item},
        "scan": name,
        "delete_table": name,
        "update_table": name | {"DeletionProtectionEnabled": False},
    }
    for action, arguments in tries.items():
        assert denied(getattr(table, action), **arguments) != (action in allowed), action


@pytest.mark.parametrize("function", sorted(set(FUNCTIONS) - {"mail"}))
def test_nobody_but_the_mail_function_sends(as_function, deployed, function):
    post = as_function(function)("sesv2")
    assert denied(
        post.send_email, FromEmailAddress="termine@bochum.example",
        Destination={"ToAddresses": ["erika@example.org"]},
        Content={"Simple": {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "x"}}}},
    )


def test_the_doctor_says_what_is_missing(client, roll_out, deployed, offices):
    def missing():
        said, done = roll_out("doctor")
        assert "gut   linden: Version 1, nächster freier Termin" in said, said
        assert not done
        return [line.split("FEHLT ")[1] for line in said.splitlines() if "FEHLT" in line]

    # These two the emulator does not apply.
    gaps = [
        "Tabelle: nicht wiederherstellbar (PointInTimeRecovery).",
        "Tabelle: nichts läuft ab (TimeToLive auf „ttl“).",
    ]
    assert missing() == gaps
    table = {"TableName": deployed["Table"]}
    client("dynamodb").update_table(**table, DeletionProtectionEnabled=False)
    assert missing() == [
        "Tabelle: lässt sich aus Versehen löschen (DeletionProtection).", *gaps
    ]
    client("dynamodb").update_table(**table, DeletionProtectionEnabled=True)


def told(client, event):
    """EventBridge tells the mailroom."""
    done = client("lambda").invoke(FunctionName=f"{STACK}-mailroom", Payload=json.dumps(event))
    assert "FunctionError" not in done, done["Payload"].read()


def test_who_booked_long_before_is_reminded_once(aws, api, client, offices):
    listing = api.ok("GET", "/offices/weitmar/slots?service=ausweis")
    day = [day for day in listing["days"] if day["free"]][-1]
    start = next(slot["start"] for slot in day["slots"] if slot["free"])
    wish = {"service": "ausweis", "start": start, "email": "spaeter@example.org"}
    api.ok("POST", "/offices/weitmar/bookings", wish, status=201, key=key())
    subjects = lambda: [m["Subject"] for m in mails(aws) if m["To"] == ["spaeter@example.org"]]
    eventually("the mail arrives", subjects)
    begins = datetime.fromisoformat(start).astimezone(timezone.utc)
    # The office opens at six, and nobody is reminded before eight or after twenty.
    for before in (25, 14, 12):
        hour = begins - timedelta(hours=before)
        told(client, {"source": "aws.events", "time": hour.strftime("%Y-%m-%dT%H:%M:%SZ")})
    def reminded():
        return any("Erinnerung" in subject for subject in subjects())
    eventually("the reminder arrives", reminded)
    assert len(subjects()) == 2, subjects()


def test_a_mail_that_came_back_is_noted_at_the_booking(api, client, issuer, deployed, offices):
    listing = api.ok("GET", "/offices/weitmar/slots?service=ausweis")
    wish = {"service": "ausweis", "start": listing["next_free"], "email": "weg@example.org"}
    booking = api.ok("POST", "/offices/weitmar/bookings", wish, status=201, key=key())
    date = booking["start"][:10]
    tags = {"office": ["weitmar"], "date": [date], "number": [booking["number"]]}
    told(client, {"source": "aws.ses", "time": "2026-12-01T09:00:00Z",
                  "detail": {"eventType": "Bounce", "mail": {"tags": tags}}})
    marked = client("dynamodb").get_item(
        TableName=deployed["Table"],
        Key={"PK": {"S": "O#weitmar"}, "SK": {"S": f"N#{date}#{booking['number']}"}},
    )["Item"]
    assert marked["b"] == {"S": "bounced"}


def test_what_was_destroyed_comes_back_from_a_copy_and_what_expired_does_not(
        api, client, roll_out, deployed, offices):
    listing = api.ok("GET", "/offices/weitmar/slots?service=ausweis")
    wish = {"service": "ausweis", "start": listing["next_free"], "email": "da@example.org"}
    booking = api.ok("POST", "/offices/weitmar/bookings", wish, status=201, key=key())
    secret, day = booking["secret"], f"D#{booking['start'][:10]}"
    table, name = client("dynamodb"), deployed["Table"]
    visit = {"PK": {"S": f"V#{secret}"}, "SK": {"S": "V"}}
    old = {"PK": {"S": "V#long-gone"}, "SK": {"S": "V"}, "ttl": {"N": "1000"}}
    table.put_item(TableName=name, Item=old)
    table.restore_table_to_point_in_time(
        SourceTableName=name, TargetTableName=f"{name}-copy", UseLatestRestorableTime=True)
    table.delete_item(TableName=name, Key={k: old[k] for k in ("PK", "SK")})

    everything = table.query(TableName=name, KeyConditionExpression="PK = :o",
                             ExpressionAttributeValues={":o": {"S": "O#weitmar"}})["Items"]
    # The history may have gone on while the copy was made.
    lost = [{k: item[k] for k in ("PK", "SK")} for item in everything
            if not item["SK"]["S"].startswith("E#")]
    free = next(item["f"] for item in everything if item["SK"]["S"] == day)
    for item in [visit, *lost]:
        table.delete_item(TableName=name, Key=item)
    assert api.send("GET", f"/bookings/{secret}")[0] == 404
    said, done = roll_out("recover", f"{name}-copy")
    assert done, said
    found = re.match(r"(\d+) geholt, (\d+) waren da, (\d+) abgelaufen\.", said)
    assert int(found[1]) >= len(lost) + 1 and int(found[2]) > 0 and int(found[3]) >= 1, said
    assert api.ok("GET", f"/bookings/{secret}")["number"] == booking["number"]
    again = table.get_item(TableName=name, Key={"PK": {"S": "O#weitmar"}, "SK": {"S": day}})
    assert again["Item"]["f"] == free, "as many are free as before"
    assert "Item" not in table.get_item(TableName=name, Key={k: old[k] for k in ("PK", "SK")})
    assert roll_out("recover", f"{name}-copy")[0].startswith("0 geholt, ")


@pytest.mark.parametrize("dead", ["dead-mails", "dead-events"])
def test_nothing_was_set_aside(client, deployed, dead):
    queue = client("sqs").get_queue_url(QueueName=f"{STACK}-{dead}")["QueueUrl"]
    attributes = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])
    assert attributes["Attributes"]["ApproximateNumberOfMessages"] == "0"


def test_one_internet_address_takes_much_and_then_has_to_work(api, offices):
    """Last, because everything here comes from one address."""
    listing = api.ok("GET", "/offices/weitmar/slots?service=ausweis")
    starts = [slot["start"] for day in listing["days"] for slot in day["slots"] if slot["free"]]
    for start in starts[:25]:
        wish = {"service": "ausweis", "start": start, "email": f"{key()}@example.org"}
        status, _, text = api.send("POST", "/offices/weitmar/bookings", wish, key=key())
        if status == 429:
            break
        assert status == 201, text
    problem = json.loads(text)
    assert (status, problem["code"]) == (429, "too-many-requests")
    numbers = (f"{problem['work']['challenge']}~{number}" for number in itertools.count())
    wish["proof"] = next(
        proof for proof in numbers if hashlib.sha256(proof.encode()).digest()[:2] == bytes(2))
    api.ok("POST", "/offices/weitmar/bookings", wish, status=201, key=key())
