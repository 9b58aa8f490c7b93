"""The generated module is what the data says."""

from pathlib import Path

from p0lint.catalogue import build


def test_it_is_up_to_date_with_the_data() -> None:
    written = build.TARGET.read_text(encoding="utf-8")

    assert written == build.render(), "run python -m p0lint.catalogue.build"


def test_the_command_writes_it(tmp_path: Path) -> None:
    target = tmp_path / "_generated.py"

    build.main(target)

    assert target.read_text(encoding="utf-8") == build.TARGET.read_text(encoding="utf-8")
