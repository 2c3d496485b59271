"""What the roles of the functions let happen, and what they keep from happening."""

import json

import boto3
import pytest
from botocore.exceptions import ClientError
from conftest import FUNCTIONS, STACK, key


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
