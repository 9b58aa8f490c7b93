"""What a constant holds or a helper returns counts where its name is used, and nothing else that is in it does."""

from __future__ import annotations

import pytest

from p0lint.sieve.carriers import carriers_of, uses

EVIDENCE = b"MemoryStore"


def carried(source: bytes) -> set[bytes]:
    positions = [at for at in range(len(source)) if source.startswith(EVIDENCE, at)]
    return set(carriers_of(source, positions))


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(b"def f():\n    g(MemoryStore())\n", id="only called"),
        pytest.param(b"def f():\n    a = MemoryStore()\n    return b\n", id="kept in a name that is not returned"),
        pytest.param(
            b"def f():\n    if isinstance(a, MemoryStore):\n        x()\n    return b\n", id="asked for in a test"
        ),
        pytest.param(b"def f(\n    a=MemoryStore(),\n) -> A:\n    return a\n", id="the default of a parameter"),
        pytest.param(b"class A:\n    def __init__(self):\n        return MemoryStore\n", id="a special method"),
        pytest.param(b"def f():\n" + b"    x()\n" * 90 + b"    return MemoryStore()\n", id="a long function"),
        pytest.param(b"run(\n    MemoryStore(),\n)\n", id="an argument at the top level"),
        pytest.param(b"def f():\n" + b"    x()\n" * 90 + b"    a = MemoryStore()\n", id="a name in a long function"),
        pytest.param(
            b"class A:\n    def f(self):\n"
            + b"        x()\n" * 90
            + b"        g(\n            a=MemoryStore(),\n        )\n",
            id="an argument in a long method",
        ),
        pytest.param(
            b"A = {\n" + b"    1: x(),\n" * 130 + b"    2: x(\n        a=MemoryStore(),\n    ),\n}\n",
            id="an argument far down in a long table",
        ),
        pytest.param(b'__all__ = ["MemoryStore"]\n', id="what a module offers"),
    ],
)
def test_nothing_carries_what_nobody_gets(source: bytes) -> None:
    assert carried(source) == set()


@pytest.mark.parametrize(
    ("source", "names"),
    [
        pytest.param(b"STORE = MemoryStore()\n", {b"STORE"}, id="constant"),
        pytest.param(b"STORES = {\n    1: MemoryStore,\n    2: a,\n}\n", {b"STORES"}, id="table"),
        pytest.param(b"try:\n    STORE = MemoryStore()\nexcept A:\n    pass\n", {b"STORE"}, id="constant in a block"),
        pytest.param(b"def f():\n    return MemoryStore()\n", {b"f"}, id="returned"),
        pytest.param(b"def f(): return MemoryStore()\n", {b"f"}, id="in one line"),
        pytest.param(
            b"async def f(\n    a,\n) -> B:\n    return (\n        a\n        or MemoryStore()\n    )\n",
            {b"f"},
            id="lines",
        ),
        pytest.param(b"def f():\n    a = MemoryStore()\n    b = c(a)\n    return b\n", {b"f"}, id="by names"),
        pytest.param(b"def f():\n    with MemoryStore() as a:\n        return a\n", {b"f"}, id="opened"),
        pytest.param(
            b"def f():\n    def g():\n        pass\n    return MemoryStore()\n", {b"f"}, id="below another function"
        ),
        pytest.param(b"if A:\n    def f():\n        return MemoryStore()\n", {b"f"}, id="function in a block"),
        pytest.param(
            b"def f():\n    def g():\n        return MemoryStore()\n    x(g)\n", {b"g"}, id="function in a function"
        ),
        pytest.param(
            b"class A:\n    def f(self):\n        def g():\n            return MemoryStore()\n        x(g)\n",
            {b"g"},
            id="function in a method",
        ),
        pytest.param(
            b"def f(): return MemoryStore()\ndef g(): return MemoryStore()\n", {b"f", b"g"}, id="line by line"
        ),
        pytest.param(b"A = [\n    MemoryStore,\n    MemoryStore,\n]\n", {b"A"}, id="rows of a table"),
        pytest.param(b"if A:\n    B = MemoryStore\n    C = MemoryStore\n", {b"B", b"C"}, id="rows of a block"),
        pytest.param(b"class A:\n    kind = MemoryStore\n", {b"A.kind"}, id="field that is called no default"),
        pytest.param(b"class A:\n    B = MemoryStore\n", {b"A.B", b"self.B", b"cls.B"}, id="field"),
        pytest.param(
            b"class A:\n" + b"    C = x\n" * 90 + b"    B = MemoryStore\n",
            {b"A.B", b"self.B", b"cls.B"},
            id="field of a long class",
        ),
        pytest.param(
            b"class A:\n    def f(self):\n" + b"        x()\n" * 90 + b"\n    B = MemoryStore\n",
            {b"A.B", b"self.B", b"cls.B"},
            id="field below a long method",
        ),
        pytest.param(b"A = {\n" + b"    1: x,\n" * 100 + b"    2: MemoryStore,\n}\n", {b"A"}, id="row of a long table"),
        pytest.param(
            b"class A:\n    def f(self):\n        pass\n    B = MemoryStore\n",
            {b"A.B", b"self.B", b"cls.B"},
            id="field below a method",
        ),
        pytest.param(
            b"class A:\n    def f(self):\n        return MemoryStore()\n", {b"A.f", b"self.f", b"cls.f"}, id="method"
        ),
    ],
)
def test_what_a_name_gives_is_carried_by_it(source: bytes, names: set[bytes]) -> None:
    assert carried(source) == names


@pytest.mark.parametrize(
    ("source", "name", "used"),
    [
        pytest.param(b"x = other.make()\n", b"make", [], id="of another object"),
        pytest.param(b"def make():\n    pass\n", b"make", [], id="where it is defined"),
        pytest.param(b"x = other.f()\n", b"self.f", [], id="method of another object"),
        pytest.param(b"x = make()\n", b"make", [4], id="called"),
        pytest.param(b"x = self.f()\n", b"self.f", [4], id="method"),
        pytest.param(b"x = Kind.MEMORY\n", b"Kind.MEMORY", [4], id="field"),
    ],
)
def test_a_name_is_used_where_it_means_the_same(source: bytes, name: bytes, used: list[int]) -> None:
    assert list(uses(source, [name])) == used
