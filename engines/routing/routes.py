"""The control plane over HTTP, for actors whose token lets them read or write routes."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from engines.common.identity import claims_of
from engines.common.problems import Problem, problem_response
from engines.common.scope import MalformedScope, Scope
from engines.common.tokens import Claims
from engines.routing import documents
from engines.routing.documents import RouteBody, Step
from engines.routing.errors import ChangeRefused, MissingRoutingConfig, RevisionGone, RoutingError
from engines.routing.plan import applied, planned
from engines.routing.ports import BackendError
from engines.routing.registry import Registry
from engines.routing.route import Author, Change, Revision

Document = dict[str, Any]
Reason = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]
Kind = Annotated[str, Field(pattern=documents.KIND)]


def _is_revision(text: str) -> str:
    return str(Revision.parse(text))


RevisionText = Annotated[str, AfterValidator(_is_revision)]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Put(_Body):
    """A whole route; `expected` is the revision it replaces, null where there must be none."""

    route: RouteBody
    expected: RevisionText | None
    reason: Reason


class Steps(_Body):
    """Many routes at once."""

    routes: tuple[Step, ...]


class Apply(Steps):
    """Many routes, over the revision at which they were planned."""

    head: RevisionText
    reason: Reason


class Rollback(_Body):
    """Back to the routes of an earlier revision, over the one that is the newest now."""

    to: RevisionText
    head: RevisionText
    reason: Reason


def may_read(request: Request) -> Claims:
    """The claims of an actor who may see routes; 403 for others."""
    claims = claims_of(request)
    if claims.routing not in ("read", "write"):
        raise Problem(403, f"the token of {claims.actor!r} does not let it read routes", needed="routing: read")
    return claims


def may_write(claims: Annotated[Claims, Depends(may_read)]) -> Claims:
    """The claims of an actor who may change routes; 403 for others."""
    if claims.routing != "write":
        raise Problem(403, f"the token of {claims.actor!r} does not let it change routes", needed="routing: write")
    return claims


def registry_of(request: Request) -> Registry:
    """The registry of the application."""
    registry: Registry = request.app.state.registry
    return registry


def scope_in_path(tenant: str, env: str, project: str) -> Scope:
    """The scope that the path names; 422 for one that is none."""
    try:
        return Scope(tenant, env, project)
    except MalformedScope as malformed:
        raise Problem(422, str(malformed), malformed=[malformed.part]) from malformed


Routes = Annotated[Registry, Depends(registry_of)]
Writer = Annotated[Claims, Depends(may_write)]
At = Annotated[Scope, Depends(scope_in_path)]

router = APIRouter(prefix="/routing", tags=["routing"], dependencies=[Depends(may_read)])
ONE = "/routes/{kind}/{tenant}/{env}/{project}"


@router.get("/routes")
def list_routes(routes: Routes, kind: Kind | None = None) -> list[Document]:
    return [documents.of_stored(stored) for stored in routes.list(kind)]


@router.get(ONE)
def read_route(kind: Kind, scope: At, routes: Routes) -> Document:
    try:
        return documents.of_stored(routes.read(kind, scope))
    except MissingRoutingConfig as missing:
        raise Problem(404, str(missing)) from missing


@router.put(ONE)
def put_route(kind: Kind, scope: At, body: Put, routes: Routes, writer: Writer) -> Document:
    expected = Revision.parse(body.expected) if body.expected else None
    change = Change.put(body.route.at(kind, scope), expected)
    return {"revision": str(routes.change([change], Author(writer.actor, body.reason)))}


@router.delete(ONE)
def delete_route(
    kind: Kind, scope: At, expected: RevisionText, reason: Reason, routes: Routes, writer: Writer
) -> Document:
    deleted = routes.delete(kind, scope, Revision.parse(expected), Author(writer.actor, reason))
    return {"revision": str(deleted)}


@router.post("/plan")
def plan(body: Steps, routes: Routes) -> Document:
    made = planned(routes, body.routes)
    changes = [documents.of_change(change, old) for change, old in made.changes]
    problems = [documents.of_problem(problem) for problem in made.problems]
    return {"head": str(made.head), "changes": changes, "problems": problems}


@router.post("/apply")
def apply(body: Apply, routes: Routes, writer: Writer) -> Document:
    author = Author(writer.actor, body.reason)
    revision, made = applied(routes, body.routes, author, Revision.parse(body.head))
    return {"revision": str(revision), "changes": len(made.changes)}


@router.get("/history")
def history(
    routes: Routes, kind: Kind | None = None, limit: Annotated[int, Field(ge=1, le=10_000)] = 100
) -> list[Document]:
    return [documents.of_entry(entry) for entry in routes.history(kind=kind, limit=limit)]


@router.post("/rollback")
def rollback(body: Rollback, routes: Routes, writer: Writer) -> Document:
    author = Author(writer.actor, body.reason)
    made = routes.rollback(Revision.parse(body.to), author, head=Revision.parse(body.head))
    return {"revision": str(made)}


@router.get("/explain/{kind}/{tenant}/{env}/{project}")
def explain(kind: Kind, scope: At, routes: Routes) -> Document:
    return documents.of_explanation(routes.explain(kind, scope))


@router.get("/status")
def status(routes: Routes) -> Document:
    return documents.of_status(routes.status())


def install(app: FastAPI) -> None:
    """Make `app` answer what routing and backends refuse with a problem document."""
    app.exception_handler(RoutingError)(_on_routing_error)
    app.exception_handler(BackendError)(_on_routing_error)


def _on_routing_error(_request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, ChangeRefused):
        conflict = any(problem.id == "conflict" for problem in error.problems)
        problems = [documents.of_problem(problem) for problem in error.problems]
        return problem_response(409 if conflict else 422, str(error), problems=problems)
    return problem_response(409 if isinstance(error, RevisionGone) else 503, str(error))
