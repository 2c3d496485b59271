"""What city IT lives with: the doctor, reminders, mails that come back, a restore."""

import json
import re
from datetime import datetime, timedelta, timezone

from conftest import STACK, eventually, key, mails


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
