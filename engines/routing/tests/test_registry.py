"""The contract of the registry, over every store that can hold one."""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Callable
from dataclasses import replace

import pytest

from engines.common.scope import EVERY, SYSTEM_TENANT, MalformedScope, Scope
from engines.routing.errors import ChangeRefused, MissingRoutingConfig, RegistryUnavailable, RevisionGone
from engines.routing.registry import Author, Change, Registry, Revision, Route, RouteRefused

WEB = Scope("t_acme", "prod", "p_web")
ADA = Author("ada", "a first choice")
BOB = Author("bob", "a better one")
DATABASE = {"url": "postgresql://192.0.2.10/app"}


def route(scope: Scope = WEB, kind: str = "kpi", address: str = "192.0.2.10") -> Route:
    return Route(kind, scope, "postgres", {"url": f"postgresql://{address}/app"})


def ids(refused: pytest.ExceptionInfo[ChangeRefused]) -> list[str]:
    return [problem.id for problem in refused.value.problems]


def test_created_routes_are_read_listed_and_resolved(registry: Registry) -> None:
    revision = registry.create(route(), ADA)

    assert registry.read("kpi", WEB).route == route()
    assert registry.read("kpi", WEB).revision == revision
    assert [stored.route for stored in registry.list()] == [route()]
    assert registry.list("seo") == ()
    assert registry.resolve("kpi", WEB) == route()


def test_updated_route_is_a_whole_new_route(registry: Registry) -> None:
    first = registry.create(replace(route(), last_known_good_seconds=5), ADA)

    second = registry.update(Route("kpi", WEB, "durable-stub", {}), first, BOB)

    assert registry.resolve("kpi", WEB) == Route("kpi", WEB, "durable-stub", {})
    assert second == Revision(first.epoch, first.number + 1)


def test_deleted_route_is_missing_and_may_be_created_again(registry: Registry) -> None:
    first = registry.create(route(), ADA)

    registry.delete("kpi", WEB, first, BOB)

    with pytest.raises(MissingRoutingConfig):
        registry.resolve("kpi", WEB)
    registry.create(route(), ADA)
    assert registry.resolve("kpi", WEB) == route()


def test_missing_route_names_kind_scope_and_everything_that_was_tried(registry: Registry) -> None:
    with pytest.raises(MissingRoutingConfig) as missing:
        registry.resolve("kpi", WEB)

    assert str(missing.value) == (
        "no route for 'kpi' in tenant t_acme, env prod, project p_web"
        " (tried t_acme/prod/p_web, t_acme/prod/*, t_system/prod/*): add one to the routing registry"
    )
    assert str(pickle.loads(pickle.dumps(missing.value))) == str(missing.value)


def test_reading_one_scope_does_not_look_any_further(registry: Registry) -> None:
    registry.create(route(WEB.everywhere), ADA)

    with pytest.raises(MissingRoutingConfig) as missing:
        registry.read("kpi", WEB)

    assert missing.value.tried == (WEB,)


def test_nearest_route_wins_as_a_whole(registry: Registry) -> None:
    far, near, own = WEB.everywhere, WEB.tenant_wide, WEB
    for number, scope in enumerate((far, near, own), 1):
        registry.create(route(scope, address=f"192.0.2.{number}"), ADA)

    assert registry.resolve("kpi", WEB).scope == own
    assert registry.resolve("kpi", Scope("t_acme", "prod", "p_shop")).scope == near
    assert registry.resolve("kpi", Scope("t_globex", "prod", "p_web")).scope == far


SCOPES = [
    Scope(tenant, env, project)
    for tenant, env, project in itertools.product(
        ("t_acme", "t_globex", SYSTEM_TENANT), ("prod", "stage"), ("p_web", "p_shop", EVERY)
    )
]


