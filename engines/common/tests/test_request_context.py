"""Who asks, and for whom: a request carries tenant, env and project, and a token that grants them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from fastapi import FastAPI
from fastapi.testclient import TestClient

from engines.common import problems
from engines.common.identity import Context
from engines.common.scope import Scope
from engines.common.tokens import TokenKeyRefused, TokenRefused, TokenVerifier

KEY = "a key for tokens that only tests use, long enough for each algorithm"
OTHER_KEY = "another key, which nobody here trusts"
HEADERS = {"X-Tenant-Id": "t_acme", "X-Env": "prod", "X-Project-Id": "p_web"}


def token(*, key: str = KEY, algorithm: str = "HS256", **claims: Any) -> str:
    usual = {"sub": "ada", "scopes": ["t_acme/prod/p_web"], "exp": int(time.time()) + 60}
    kept = {name: value for name, value in (usual | claims).items() if value is not None}
    return jwt.encode(kept, key, algorithm)


def bearer(**claims: Any) -> dict[str, str]:
    return {**HEADERS, "Authorization": f"Bearer {token(**claims)}"}


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = FastAPI()
    app.state.tokens = TokenVerifier(KEY, "HS256")
    problems.install(app)

    @app.get("/whoami")
    def whoami(context: Context) -> dict[str, str]:
        return {"actor": context.actor, "scope": str(context.scope)}

    @app.get("/projects/{project}")
    def one(context: Context) -> str:
        return context.scope.project

    @app.post("/things")
    def make(context: Context, body: dict[str, Any]) -> str:
        return context.scope.project

    @app.post("/bytes")
    def upload(context: Context) -> str:
        return context.scope.project

    with TestClient(app) as client:
        yield client


def refusal(response: Any) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    document = response.json()
    assert document["status"] == response.status_code
    return response.status_code, document["detail"]


def test_project_required(client: TestClient) -> None:
    provided = client.get("/whoami", headers=bearer())
    assert (provided.status_code, provided.json()) == (200, {"actor": "ada", "scope": "t_acme/prod/p_web"})

    without = {name: value for name, value in bearer().items() if name != "X-Project-Id"}
    absent = client.get("/whoami", headers=without)
    assert refusal(absent) == (400, "no X-Project-Id header: name tenant, env and project")
    assert absent.json()["missing"] == ["X-Project-Id"]
    assert refusal(client.get("/whoami", headers={**without, "X-Project-Id": ""}))[0] == 400

    mismatch = client.get("/whoami", params={"project_id": "p_shop"}, headers=bearer())
    assert refusal(mismatch) == (
        400,
        "project_id in the query is 'p_shop' and X-Project-Id says 'p_web': name one scope",
    )

    ungranted = client.get("/whoami", headers=bearer(scopes=["t_acme/prod/p_shop"]))
    assert refusal(ungranted) == (403, "the token of 'ada' does not grant t_acme/prod/p_web")


@pytest.mark.parametrize("missing", list(HEADERS))
def test_every_part_of_the_scope_is_required(client: TestClient, missing: str) -> None:
    headers = {name: value for name, value in bearer().items() if name != missing}

    response = client.get("/whoami", headers=headers)

    assert refusal(response) == (400, f"no {missing} header: name tenant, env and project")


def test_same_scope_named_elsewhere_is_allowed(client: TestClient) -> None:
    query = {"tenant_id": "t_acme", "env": "prod", "project": "p_web"}

    assert client.get("/projects/p_web", params=query, headers=bearer()).json() == "p_web"
    assert client.post("/things", json={**query, "name": "x"}, headers=bearer()).json() == "p_web"
    assert client.post("/things", json={"inner": {"project": "p_shop"}}, headers=bearer()).json() == "p_web"


@pytest.mark.parametrize("name", ["tenant", "tenant_id", "env", "environment", "project", "project_id"])
@pytest.mark.parametrize("where", ["query", "body", "form"])
def test_another_scope_named_elsewhere_is_refused(client: TestClient, where: str, name: str) -> None:
    sent: dict[str, Any] = {
        "query": {"params": {name: "x"}},
        "body": {"json": {name: "x"}},
        "form": {"data": {name: "x"}},
    }
    response = client.post("/bytes", **sent[where], headers=bearer())

    status, detail = refusal(response)
    assert status == 400
    assert f"{name} in the {'body' if where == 'form' else where} is 'x'" in detail


def test_another_project_in_the_path_is_refused(client: TestClient) -> None:
    assert refusal(client.get("/projects/p_shop", headers=bearer()))[0] == 400


@pytest.mark.parametrize("value", [None, 7, ["p_web"], {"id": "p_web"}])
def test_scope_in_the_body_that_is_no_text_is_refused(client: TestClient, value: Any) -> None:
    assert refusal(client.post("/things", json={"project": value}, headers=bearer()))[0] == 400


def test_vendor_json_is_read_too(client: TestClient) -> None:
    headers = {**bearer(), "Content-Type": "application/vnd.acme+json; charset=utf-8"}

    assert refusal(client.post("/bytes", content=b'{"project": "p_shop"}', headers=headers))[0] == 400


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b'["project"]', b""])
def test_body_that_names_nothing_is_left_to_the_route(client: TestClient, content: bytes) -> None:
    headers = {**bearer(), "Content-Type": "application/json"}

    assert client.post("/bytes", content=content, headers=headers).json() == "p_web"


def test_header_sent_twice_with_two_values_is_refused(client: TestClient) -> None:
    headers = [*bearer().items(), ("X-Project-Id", "p_shop")]

    assert refusal(client.get("/whoami", headers=headers))[0] == 400


@pytest.mark.parametrize("value", ["a/b", "-x", "p web", "x" * 64, "../p_web"])
def test_scope_that_is_no_name_is_refused(client: TestClient, value: str) -> None:
    status, detail = refusal(client.get("/whoami", headers={**bearer(), "X-Project-Id": value}))

    assert status == 400
    assert repr(value) in detail


def test_grant_of_all_projects_covers_each_of_them_and_no_other_tenant(client: TestClient) -> None:
    everything = bearer(scopes=["t_acme/prod/*"])

    assert client.get("/whoami", headers=everything).status_code == 200
    assert refusal(client.get("/whoami", headers={**everything, "X-Tenant-Id": "t_globex"}))[0] == 403
    assert refusal(client.get("/whoami", headers={**everything, "X-Env": "stage"}))[0] == 403


def test_grant_of_one_project_does_not_cover_the_whole_tenant(client: TestClient) -> None:
    assert refusal(client.get("/whoami", headers={**bearer(), "X-Project-Id": "*"}))[0] == 403


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic YTpi", "nonsense"])
def test_no_token_is_401(client: TestClient, header: str | None) -> None:
    headers = HEADERS if header is None else {**HEADERS, "Authorization": header}

    response = client.get("/whoami", headers=headers)

    assert refusal(response) == (401, "no bearer token: send 'Authorization: Bearer TOKEN'")
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "claims",
    [
        {"key": OTHER_KEY},
        {"algorithm": "HS512"},
        {"exp": 1},
        {"exp": None},
        {"sub": None},
        {"scopes": "t_acme/prod/p_web"},
        {"scopes": ["t_acme/prod"]},
        {"nbf": 2**40},
    ],
)
def test_token_that_does_not_hold_is_401_and_not_repeated(client: TestClient, claims: dict[str, Any]) -> None:
    headers = bearer(**claims)

    status, detail = refusal(client.get("/whoami", headers=headers))

    assert status == 401
    assert detail.startswith("the bearer token does not hold: ")
    assert headers["Authorization"].removeprefix("Bearer ") not in detail


def test_unsigned_token_is_401(client: TestClient) -> None:
    unsigned = jwt.encode({"sub": "eve", "scopes": ["t_acme/prod/p_web"], "exp": 2**40}, "", "none")

    assert refusal(client.get("/whoami", headers={**HEADERS, "Authorization": f"Bearer {unsigned}"}))[0] == 401


def test_public_key_verifies_and_cannot_be_used_as_a_secret() -> None:
    private = ed25519.Ed25519PrivateKey.generate()
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    secret = private.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain).decode()
    public = private.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    verifier = TokenVerifier(public, "EdDSA")

    assert verifier.verify(token(key=secret, algorithm="EdDSA")).scopes == {Scope("t_acme", "prod", "p_web")}
    with pytest.raises(TokenRefused):
        verifier.verify(token())


@pytest.mark.parametrize(
    ("key", "algorithm", "message"),
    [
        ("short", "HS256", "the key for tokens is shorter than 32 bytes: make a longer one"),
        (KEY, "none", "'none' is no algorithm for tokens: use one of HS256, RS256, ES256, EdDSA"),
    ],
)
def test_key_that_proves_nothing_is_refused(key: str, algorithm: str, message: str) -> None:
    with pytest.raises(TokenKeyRefused) as refused:
        TokenVerifier(key, algorithm)

    assert str(refused.value) == message


def test_verifier_does_not_show_its_key() -> None:
    assert KEY not in repr(TokenVerifier(KEY, "HS256"))


def test_request_that_a_route_cannot_read_is_a_problem_without_its_values(client: TestClient) -> None:
    response = client.post("/things", json=["hunter2"], headers=bearer())

    assert refusal(response) == (422, "the request is not as it should be: see what is wrong")
    assert "hunter2" not in response.text


def test_route_that_is_not_there_is_a_problem_too(client: TestClient) -> None:
    assert refusal(client.get("/nowhere")) == (404, "not found")
