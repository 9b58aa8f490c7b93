"""Who is asking, and for whom: every request carries tenant, env and project, and a token that grants them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from json import JSONDecodeError
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from engines.common.problems import Problem
from engines.common.scope import MalformedScope, Scope
from engines.common.tokens import Claims, TokenRefused, TokenVerifier

HEADERS = {"tenant": "X-Tenant-Id", "env": "X-Env", "project": "X-Project-Id"}
OTHER_NAMES = {
    "tenant": ("tenant", "tenant_id"),
    "env": ("env", "environment"),
    "project": ("project", "project_id"),
}


@dataclass(frozen=True, slots=True)
class RequestContext:
    """Who asks (`actor`, the subject of the token) and the scope that the request names and the token grants."""

    scope: Scope
    actor: str


def claims_of(request: Request) -> Claims:
    """What the bearer token of the request says; 401 when there is none or it does not hold."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Problem(401, "no bearer token: send 'Authorization: Bearer TOKEN'", missing=["Authorization"])
    verifier: TokenVerifier = request.app.state.tokens
    try:
        return verifier.verify(token.strip())
    except TokenRefused as refused:
        raise Problem(401, str(refused)) from refused


async def request_context(request: Request) -> RequestContext:
    """The context of the request; 401 without a token, 400 without a scope or with two, 403 for a scope not granted."""
    claims = claims_of(request)
    scope = _scope_in_headers(request)
    _refuse_another_scope(scope, await _named_elsewhere(request))
    if not claims.grant(scope):
        raise Problem(403, f"the token of {claims.actor!r} does not grant {scope}", scope=str(scope))
    return RequestContext(scope, claims.actor)


Context = Annotated[RequestContext, Depends(request_context)]


def _scope_in_headers(request: Request) -> Scope:
    values = {part: set(request.headers.getlist(header)) - {""} for part, header in HEADERS.items()}
    if missing := [HEADERS[part] for part, found in values.items() if not found]:
        raise Problem(400, f"no {' and no '.join(missing)} header: name tenant, env and project", missing=missing)
    if twice := [HEADERS[part] for part, found in values.items() if len(found) > 1]:
        raise Problem(400, f"{' and '.join(twice)} sent with two values: send one", conflicting=twice)
    try:
        return Scope(**{part: found.pop() for part, found in values.items()})
    except MalformedScope as malformed:
        raise Problem(400, str(malformed), malformed=[malformed.part]) from malformed


async def _named_elsewhere(request: Request) -> list[tuple[str, str, object]]:
    """(where, name, value) of everything in path, query and body that goes by the name of a part of the scope."""
    sources: list[tuple[str, Iterable[tuple[str, object]]]] = [
        ("path", request.path_params.items()),
        ("query", request.query_params.multi_items()),
        ("body", await _body_items(request)),
    ]
    return [(where, name, value) for where, items in sources for name, value in items]


async def _body_items(request: Request) -> Iterable[tuple[str, object]]:
    """The top-level members of a JSON object or a form; a body of another kind names no scope."""
    content_type = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if content_type == "application/x-www-form-urlencoded":
        return parse_qsl((await request.body()).decode("utf-8", "replace"))
    if content_type != "application/json" and not content_type.endswith("+json"):
        return ()
    try:
        body: Any = await request.json()
    except (JSONDecodeError, UnicodeDecodeError):
        return ()  # the route refuses a body that it cannot read, and says more about it
    return body.items() if isinstance(body, Mapping) else ()


def _refuse_another_scope(scope: Scope, named: Iterable[tuple[str, str, object]]) -> None:
    for part, where, name, value in _parts_of_scope(named):
        if value != (expected := getattr(scope, part)):
            detail = f"{name} in the {where} is {value!r} and {HEADERS[part]} says {expected!r}: name one scope"
            raise Problem(400, detail, conflicting=[HEADERS[part], f"{where}.{name}"])


def _parts_of_scope(named: Iterable[tuple[str, str, object]]) -> Iterator[tuple[str, str, str, object]]:
    for where, name, value in named:
        for part, names in OTHER_NAMES.items():
            if name in names:
                yield part, where, name, value
