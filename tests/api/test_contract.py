"""The contract: whatever is sent to whichever endpoint, the answer is one that the schema declares; and never a 500."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets import endpoints
from bihuan.api.endpoints import api
from bihuan.core.codes import State
from tests.api.asking import Program
from tests.examples import examples
from tests.pages.test_routes import a_document
from tests.world import World

pytestmark = pytest.mark.django_db
SCHEMA: Mapping[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
SHAPES = SCHEMA["components"]["schemas"]
OPERATIONS = [(method, path, op) for path, ops in SCHEMA["paths"].items() for method, op in ops.items()]
IDS = [f"{method} {path}" for method, path, _op in OPERATIONS]

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | st.just("\0"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def shape(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema itself, without references around it."""
    while True:
        if "$ref" in schema:
            schema = SHAPES[schema["$ref"].rpartition("/")[2]]
        elif len(schema.get("allOf", ())) == 1:
            schema = schema["allOf"][0]
        else:
            return schema


def likely(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Values that look right, so that they come past the schema and reach the services."""
    schema = shape(schema)
    if "anyOf" in schema:
        return st.one_of([likely(part) for part in schema["anyOf"]])
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    if schema.get("format") == "date":
        return st.dates().map(str)
    match schema.get("type"):
        case "integer":
            return st.integers(schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1), schema.get("maximum", 30))
        case "number":
            return st.decimals(0, 100, places=2).map(str)
        case "boolean":
            return st.booleans()
        case "array":
            return st.lists(likely(schema["items"]), max_size=2)
        case "object" if "properties" in schema:
            wanted = {name: likely(part) for name, part in schema["properties"].items()}
            needed = {name: wanted.pop(name) for name in schema.get("required", ())}
            return st.fixed_dictionaries(needed, optional=wanted)
        case "null":
            return st.none()
        case "string":
            return st.text(max_size=12)
    return JUNK


def address(world: World, path: str, document: int) -> str:
    """The path with what is there in the small world."""
    number = world.task.number if "/tasks/" in path else world.problem.number
    known = {
        "number": world.inspection.number if "/inspections/" in path else number,
        "pk": document, "unit": world.units["town"].pk, "line": 1, "notice": 1, "receipt": "YY-1",
    }  # fmt: skip
    return path.format(**known)


@pytest.mark.parametrize("operation", OPERATIONS, ids=IDS)
def test_every_answer_is_declared(world: World, operation: tuple[str, str, Mapping[str, Any]]) -> None:
    method, path, op = operation
    document = a_document(world).pk
    asking = {who: Program(world, who).client for who in ("office", "lead", "audit")}
    asking["nobody"] = Client()
    declared = {int(code) for code in op["responses"]}
    content = op.get("requestBody", {}).get("content", {})
    body = content.get("application/json", {}).get("schema")
    queries = {p["name"]: likely(p["schema"]) for p in op.get("parameters", ()) if p["in"] == "query"}

    @settings(max_examples=examples(8), suppress_health_check=[HealthCheck.too_slow], database=None)
    @given(
        who=st.sampled_from(sorted(asking)),
        sent=JUNK if body is None else st.one_of(likely(body), likely(body), JUNK),
        query=st.fixed_dictionaries({}, optional=queries) | st.dictionaries(st.text(min_size=1, max_size=8), st.text()),
    )
    def check(who: str, sent: Any, query: dict[str, Any]) -> None:
        at = address(world, path, document)
        if method == "get":
            response = asking[who].get(at, {name: value for name, value in query.items() if value is not None})
        else:
            response = asking[who].generic(method.upper(), at, json.dumps(sent), "application/json")
        assert response.status_code in declared, response.content[:500]
        if response.status_code in (403, 409):
            assert response.json()["reasons"], "a refusal tells why"

    check()


@pytest.mark.parametrize("operation", OPERATIONS, ids=IDS)
def test_every_endpoint_is_described(operation: tuple[str, str, Mapping[str, Any]]) -> None:
    _method, path, op = operation
    assert op["summary"]
    assert {"401", "404", "422"} <= set(op["responses"])
    assert bool(op.get("security")) is not path.startswith("/api/v1/public/")


def test_the_schema_is_served_to_anybody_and_asks_for_nothing_from_elsewhere(client: Client) -> None:
    response = client.get("/api/v1/openapi.json")
    assert response.status_code == 200
    assert response.json()["info"]["title"] == "Bihuan 闭环"
    assert "://" not in json.dumps(response.json())
    assert client.get("/api/v1/docs").status_code == 404
    assert "claim 待认领" in response.json()["components"]["schemas"]["State"]["description"]


def test_the_page_of_the_docs_lists_every_endpoint() -> None:
    page = endpoints.PAGE.read_text("utf-8")
    assert page == endpoints.page(page), "run: python -m assets.endpoints"
    assert all(f"| `{method.upper()} {path}` | {op['summary']} |\n" in page for method, path, op in OPERATIONS)


def test_a_row_too_few_or_too_many_is_put_right_and_the_rest_of_the_page_left_alone() -> None:
    page = endpoints.PAGE.read_text("utf-8")
    first = endpoints.table().splitlines(keepends=True)[2]
    spoilt = page.replace(first, "| `GET /api/v1/gone` | Gone |\n") + "\n后记\n"
    assert endpoints.page(spoilt) == page + "\n后记\n"


def test_a_character_that_no_database_takes_is_refused_in_address_and_body(world: World) -> None:
    client = Program(world, "lead").client
    assert client.get("/api/v1/tasks", {"q": "\0"}).status_code == 400
    sent = json.dumps({"version": world.task.version, "comment": "\0"})
    path = f"/api/v1/tasks/{world.task.number}/steps/accept"
    assert client.generic("POST", path, sent, "application/json").status_code == 400
    world.task.refresh_from_db()
    assert world.task.state == State.CLAIM
