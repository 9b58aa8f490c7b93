"""A rule -> its page: plain for the terminal, Markdown for docs. ``python -m p0lint.pages docs/rules`` writes those."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

from p0lint.finding import RuleInfo

WIDTH = 100
INDEX = "README.md"


def plain_page(info: RuleInfo) -> str:
    """The page as the terminal shows it."""
    parts = [
        f"{info.code} {info.slug} (since {info.since})",
        _filled(info.summary),
        "Why:\n" + _indented(_filled(info.why, WIDTH - 4)),
        "Bad:\n" + _indented(info.bad),
        "Good:\n" + _indented(info.good),
        f"Hint: {info.hint}",
    ]
    return "\n\n".join(parts) + "\n"


def plain_list(infos: Sequence[RuleInfo]) -> str:
    """One line a rule: code, slug, summary."""
    width = max(len(info.slug) for info in infos)
    return "".join(f"{info.code}  {info.slug:<{width}}  {info.summary}\n" for info in infos)


def markdown_page(info: RuleInfo) -> str:
    """The page as docs/rules holds it."""
    return f"""\
# {info.code} {info.slug}

{info.summary}

## Why

{info.why}

## Reported

```python
{info.bad}
```

## Not reported

```python
{info.good}
```

## What to do

{info.hint[:1].upper()}{info.hint[1:]}.

Since {info.since}. To excuse one place: `# p0lint: ignore[{info.code}] reason`, see [suppressions](../suppressions.md).
"""


def markdown_pages(infos: Sequence[RuleInfo]) -> Mapping[str, str]:
    """The pages of rules and their index, by file name."""
    rows = "".join(f"| {info.code} | [{info.slug}]({info.slug}.md) | {info.summary} |\n" for info in infos)
    index = f"# Rules\n\n| code | slug | what is reported |\n| --- | --- | --- |\n{rows}"
    return {INDEX: index} | {f"{info.slug}.md": markdown_page(info) for info in infos}


def write_pages(folder: Path, infos: Sequence[RuleInfo]) -> None:
    """Make the folder hold these pages and no others."""
    pages = markdown_pages(infos)
    folder.mkdir(parents=True, exist_ok=True)
    for stale in {path.name for path in folder.glob("*.md")} - set(pages):
        (folder / stale).unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")


def _filled(text: str, width: int = WIDTH) -> str:
    return "\n\n".join(textwrap.fill(paragraph, width) for paragraph in text.split("\n\n"))


def _indented(text: str) -> str:
    return textwrap.indent(text, "    ")


if __name__ == "__main__":
    import sys

    from p0lint.plugins import built_in_rules

    write_pages(Path(sys.argv[1]), built_in_rules().infos)
