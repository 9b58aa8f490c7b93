"""`docs/seventeen-engines.md` tells what the engines are, all of it and nothing else."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from fastapi.routing import APIRoute

from engines.chat.service.mounts import ROUTERS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "seventeen-engines.md").read_text(encoding="utf-8")


def test_every_request_is_told() -> None:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    mounted = [f"{method} {route.path}" for route in routes for method in route.methods or ()]

    assert re.findall(r"^\| `([A-Z]+ /\S*)` \|", PAGE, re.MULTILINE) == mounted


def test_every_engine_is_told_with_its_port() -> None:
    told = re.findall(r"^\| `(\w+)` \| `(\S+)\.py` \| (\w+) \|", PAGE, re.MULTILINE)

    engines = [import_module(path.removesuffix("/__init__").replace("/", ".")).ENGINE for _, path, _ in told]

    assert [(engine.kind, engine.port.__name__) for engine in engines] == [(kind, port) for kind, _, port in told]
    assert [kind for kind, _, _ in told] == re.findall(r"^\*\*(\w+)\*\*:", PAGE, re.MULTILINE)
    assert len(told) == len(ROUTERS) == 17
