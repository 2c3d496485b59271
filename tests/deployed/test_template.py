"""The template, as the linters and as CloudFormation read it. Here stands what
the emulator does not apply, so that nothing else would notice its loss."""

import json
import re
import subprocess

import pytest
from conftest import FUNCTIONS, HOUSE, REGION, TOOLS
from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform

TEMPLATE = HOUSE / "infra/template.yaml"


@pytest.fixture(scope="module")
def resources():
    class ManagedPolicies:
        def load(self):
            return {}

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        template = TEMPLATE.read_text().replace("CodeUri: build/", "CodeUri: s3://build/")
        whole = transform(yaml_parse(template), {}, ManagedPolicies())
    return whole["Resources"]


def kinds(function, action):
    """The kinds of items that a function is there for."""
    writes = action in {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:BatchWriteItem"}
    return {
        "Authorizer": {"O#*"},
        "SignIn": {"O#*"},
        "Slots": {"O#*", "OFFICES"},
        "Board": {"O#*"},
        "NextCall": {"O#*"},
        "Booking": {"O#*", "V#*", "M#*"},
        "CheckIn": {"O#*", "V#*", "M#*"},
        "Report": {"O#*", "V#*", "M#*"},
        "History": {"O#*"},
        "Mail": {"V#*"} if writes else {"O#*", "V#*"},
        "Mailroom": {"O#*", "V#*"} if writes else {"O#*", "V#*", "OFFICES"},
    }[function]


def of(resources, kind):
    return {n: r["Properties"] for n, r in resources.items() if r["Type"] == kind}


def allowed(resources, function):
    """Every action that a function's own policy allows, with its statement."""
    role = resources[f"{function}Role"]["Properties"]
    statements = [s for p in role["Policies"] for s in p["PolicyDocument"]["Statement"]]
    assert all(s["Effect"] == "Allow" for s in statements)
    several = lambda a: a if isinstance(a, list) else [a]
    return {action: s for s in statements for action in several(s["Action"])}


@pytest.mark.parametrize("command", [
    ["cfn-lint", str(TEMPLATE)],
    ["sam", "validate", "--lint", "--region", REGION, "--template", str(TEMPLATE)],
])
def test_the_linters_have_nothing_to_say(command, tmp_path):
    done = subprocess.run([TOOLS / command[0], *command[1:]], text=True, capture_output=True,
                          cwd=tmp_path, env={"SAM_CLI_TELEMETRY": "0", "HOME": str(tmp_path)})
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_is_tied_to_a_partition_a_region_or_an_account():
    text = TEMPLATE.read_text()
    assert "arn:aws" not in text
    assert not re.search(r"\b(eu|us|ap)-[a-z]+-\d\b|\d{12}", text)


def test_the_table_outlives_the_stack_and_its_mistakes(resources):
    table = resources["Table"]
    assert table["DeletionPolicy"] == table["UpdateReplacePolicy"] == "Retain"
    table = table["Properties"]
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["DeletionProtectionEnabled"] is True
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert table["SSESpecification"]["SSEEnabled"] is True
    assert table["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}
    assert [(k["AttributeName"], k["KeyType"]) for k in table["KeySchema"]] == [
        ("PK", "HASH"), ("SK", "RANGE"),
    ]
    assert "GlobalSecondaryIndexes" not in table


def test_the_table_is_the_one_that_the_city_has():
    """The keys, the stream and the expiry of the local city's database."""
    city = (HOUSE / "local-dev/src/database.rs").read_text()
    for said in ('key("PK", KeyType::HASH), key("SK", KeyType::RANGE)',
                 'attribute_name: "ttl"', '"NEW_IMAGE"'):
        assert said in city


@pytest.mark.parametrize("mapping, dead", [("Outbox", "DeadMails"), ("Events", "DeadEvents")])
def test_a_record_is_tried_again_within_bounds_and_then_set_aside(resources, mapping, dead):
    mappings = of(resources, "AWS::Lambda::EventSourceMapping")
    assert set(mappings) == {"Outbox", "Events"}
    source = mappings[mapping]
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["BisectBatchOnFunctionError"] is True
    assert 0 < source["MaximumRetryAttempts"] <= 10000
    # The stream keeps its records for a day.
    assert 3600 <= source["MaximumRecordAgeInSeconds"] <= 86400
    assert source["DestinationConfig"]["OnFailure"]["Destination"] == {
        "Fn::GetAtt": [dead, "Arn"]
    }
    assert of(resources, "AWS::SQS::Queue")[dead]["MessageRetentionPeriod"] == 1209600


def test_every_route_is_throttled_and_the_authorizer_is_asked_who_is_staff(resources):
    [stage] = of(resources, "AWS::ApiGatewayV2::Stage").values()
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] == {"Ref": "Rate"}
    routes = of(resources, "AWS::ApiGatewayV2::Route").values()
    keys = {route["RouteKey"] for route in routes}
    assert set(stage["RouteSettings"]) <= keys
    for key, setting in stage["RouteSettings"].items():
        limit = "PollRate" if key.startswith("GET") else "WriteRate"
        assert setting["ThrottlingRateLimit"] == {"Ref": limit}, key
    everybody = {
        "", "/about/{topic}", "/slots", "/elsewhere", "/board", "/calls", "/wait", "/pairing"}
    for route in routes:
        method, path = route["RouteKey"].split()
        office, rest = path[:17], path[17:]
        asked = office == "/offices/{office}" and (
            rest not in everybody or (method == "POST" and rest != "/pairing"))
        assert ("AuthorizerId" in route) == asked, route["RouteKey"]
        assert route.get("AuthorizationType", "CUSTOM") == "CUSTOM"


def test_no_answer_of_the_authorizer_serves_two_requests(resources):
    """AWS keeps answers by what identifies a caller, and there is no one such thing."""
    [who] = of(resources, "AWS::ApiGatewayV2::Authorizer").values()
    assert (who["AuthorizerType"], who["EnableSimpleResponses"]) == ("REQUEST", True)
    assert who["AuthorizerResultTtlInSeconds"] == 0
    assert not who["IdentitySource"]


def test_the_routes_are_those_of_the_published_description(resources):
    paths = json.loads((HOUSE / "openapi.json").read_text())["paths"]
    published = {f"{m.upper()} {p}" for p, methods in paths.items() for m in methods}
    routes = of(resources, "AWS::ApiGatewayV2::Route").values()
    assert {route["RouteKey"] for route in routes} == published


def test_no_log_has_a_path_because_a_path_has_a_secret(resources):
    [stage] = of(resources, "AWS::ApiGatewayV2::Stage").values()
    logged = stage["AccessLogSettings"]["Format"]
    for personal in ("$context.path", "sourceIp", "userAgent", "$context.authorizer"):
        assert personal not in logged
    assert all("RetentionInDays" in log for log in of(resources, "AWS::Logs::LogGroup").values())


def test_a_function_may_do_what_it_is_for_and_nothing_else(resources):
    """Which kinds of items a function reaches; of that the emulator knows nothing."""
    names = {"Authorizer", "SignIn", "Slots", "Booking", "CheckIn", "NextCall", "Board", "Mail", "Mailroom",
             "History", "Report"}
    functions = of(resources, "AWS::Lambda::Function")
    assert set(functions) == names
    actions = {name: set(allowed(resources, name)) for name in names}
    read, write = {"dynamodb:GetItem", "dynamodb:Query"}, {"dynamodb:PutItem", "dynamodb:UpdateItem"}
    assert actions["Slots"] == read
    assert actions["Board"] == actions["Authorizer"] == actions["SignIn"] == {"dynamodb:GetItem"}
    for name in ("Booking", "CheckIn", "NextCall", "Report"):
        assert actions[name] == read | write, name
    assert actions["Mailroom"] == read | {"dynamodb:UpdateItem"}
    assert "dynamodb:UpdateItem" not in actions["History"]
    for name in names:
        for action, statement in allowed(resources, name).items():
            if action in read | write | {"dynamodb:BatchWriteItem"}:
                limits = statement["Condition"]["ForAllValues:StringLike"]
                assert set(limits["dynamodb:LeadingKeys"]) <= kinds(name, action), name
            sends = action.startswith("ses:")
            assert not sends or name == "Mail", name
    identity, settings = allowed(resources, "Mail")["ses:SendEmail"]["Resource"]
    assert identity["Fn::Sub"].endswith(":identity/${SenderDomain}")
    assert settings["Fn::Sub"].endswith(":configuration-set/${MailSettings}")


def test_the_mailroom_is_told_of_hours_and_of_our_mails_alone(resources):
    rules = of(resources, "AWS::Events::Rule")
    assert all(r["Targets"][0]["Arn"] == {"Fn::GetAtt": ["Mailroom", "Arn"]} for r in rules.values())
    assert rules["EveryHour"]["ScheduleExpression"] == "rate(1 hour)"
    wanted = rules["MailsReturned"]["EventPattern"]
    assert wanted["source"] == ["aws.ses"]
    assert wanted["detail"]["mail"]["tags"] == {"ses:configuration-set": [{"Ref": "Name"}]}
    told = of(resources, "AWS::SES::ConfigurationSetEventDestination")["MailsComeBack"]
    told = told["EventDestination"]
    assert "EventBridgeDestination" in told and told["Enabled"] is True
    assert {kind.capitalize() for kind in told["MatchingEventTypes"]} == set(
        wanted["detail"]["eventType"])


def test_cloudfront_is_optional_keeps_assets_alone_and_shows_a_key(resources):
    edge = resources["Edge"]
    assert edge["Condition"] == resources["EdgeKey"]["Condition"] == "HasEdge"
    config = edge["Properties"]["DistributionConfig"]
    disabled, optimized = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "658327ea-f89d-4fab-a63d-7e88639e58f6"
    assert config["DefaultCacheBehavior"]["CachePolicyId"] == disabled
    [assets] = config["CacheBehaviors"]
    assert (assets["PathPattern"], assets["CachePolicyId"]) == ("/assets/*", optimized)
    [origin] = config["Origins"]
    [key] = origin["OriginCustomHeaders"]
    booking = resources["Booking"]["Properties"]["Environment"]["Variables"]["EDGE_KEY"]
    assert booking["Fn::If"] == ["HasEdge", key["HeaderValue"], ""]


def test_nobody_keeps_a_list_of_addresses(resources):
    [settings] = of(resources, "AWS::SES::ConfigurationSet").values()
    assert settings["SuppressionOptions"] == {"SuppressedReasons": []}


def test_a_function_is_small_and_its_secret_is_nowhere_to_read(resources):
    for name, function in of(resources, "AWS::Lambda::Function").items():
        assert function["MemorySize"] == 256
        assert function["Runtime"] == "provided.al2023"
        assert function["Architectures"] == [{"Ref": "Architecture"}]
        assert function["LoggingConfig"]["LogGroup"] == {"Ref": "Log"}
        settings = function["Environment"]["Variables"]
        assert settings["ACCESS"] == "claims"
        assert "{{resolve:secretsmanager:" in json.dumps(settings["SECRET_KEYS"]), name
        takes = {"Ref": "PerAddress"} if name == "Booking" else None
        assert settings.get("PER_ADDRESS") == takes, name


def test_what_goes_wrong_is_told(resources):
    alarms = of(resources, "AWS::CloudWatch::Alarm")
    own = {"Ref": "Name"}
    of_aws = [alarm for alarm in alarms.values() if alarm["Namespace"] != own]
    told = {(alarm["Namespace"], alarm["MetricName"]) for alarm in of_aws}
    assert told == {
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible"), ("AWS/Lambda", "IteratorAge"),
        ("AWS/Lambda", "Errors"), ("AWS/SES", "Bounce"), ("AWS/ApiGateway", "5xx"),
    }
    assert all(alarm["AlarmActions"] == [{"Ref": "Alarms"}] for alarm in alarms.values())
    # Both promises, and whether there is anything to book, come from the log.
    filters = [f["MetricTransformations"][0] for f in of(resources, "AWS::Logs::MetricFilter").values()]
    assert all(made["MetricNamespace"] == own for made in filters)
    read = {alarm["MetricName"] for alarm in alarms.values() if alarm["Namespace"] == own}
    assert {made["MetricName"] for made in filters} == read
    assert read == {"broken-three-minutes", "broken-thirty-minutes", "nothing-free"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_binary_runs_where_lambda_runs_it(stage, function):
    """Amazon Linux 2023 has GLIBC 2.34."""
    binary = stage / "build" / function / "bootstrap"
    symbols = subprocess.run(["objdump", "-T", binary], text=True, capture_output=True, check=True)
    needed = re.findall(r"GLIBC_(\d+)\.(\d+)", symbols.stdout)
    assert needed and max((int(a), int(b)) for a, b in needed) <= (2, 34)