def test_no_pair_of_scopes_leaks_another_tenant_project_or_environment(registry: Registry) -> None:
    for there in SCOPES:
        written = registry.create(route(there), ADA)

        found = {asked for asked in SCOPES if resolves(registry, asked)}

        assert found == {asked for asked in SCOPES if may_serve(there, asked)}
        registry.delete("kpi", there, written, ADA)


def resolves(registry: Registry, scope: Scope) -> bool:
    try:
        return registry.resolve("kpi", scope) is not None
    except MissingRoutingConfig:
        return False


def may_serve(there: Scope, asked: Scope) -> bool:
    """Said again, and in other words than the registry says it."""
    if there.env != asked.env:
        return False
    same_tenant = there.tenant == asked.tenant and there.project in (asked.project, "*")
    return same_tenant or (there.tenant == "t_system" and there.project == "*")


def test_kinds_do_not_serve_one_another(registry: Registry) -> None:
    registry.create(route(kind="kpi"), ADA)

    with pytest.raises(MissingRoutingConfig):
        registry.resolve("seo", WEB)


@pytest.mark.parametrize("expected", ["none", "older", "of another epoch", "newer"])
def test_write_over_another_revision_is_refused(registry: Registry, expected: str) -> None:
    first = registry.create(route(), ADA)
    second = registry.update(route(address="192.0.2.11"), first, ADA)
    wrong = {
        "none": None,
        "older": first,
        "of another epoch": Revision("00000000", second.number),
        "newer": replace(second, number=second.number + 1),
    }[expected]

    with pytest.raises(ChangeRefused) as refused:
        registry.change([Change.put(route(address="192.0.2.12"), wrong)], BOB)

    assert ids(refused) == ["conflict"]
    assert registry.resolve("kpi", WEB) == route(address="192.0.2.11")
    assert registry.store.head() == second


def test_write_over_a_route_that_is_gone_is_refused(registry: Registry) -> None:
    first = registry.create(route(), ADA)
    registry.delete("kpi", WEB, first, ADA)

    with pytest.raises(ChangeRefused) as refused:
        registry.update(route(), first, BOB)

    assert str(refused.value) == (
        "change refused: 1 problem\n"
        f"  - kpi in t_acme/prod/p_web: there is no route, expected revision {first}:"
        " read it again and repeat the change [conflict]"
    )


def test_several_routes_change_as_one_revision_or_not_at_all(registry: Registry) -> None:
    both = [Change.put(route(kind=kind), None) for kind in ("kpi", "seo")]

    revision = registry.change(both, ADA)

    assert {stored.revision for stored in registry.list()} == {revision}
    with pytest.raises(ChangeRefused) as refused:
        registry.change([Change.put(route(kind="budget"), None), *both], BOB)
    assert ids(refused) == ["conflict", "conflict"]
    assert [stored.route.kind for stored in registry.list()] == ["kpi", "seo"]


def test_one_route_twice_in_a_transaction_is_refused(registry: Registry) -> None:
    with pytest.raises(ChangeRefused) as refused:
        registry.change([Change.put(route(), None), Change.put(route(address="192.0.2.11"), None)], ADA)

    assert ids(refused) == ["conflict"]
    assert registry.list() == ()


def test_deleting_nothing_is_refused(registry: Registry) -> None:
    with pytest.raises(ChangeRefused) as refused:
        registry.change([Change("kpi", WEB, None, None)], ADA)

    assert ids(refused) == ["conflict"]


def test_transaction_over_an_older_head_is_refused(registry: Registry) -> None:
    head = registry.create(route(kind="seo"), ADA)
    registry.create(route(kind="budget"), ADA)

    with pytest.raises(RevisionGone) as gone:
        registry.change([Change.put(route(), None)], BOB, head=head)

    assert str(gone.value) == (
        f"the registry is no longer at revision {head} but at {registry.store.head()}: read again and repeat"
    )


