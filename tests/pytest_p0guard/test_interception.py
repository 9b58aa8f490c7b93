"""Every call of a factory is seen, however it was imported, and nothing else about the factory changes."""

from __future__ import annotations

import bdb
import importlib
import inspect
import pickle
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import pytest

from pytest_p0guard import guard as guard_module
from pytest_p0guard.codeswap import CodeSwap
from pytest_p0guard.guard import Guard
from pytest_p0guard.interception import Interceptor, Observer, interceptor
from pytest_p0guard.names import Name
from tests.pytest_p0guard import styles

Arm = Callable[..., Guard]
NAMES = ("styles_factory", "styles_users", "styles_at_import", "styles_reexport", "app_module")
MEANS: dict[str, Callable[[Observer], Interceptor]] = {"code swap": CodeSwap}
if sys.version_info >= (3, 12):
    MEANS["monitoring"] = interceptor


@pytest.fixture(params=MEANS)
def arm(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Arm]:
    """Arms guards by one of the means, and disarms them."""
    monkeypatch.setattr(guard_module, "interceptor", MEANS[request.param])
    guards: list[Guard] = []

    def start(module: str, *factories: str) -> Guard:
        names = [Name("p0guard_factories", module, factory) for factory in factories]
        guard = Guard(names, [Name("p0guard_validators", module, "validate")], "call", lambda factory: None)
        guard.start()
        guards.append(guard)
        return guard

    yield start
    for guard in reversed(guards):
        guard.stop()


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """Writes importable modules, which are forgotten afterwards."""
    monkeypatch.syspath_prepend(tmp_path)

    def make(name: str, source: str) -> None:
        tmp_path.joinpath(f"{name}.py").write_text(textwrap.dedent(source), encoding="utf-8")
        importlib.invalidate_caches()

    yield make
    for name in NAMES:
        sys.modules.pop(name, None)


@pytest.fixture
def written_styles(write: Callable[[str, str], None]) -> None:
    write("styles_factory", styles.FACTORY)
    write("styles_users", styles.USERS)
    write("styles_at_import", styles.AT_IMPORT)
    write("styles_reexport", styles.REEXPORT)


def seen_styles(guard: Guard) -> dict[str, bool]:
    """Whether each style of the users was seen as one validated application."""
    seen = {}
    for style, call in importlib.import_module("styles_users").STYLES.items():
        call()
        verdicts = guard.settle_all()
        seen[style] = len(verdicts) == 1 and not verdicts[0].faults
    return seen


@pytest.mark.usefixtures("written_styles")
def test_sixteen_styles_are_seen_when_armed_before_the_import(arm: Arm) -> None:
    guard = arm("styles_factory", *styles.FACTORIES)

    importlib.import_module("styles_at_import")
    at_import = guard.settle_all()
    seen = seen_styles(guard)

    assert [verdict.faults for verdict in at_import] == [()]
    assert seen == dict.fromkeys(seen, True)
    assert len(seen) == 15


@pytest.mark.usefixtures("written_styles")
def test_fifteen_styles_are_seen_when_armed_after_everything_is_imported_and_the_sixteenth_is_unseen(arm: Arm) -> None:
    importlib.import_module("styles_users")
    factory = importlib.import_module("styles_factory")
    factory.create_app.__annotations__["return"] = "App"
    importlib.import_module("styles_at_import")

    guard = arm("styles_factory", *styles.FACTORIES)
    seen = seen_styles(guard)

    assert seen == dict.fromkeys(seen, True)
    assert [(one.app, one.held_by) for one in guard.unseen] == [("styles_factory.App", ("styles_at_import:app",))]


def test_a_call_at_the_foot_of_the_factory_module_itself_is_seen(arm: Arm, write: Callable[[str, str], None]) -> None:
    write(
        "app_module",
        """
        class App: pass
        def validate(): return True
        def create_app():
            validate()
            return App()
        app = create_app()
        try:
            def broken(): raise KeyError("x")
            broken()
        except KeyError: pass
        """,
    )
    guard = arm("app_module", "create_app", "broken")

    importlib.import_module("app_module")
    verdicts = guard.settle_all()

    assert [(verdict.factory, verdict.faults) for verdict in verdicts] == [("app_module:create_app", ())]
    assert guard.called["app_module:broken"] == 1


@pytest.fixture
def armed(arm: Arm, write: Callable[[str, str], None]) -> tuple[Guard, ModuleType]:
    write("app_module", SHAPES)
    guard = arm("app_module", "create_app", "nested", "Sub.build", "later")
    return guard, importlib.import_module("app_module")


SHAPES = '''
import functools

class App: pass
def validate(): return True

def create_app(title: str = "x", *, debug: bool = False) -> App:
    """Build it."""
    validate()
    return App()

def outer(kept):
    def nested(a, b=2):
        return kept, a, b
    return nested

nested, sibling = outer("kept"), outer("other")

class Base:
    def build(self): return App()

class Sub(Base):
    def build(self):
        return super().build()

async def later(title="x"):
    return App()
'''


def test_signature_source_name_and_identity_stay(armed: tuple[Guard, ModuleType]) -> None:
    module = armed[1]

    assert str(inspect.signature(module.create_app)) == "(title: str = 'x', *, debug: bool = False) -> app_module.App"
    assert inspect.getsource(module.create_app).splitlines()[1] == '    """Build it."""'
    assert (module.create_app.__name__, module.create_app.__doc__) == ("create_app", "Build it.")
    assert inspect.iscoroutinefunction(module.later)
    assert pickle.loads(pickle.dumps(module.create_app)) is module.create_app
    assert module.create_app.__code__.co_filename == module.__file__
    assert inspect.getmodule(module.create_app) is module


