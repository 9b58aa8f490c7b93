"""The planted faults, by the item of the closeout whose `Verify` command must notice them."""

from __future__ import annotations

from dataclasses import dataclass

A1 = "engines/routing/tests/test_registry.py"
A2 = "tests/test_real_infra_enforcement.py"
A3 = "tests/test_routing_backend_switch.py"
A4 = "engines/common/tests/test_request_context.py"
A5 = "engines/chat/tests/test_startup_routing_validation.py"


@dataclass(frozen=True, slots=True)
class Fault:
    """In `file`, `good` becomes `bad`; then the test `noticed_by`, a part of what `verify` runs, must fail."""

    name: str
    verify: str
    noticed_by: str
    file: str
    good: str
    bad: str


REGISTRY = "engines/routing/registry.py"
STORE = "engines/routing/stores/store.py"
STATEMENTS = "engines/routing/stores/statements.py"
WATCHING = "engines/routing/stores/watching.py"
LOOKUP = "engines/routing/lookup.py"
OPENED = "engines/routing/opened.py"
SCOPES = "engines/routing/scope.py"
POLICY = "engines/routing/policy.py"
HOSTS = "engines/routing/hosts.py"
PROOF = "engines/routing/startup.py"
SERVER = "engines/chat/service/server.py"
IDENTITY = "engines/common/identity.py"

BIND_TO_A_FOLDER = (
    "    from engines.backends import technology\n"
    '    return ENGINE.build(technology("folder")({"path": "/tmp"}).port(Blobs, "media", scope))'
)
LAST_ROUTE = "return [entry.old for entry in self.store.history(kind=kind, limit=1)][0]"
RAISE_MISSING = "raise MissingRoutingConfig(kind, scope, candidates(scope))"
BIND = "    return router.bind(ENGINE, scope)"
STARTED = "does_not_start_on_what_forgets"
RUNNING = "does_not_follow_a_route_to_what_forgets"
SELECTED = "nothing_to_give_but_what_the_registry_says"
PROJECT = "test_project_required"

FAULTS = (
    Fault(
        "A1-default-backend", A1, "missing_route_names", REGISTRY, RAISE_MISSING, 'return Route(kind, scope, "", {})'
    ),
    Fault("A1-any-revision", A1, "over_another_revision", STORE, "if change.expected == found:", "if True:"),
    Fault("A1-far-route-wins", A1, "nearest_route_wins", LOOKUP, "for one in tried if", "for one in tried[::-1] if"),
    Fault("B1-other-environment", A1, "no_pair", SCOPES, "scope.everywhere", 'Scope(SYSTEM_TENANT, "prod", EVERY)'),
    Fault("B1-other-tenant", A1, "no_pair", SCOPES, "scope.tenant_wide,", 'Scope("t_acme", scope.env, EVERY),'),
    Fault("B1-kinds-mixed", A1, "do_not_serve_one_another", STATEMENTS, "ON r.kind = ? AND", "ON ? <> '' AND"),
    Fault("A2-loopback-by-name", A2, STARTED, HOSTS, "any(map(_is_this_machine, found))", "False"),
    Fault("A2-local-disk", A2, STARTED, POLICY, 'else "local"', "else None"),
    Fault("A2-resolution-not-judged", A2, RUNNING, REGISTRY, "self.policy.problems(route):", "():"),
    Fault("A2-write-not-judged", A2, "no_kind_can_be_written", REGISTRY, "self.refusals(changes):", "():"),
    Fault(
        "B2-failure-caught",
        A2,
        SELECTED,
        "engines/kpi/service.py",
        BIND,
        f"    try:\n    {BIND}\n    except Exception:\n        return KpiService({{}})",
    ),
    Fault(
        "B2-environment-read",
        A2,
        "turned_by_the_environment",
        "engines/budget/repository.py",
        BIND,
        f'    import os\n    os.environ.get("BUDGET_BACKEND", "memory")\n{BIND}',
    ),
    Fault(
        "B2-bound-once",
        A2,
        SELECTED,
        "engines/seo/service.py",
        "def seo(",
        "from functools import cache\n@cache\ndef seo(",
    ),
    Fault(
        "B4-variable-opens",
        A2,
        "no_variable",
        POLICY,
        "self.permits = permits",
        'import os; self.permits = permits | ({"memory", "unknown-backend"} if "TESTING" in os.environ else set())',
    ),
    Fault("B4-noop-by-name", A2, STARTED, POLICY, '("noop", "no-op",', '("no-op",'),
    Fault(
        "B4-media-on-a-folder",
        A2,
        SELECTED,
        "engines/media_v2/service.py",
        BIND,
        BIND_TO_A_FOLDER,
    ),
    Fault(
        "B4-bucket-missing",
        A2,
        SELECTED,
        "engines/nexus/raw_storage/repository.py",
        BIND,
        f"    try:\n    {BIND}\n    except Exception:\n        return None",
    ),
    Fault("A3-cache-without-guard", A3, "every_one_of_many", LOOKUP, "!= self._seen or", "!= 0 and not self._found or"),
    Fault(
        "A3-first-backend-kept",
        A3,
        "next_request",
        OPENED,
        "self._opened.get(route.identity):",
        "next(iter(self._opened.values()), None):",
    ),
    Fault("A3-old-one-when-refused", A3, "route_to_what_forgets", REGISTRY, "raise RouteRefused(problems)", LAST_ROUTE),
    Fault(
        "B5-late-by-a-second",
        A3,
        "every_one_of_many",
        WATCHING,
        "self._header.raw",
        'int(__import__("time").time())',
    ),
    Fault("B5-own-layer-not-asked", A3, "one_project", SCOPES, "(scope, scope.tenant_wide,", "(scope.tenant_wide,"),
    Fault(
        "B5-last-known-good-for-all",
        A3,
        "goes_away",
        REGISTRY,
        RAISE_MISSING,
        LAST_ROUTE,
    ),
    Fault("A4-default-project", A4, PROJECT, IDENTITY, '(header)) - {""}', '(header)) - {""} or {"p_web"}'),
    Fault("A4-grant-not-asked", A4, PROJECT, IDENTITY, "if not claims.grant(scope):", "if False:"),
    Fault("A4-mismatch-let-through", A4, PROJECT, IDENTITY, "if value != (expected", "if False and (expected"),
    Fault(
        "A5-failure-only-logged",
        A5,
        "missing_route_is_named",
        SERVER,
        "        raise\n    return app",
        "    return app",
    ),
    Fault(
        "A5-first-problem-only",
        A5,
        "told_at_once",
        PROOF,
        "raise StartupRefused(problems)",
        "raise StartupRefused(problems[:1])",
    ),
    Fault(
        "A5-first-kind-only",
        A5,
        "told_at_once",
        PROOF,
        "key=lambda engine: engine.kind):",
        "key=lambda engine: engine.kind)[:1]:",
    ),
    Fault("B3-not-called", A5, "missing_route_is_named", SERVER, "        _prove(app,", "        _ = (app,"),
    Fault(
        "B3-first-scope-only",
        A5,
        "every_declared_scope",
        PROOF,
        "(engine.kept_for, declared)",
        "(engine.kept_for, declared[:1])",
    ),
    Fault("B3-policy-not-asked", A5, "what_forgets_is_named", PROOF, "self._policy.problems(route):", "():"),
)