def test_large_transaction_is_one_revision(registry: Registry) -> None:
    scopes = [Scope("t_acme", "prod", f"p_{number}") for number in range(1500)]

    revision = registry.change([Change.put(route(scope), None) for scope in scopes], ADA)

    assert registry.store.head() == revision
    assert len(registry.list("kpi")) == 1500
    with pytest.raises(ChangeRefused) as refused:
        registry.change([Change.put(route(scope), None) for scope in scopes], ADA)
    assert len(ids(refused)) == 1500


def test_history_says_who_changed_what_and_why(registry: Registry) -> None:
    first = registry.create(route(), ADA)
    second = registry.update(route(address="192.0.2.11"), first, BOB)
    third = registry.delete("kpi", WEB, second, ADA)

    entries = registry.history()

    assert [(entry.revision, entry.author, entry.old, entry.new) for entry in entries] == [
        (third, ADA, route(address="192.0.2.11"), None),
        (second, BOB, route(), route(address="192.0.2.11")),
        (first, ADA, None, route()),
    ]
    assert all(entry.at.tzinfo and (entry.kind, entry.scope) == ("kpi", WEB) for entry in entries)
    assert registry.history(kind="seo") == ()
    assert registry.history(limit=1) == entries[:1]


@pytest.mark.parametrize("statement", ["UPDATE routing_history SET actor = 'eve'", "DELETE FROM routing_history"])
def test_history_cannot_be_rewritten(registry: Registry, statement: str) -> None:
    registry.create(route(), ADA)

    with pytest.raises(RegistryUnavailable), registry.store.link.writing() as transaction:
        transaction.execute(statement)

    assert [entry.author for entry in registry.history()] == [ADA]


def test_rollback_is_a_new_revision_with_the_old_routes(registry: Registry) -> None:
    registry.create(route(kind="kpi"), ADA)
    good = registry.create(route(kind="seo"), ADA)
    changed = registry.update(route(kind="kpi", address="192.0.2.66"), registry.read("kpi", WEB).revision, BOB)
    registry.delete("seo", WEB, good, BOB)
    registry.create(route(kind="budget"), BOB)

    back = registry.rollback(good, Author("ada", "bob was wrong"))

    assert [stored.route for stored in registry.list()] == [route(kind="kpi"), route(kind="seo")]
    assert back.number == changed.number + 3
    assert {entry.author.reason for entry in registry.history(limit=3)} == {"bob was wrong"}


def test_rollback_of_a_rollback_restores_what_was(registry: Registry) -> None:
    first = registry.create(route(), ADA)
    second = registry.update(route(address="192.0.2.11"), first, ADA)
    registry.rollback(first, BOB)

    registry.rollback(second, BOB)

    assert registry.resolve("kpi", WEB) == route(address="192.0.2.11")


@pytest.mark.parametrize("case", ["of another epoch", "still to come"])
def test_rollback_to_a_revision_that_is_not_there_is_refused(registry: Registry, case: str) -> None:
    head = registry.create(route(), ADA)
    to = Revision("00000000", head.number) if case == "of another epoch" else replace(head, number=head.number + 1)

    with pytest.raises(RevisionGone):
        registry.rollback(to, BOB)


def test_rollback_over_an_older_head_is_refused(registry: Registry) -> None:
    first = registry.create(route(kind="seo"), ADA)
    registry.create(route(), ADA)

    with pytest.raises(RevisionGone):
        registry.rollback(first, BOB, head=first)


def test_rollback_is_judged_as_any_change_is(opened: Callable[..., Registry]) -> None:
    lenient, strict = opened(permits=frozenset({"loopback"})), opened()
    first = lenient.create(Route("kpi", WEB, "redis", {"url": "redis://localhost"}), ADA)
    lenient.update(route(), first, ADA)

    with pytest.raises(ChangeRefused) as refused:
        strict.rollback(first, BOB)

    assert ids(refused) == ["loopback"]


