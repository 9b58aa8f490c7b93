"""
The guard on factories that nobody here wrote: `python -m tests.bench.guard_third_party FOLDER`.

Installs released projects and this checkout into an environment below FOLDER, then runs each project's factory three
times in a run of pytest: without the guard, under it, and under it with a validator that the factory does not run. Exit
status 1 when the guard does not see the call, disturbs the start-up, or does not fail the third.
"""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
UNUSED = "textwrap:dedent"


@dataclass(frozen=True, slots=True)
class ThirdParty:
    """A released project; its test starts the application and asserts that it answers."""

    package: str
    factory: str
    validator: str
    test: str
    when: str = "call"
    needs: tuple[str, ...] = ()


PROJECTS = (
    ThirdParty(
        "fava",
        "fava.application:create_app",
        "fava.application:_setup_routes",
        """
        from fava.application import create_app
        def test_app():
            assert create_app([]).test_client().get("/static/nothing").status_code == 404
        """,
    ),
    ThirdParty(
        "rq-dashboard",
        "rq_dashboard.app:create_app",
        "rq_dashboard.web:setup_rq_connection",
        """
        from rq_dashboard.app import create_app
        def test_app(monkeypatch):
            monkeypatch.setenv("RQ_DASHBOARD_REDIS_URL", "redis://redis.example:6379")
            assert create_app().test_client().get("/nothing").status_code == 404
        """,
        needs=("six",),  # which it imports and does not declare
    ),
    ThirdParty(
        "simple-repository-server",
        "simple_repository_server.__main__:create_app",
        "simple_repository_server.__main__:create_repository",
        """
        import asyncio
        from simple_repository_server.__main__ import create_app
        async def routes_of(app):
            async with app.router.lifespan_context(app):
                return len(app.routes)
        def test_app(tmp_path):
            assert asyncio.run(routes_of(create_app([str(tmp_path)]))) > 0
        """,
        when="startup",
    ),
)


def main(folder: str) -> int:
    python = _environment(Path(folder).resolve())
    fine = [_is_unharmed(python, project, Path(folder, project.package)) for project in PROJECTS]
    return int(not all(fine))


def _environment(folder: Path) -> Path:
    python = folder / "env" / "bin" / "python"
    if not python.exists():
        venv.create(folder / "env", with_pip=True)
    packages = [package for project in PROJECTS for package in (project.package, *project.needs)]
    subprocess.run([python, "-m", "pip", "install", "-q", "pytest", str(ROOT), *packages], check=True)
    return python


def _is_unharmed(python: Path, project: ThirdParty, folder: Path) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath("test_app.py").write_text(textwrap.dedent(project.test), encoding="utf-8")
    without, _ = _run(python, folder, "")
    under, told = _run(python, folder, _settings(project, project.validator))
    caught, _ = _run(python, folder, _settings(project, UNUSED))
    apps = told.get("apps", [])
    good = [app for app in apps if app["receipts"] and not app["faults"]]
    is_fine = (without, under, caught) == (0, 0, 1) and bool(apps) and good == apps
    print(
        f"{project.package:<26} without {without}, under the guard {under}, validator not run {caught}; "
        f"apps seen {len(apps)}, validated {len(good)}: {'fine' if is_fine else 'NOT FINE'}"
    )
    return is_fine


def _settings(project: ThirdParty, validator: str) -> str:
    return f"p0guard_factories = {project.factory}\np0guard_validators = {validator}\np0guard_when = {project.when}\n"


def _run(python: Path, folder: Path, settings: str) -> tuple[int, dict[str, list[dict[str, object]]]]:
    """The exit status, and the guard's report if there is one."""
    folder.joinpath("pytest.ini").write_text(f"[pytest]\n{settings}", encoding="utf-8")
    report = folder / "guard.json"
    report.unlink(missing_ok=True)
    options = [f"--p0guard-report={report}"] if settings else []
    command = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    status = subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode
    return status, json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
