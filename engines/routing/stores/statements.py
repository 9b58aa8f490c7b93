"""The tables of the registry, and how routes become rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from engines.common.scope import Scope
from engines.routing.route import Author, Change, Entry, Revision, Route, Stored
from engines.routing.stores.link import Row

T = TypeVar("T")

TABLES = (
    """CREATE TABLE IF NOT EXISTS routing_state (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        epoch TEXT NOT NULL, revision BIGINT NOT NULL, mark TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS routing_routes (
        kind TEXT NOT NULL, tenant TEXT NOT NULL, env TEXT NOT NULL, project TEXT NOT NULL,
        backend TEXT NOT NULL, config TEXT NOT NULL,
        last_known_good DOUBLE PRECISION NOT NULL, revision BIGINT NOT NULL,
        PRIMARY KEY (kind, tenant, env, project))""",
    """CREATE TABLE IF NOT EXISTS routing_history (
        revision BIGINT NOT NULL, kind TEXT NOT NULL, tenant TEXT NOT NULL, env TEXT NOT NULL, project TEXT NOT NULL,
        at TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL, old TEXT, new TEXT,
        PRIMARY KEY (revision, kind, tenant, env, project))""",
)

FIRST_STATE = "INSERT INTO routing_state VALUES (1, ?, 0, ?) ON CONFLICT (one) DO NOTHING"
STATE = "SELECT epoch, revision FROM routing_state WHERE one = 1"
NEXT_STATE = "UPDATE routing_state SET epoch = ?, revision = ?, mark = ? WHERE one = 1"

# The mark is new in each transaction, so that a restored backup that has grown to the same number again is another state.
GUARD = "SELECT mark FROM routing_state WHERE one = 1"

_COLUMNS = "r.kind, r.tenant, r.env, r.project, r.backend, r.config, r.last_known_good, r.revision"
_HERE = "(r.tenant = ? AND r.env = ? AND r.project = ?)"

# State and routes in one statement, so that they are of one moment; the state alone comes with a route of nulls.
_STATE_AND_ROUTES = f"SELECT s.epoch, s.revision, {_COLUMNS} FROM routing_state s"  # noqa: S608 - constants only
ALL_ROUTES = f"{_STATE_AND_ROUTES} LEFT JOIN routing_routes r ON 1 = 1"


def routes_of(candidates: int) -> str:
    """Select the routes of one kind in so many scopes, in one statement and so of one moment."""
    here = " OR ".join([_HERE] * candidates)
    return f"{_STATE_AND_ROUTES} JOIN routing_routes r ON r.kind = ? AND ({here})"


def routes_at(places: int) -> str:
    """Select the routes at so many (kind, tenant, env, project)."""
    return (
        f"{_STATE_AND_ROUTES} JOIN routing_routes r ON (r.kind, r.tenant, r.env, r.project) IN ({_values(4, places)})"
    )


def put(routes: int) -> str:
    """Write so many rows of `route_row`, each in the place of the one that is there."""
    return f"""INSERT INTO routing_routes {_values(8, routes)}
        ON CONFLICT (kind, tenant, env, project) DO UPDATE SET backend = excluded.backend, config = excluded.config,
        last_known_good = excluded.last_known_good, revision = excluded.revision"""


def delete(places: int) -> str:
    """Delete the routes at so many (kind, tenant, env, project)."""
    return f"DELETE FROM routing_routes WHERE (kind, tenant, env, project) IN ({_values(4, places)})"  # noqa: S608 - marks only


def record(changes: int) -> str:
    """Add so many rows of `record_row` to the history."""
    return f"INSERT INTO routing_history {_values(10, changes)}"


def _values(columns: int, rows: int) -> str:
    row = f"({', '.join('?' * columns)})"
    return f"VALUES {', '.join([row] * rows)}"


HISTORY = """SELECT s.epoch, h.revision, h.kind, h.tenant, h.env, h.project, h.at, h.actor, h.reason, h.old, h.new
    FROM routing_state s JOIN routing_history h ON h.revision > ? AND (CAST(? AS TEXT) IS NULL OR h.kind = ?)
    ORDER BY h.revision DESC, h.kind, h.tenant, h.env, h.project LIMIT ?"""


def place(kind: str, scope: Scope) -> tuple[str, str, str, str]:
    """The primary key of a route."""
    return (kind, scope.tenant, scope.env, scope.project)


def route_row(route: Route, number: int) -> Sequence[object]:
    """A route as `put` writes it."""
    config = json.dumps(dict(route.config), sort_keys=True)
    return (*place(route.kind, route.scope), route.backend, config, route.last_known_good_seconds, number)


def stored_of(row: Row) -> Stored:
    """Read a row of the selects above."""
    epoch, _head, kind, tenant, env, project, backend, config, known, number = row
    return Stored(Route(kind, Scope(tenant, env, project), backend, json.loads(config), known), Revision(epoch, number))


def record_row(change: Change, old: Route | None, number: int, at: datetime, author: Author) -> Sequence[object]:
    """What was done to one route, as `record` writes it."""
    where = place(change.kind, change.scope)
    return (number, *where, at.isoformat(), author.actor, author.reason, _dump(old), _dump(change.new))


def entry_of(row: Row) -> Entry:
    """Read a row of HISTORY."""
    epoch, number, kind, tenant, env, project, at, actor, reason, old, new = row
    scope = Scope(tenant, env, project)
    before, after = (_load(kind, scope, text) for text in (old, new))
    revision = Revision(epoch, number)
    return Entry(revision, datetime.fromisoformat(at), Author(actor, reason), kind, scope, before, after)


def _dump(route: Route | None) -> str | None:
    if route is None:
        return None
    kept = {"backend": route.backend, "config": dict(route.config), "last_known_good": route.last_known_good_seconds}
    return json.dumps(kept, sort_keys=True)


def _load(kind: str, scope: Scope, text: str | None) -> Route | None:
    if text is None:
        return None
    kept = json.loads(text)
    return Route(kind, scope, kept["backend"], kept["config"], kept["last_known_good"])


def chunks(items: Sequence[T], size: int = 1000) -> Iterator[Sequence[T]]:
    """The items in parts small enough for one statement."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