def test_new_epoch_makes_every_earlier_revision_void(registry: Registry) -> None:
    before = registry.create(route(), ADA)

    after = registry.store.renew_epoch(BOB)

    assert after.epoch != before.epoch
    assert registry.resolve("kpi", WEB) == route()
    with pytest.raises(ChangeRefused):
        registry.update(route(address="192.0.2.11"), before, BOB)
    with pytest.raises(RevisionGone):
        registry.rollback(before, BOB)


def test_policy_refuses_a_write_with_every_problem_at_once(registry: Registry) -> None:
    forgets = [Route("kpi", WEB, "memory", {}), Route("seo", WEB, "redis", {"url": "redis://"})]

    with pytest.raises(ChangeRefused) as refused:
        registry.change([Change.put(one, None) for one in (*forgets, route())], ADA)

    assert str(refused.value) == (
        "change refused: 2 problems\n"
        "  - kpi in t_acme/prod/p_web: routed to memory in memory, which forgets on restart: name a durable store"
        " [memory]\n"
        "  - seo in t_acme/prod/p_web: routed to redis at a loopback address: name a host that every replica reaches"
        " [loopback]"
    )
    assert registry.list() == ()


def test_policy_refuses_at_resolution_what_was_written_without_it(opened: Callable[..., Registry]) -> None:
    lenient, strict = opened(permits=frozenset({"loopback"})), opened()
    lenient.create(Route("kpi", WEB, "redis", {"url": "redis://localhost"}), ADA)
    lenient.create(route(WEB.everywhere), ADA)

    with pytest.raises(RouteRefused) as refused:
        strict.resolve("kpi", WEB)

    assert [problem.id for problem in refused.value.problems] == ["loopback"]
    assert lenient.resolve("kpi", WEB).backend == "redis"


def test_explain_tells_why_each_candidate_won_or_lost(registry: Registry) -> None:
    registry.create(route(WEB.tenant_wide), ADA)
    registry.create(route(WEB.everywhere), ADA)

    explanation = registry.explain("kpi", WEB)

    assert [(str(one.scope), one.won, one.why) for one in explanation.candidates] == [
        ("t_acme/prod/p_web", False, "no route here"),
        ("t_acme/prod/*", True, "the nearest route"),
        ("t_system/prod/*", False, "the route of t_acme/prod/* is nearer"),
    ]
    assert explanation.winner == registry.read("kpi", WEB.tenant_wide)


def test_explain_of_a_refused_route_has_no_winner(opened: Callable[..., Registry]) -> None:
    opened(permits=frozenset({"memory", "unknown-backend"})).create(Route("kpi", WEB, "memory", {}), ADA)

    explanation = opened().explain("kpi", WEB)

    assert explanation.winner is None
    assert explanation.candidates[0].why.startswith("refused: kpi in t_acme/prod/p_web: routed to memory in memory")


def test_status_tells_the_head_and_how_many_routes(registry: Registry) -> None:
    head = registry.create(route(), ADA)

    status = registry.status()

    assert (status.head, status.routes, status.outage, status.last_known_good) == (head, 1, "", ())


def test_creating_a_store_again_keeps_what_it_holds(opened: Callable[..., Registry]) -> None:
    head = opened().create(route(), ADA)

    assert opened().store.head() == head


def test_route_does_not_show_its_configuration() -> None:
    assert "192.0.2.10" not in repr(route())


def test_change_without_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="a change needs an actor and a reason: give both"):
        Author("ada", " ")


@pytest.mark.parametrize("part", ["", "a/b", "*", "-a", "a" * 64, "a b", "ä", "a\n"])
def test_scope_of_anything_but_names_is_refused(part: str) -> None:
    with pytest.raises(MalformedScope):
        Scope(part, "prod", "p_web")
    with pytest.raises(MalformedScope):
        Scope("t_acme", part, "p_web")


def test_scope_reads_what_it_writes() -> None:
    assert all(Scope.parse(str(scope)) == scope for scope in SCOPES)
    assert pickle.loads(pickle.dumps(WEB)) == WEB
    assert hash(pickle.loads(pickle.dumps(WEB))) == hash(WEB)