def lines_run(function: Callable[[], object]) -> set[int]:
    """The lines of the function's module that run in a call, as a tracer such as coverage's sees them."""
    lines = set()
    path = inspect.getfile(function)

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        if frame.f_code.co_filename == path and event == "line":
            lines.add(frame.f_lineno)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function()
    finally:
        sys.settrace(before)
    return lines


def test_a_tracer_sees_the_same_lines(armed: tuple[Guard, ModuleType]) -> None:
    guard, module = armed
    first = module.create_app.__code__.co_firstlineno

    watched = lines_run(module.create_app)
    guard.stop()
    unwatched = lines_run(module.create_app)

    assert watched - {first} == unwatched > {first + 2, first + 3}


def test_a_debugger_stops_at_a_breakpoint(armed: tuple[Guard, ModuleType]) -> None:
    module = armed[1]
    line = module.create_app.__code__.co_firstlineno + 3
    stops = []

    class Debugger(bdb.Bdb):
        def user_line(self, frame: FrameType) -> None:
            stops.append((frame.f_code.co_name, frame.f_lineno))
            self.set_continue()

    debugger = Debugger()
    debugger.set_break(inspect.getfile(module), line)
    debugger.runcall(module.create_app)

    assert ("create_app", line) in stops


def test_closures_defaults_super_and_errors_work_through_it(armed: tuple[Guard, ModuleType]) -> None:
    module = armed[1]

    assert module.nested(1) == ("kept", 1, 2)
    assert module.nested(1, b=3) == ("kept", 1, 3)
    assert type(module.Sub().build()).__name__ == "App"
    with pytest.raises(TypeError, match="unexpected keyword"):
        module.create_app(wrong=1)


def test_a_function_that_shares_its_code_is_not_taken_for_the_factory(armed: tuple[Guard, ModuleType]) -> None:
    guard, module = armed

    module.sibling(1)

    assert guard.called["app_module:nested"] == 0


def test_a_reloaded_module_is_armed_again(armed: tuple[Guard, ModuleType]) -> None:
    guard, module = armed

    importlib.reload(module).create_app()

    assert guard.called["app_module:create_app"] == 1


def test_the_loader_of_the_module_is_its_own(armed: tuple[Guard, ModuleType]) -> None:
    module = armed[1]

    assert type(module.__loader__).__module__ == "_frozen_importlib_external"
    assert module.__spec__ is not None
    assert module.__spec__.loader is module.__loader__


def test_everything_is_undone_at_the_end(arm: Arm, write: Callable[[str, str], None]) -> None:
    write("app_module", SHAPES)
    module = importlib.import_module("app_module")
    before = [module.create_app.__code__, module.later.__code__, list(sys.meta_path), dict(vars(module.create_app))]
    guard = arm("app_module", "create_app", "later")
    armed_code = module.create_app.__code__

    guard.stop()
    guard.stop()

    after = [module.create_app.__code__, module.later.__code__, list(sys.meta_path), dict(vars(module.create_app))]
    assert armed_code is not before[0]
    assert all(one is two or one == two for one, two in zip(before, after, strict=True))
    assert module.create_app.__code__ is before[0]
    assert module.create_app().__class__.__name__ == "App"


def test_two_guards_watch_one_factory_and_leave_it_one_after_the_other(
    arm: Arm, write: Callable[[str, str], None]
) -> None:
    write("app_module", SHAPES)
    module = importlib.import_module("app_module")
    code = module.create_app.__code__
    outer, inner = arm("app_module", "create_app"), arm("app_module", "create_app")

    module.create_app()
    inner.stop()
    module.create_app()
    outer.stop()
    module.create_app()

    assert (outer.called["app_module:create_app"], inner.called["app_module:create_app"]) == (2, 1)
    assert module.create_app.__code__ is code


def test_calls_in_many_threads_are_each_judged_by_their_own_validation(
    arm: Arm, write: Callable[[str, str], None]
) -> None:
    write(
        "app_module",
        """
        import threading
        gate = threading.Barrier(8)
        class App: pass
        def validate(number): return True
        def create_app(number):
            gate.wait()
            if number % 2:
                validate(number)
            gate.wait()
            return App()
        """,
    )
    guard = arm("app_module", "create_app")
    create: Any = importlib.import_module("app_module").create_app

    threads = [threading.Thread(target=create, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    faults = sorted(fault.rule for verdict in guard.settle_all() for fault in verdict.faults)
    assert faults == ["not-run"] * 4


def test_a_callable_object_that_is_not_the_configured_one_is_not_counted(
    arm: Arm, write: Callable[[str, str], None]
) -> None:
    write("styles_factory", styles.FACTORY)
    guard = arm("styles_factory", "callable_object")
    module = importlib.import_module("styles_factory")

    module.Callable()()
    module.callable_object()

    assert guard.called["styles_factory:callable_object"] == 1


@pytest.mark.skipif(sys.version_info < (3, 12), reason="sys.monitoring is there from Python 3.12 on")
def test_without_a_free_tool_id_the_code_is_swapped() -> None:
    from pytest_p0guard.monitoring import free_tool

    monitoring: Any = getattr(sys, "monitoring")  # noqa: B009  # for type checkers of older Pythons it is not there
    taken = []
    while (tool := free_tool()) is not None:
        monitoring.use_tool_id(tool, "taken")
        taken.append(tool)
    try:
        assert isinstance(interceptor(Guard([], [], "call", lambda factory: None)), CodeSwap)
    finally:
        for tool in taken:
            monitoring.free_tool_id(tool)
