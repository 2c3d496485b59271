"""A visit from the booking to the board through the deployed API. The tests build
on each other."""

import hashlib
import itertools
import json
import re

import pytest
from conftest import STACK, eventually, key, mails


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


@pytest.mark.parametrize("path", ["/offices", "/offices/linden", "/offices/linden/board"])
def test_no_page_names_the_host_that_was_asked(api, offices, path):
    """People know another one, where CloudFront or a domain stands before the API."""
    status, _, page = api.send("GET", path, headers={"Accept": "text/html"})
    assert status == 200 and "/assets/" in page
    assert "execute-api" not in page


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
