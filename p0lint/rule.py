"""What a rule is: one idea, told in its docstring and checked on one class of facts."""

from __future__ import annotations

import inspect
import re
import textwrap
import typing
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Protocol

from p0lint.errors import P0lintError
from p0lint.finding import Finding, Link, Place, RuleInfo

CODE = re.compile(r"[A-Z]+[0-9]+")
SECTIONS = ("Why", "Bad", "Good")


class Placed(Protocol):
    """
    What a finding can be reported at: anything that has a place; every fact does.

    It may also have ``setting``, ``kind``, ``symbol`` and ``chain``: the finding takes them over.
    """

    @property
    def place(self) -> Place: ...


class RuleIncomplete(P0lintError):
    """A rule class lacks something that its page, its test or the run needs."""

    def __init__(self, rule: str, lack: str) -> None:
        super().__init__(rule, lack)
        self.rule = rule
        self.lack = lack

    def __str__(self) -> str:
        return f"rule {self.rule} {self.lack}"


class Rule(ABC):
    """
    One idea that p0lint checks.

    The docstring of a rule is its page and its first test: a summary, then the sections ``Why:``, ``Bad:`` and
    ``Good:``. The source under ``Bad:`` must be reported and the source under ``Good:`` must not. The slug is the name
    of the class.
    """

    code: ClassVar[str]
    since: ClassVar[str]
    message: ClassVar[str]
    hint: ClassVar[str]
    slug: ClassVar[str]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.slug = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls.__name__).lower()

    @abstractmethod
    def check(self, fact: Any, /) -> Iterator[Finding]:
        """Yield what is wrong with one fact; the annotation of the parameter says which class of facts to bring."""

    def finding(self, where: Placed | Place, *, chain: Sequence[Link] | None = None, **words: object) -> Finding:
        """
        The finding at this fact or place, with ``message`` filled in with the words.

        ``setting``, ``kind`` and ``symbol`` are taken from the fact, unless a word of that name is given, and are words
        too.
        """
        place = where if isinstance(where, Place) else where.place
        data = {name: str(words.get(name, getattr(where, name, ""))) for name in ("setting", "kind", "symbol")}
        return Finding(
            code=self.code,
            category=self.slug,
            path=place.path,
            line=place.line,
            column=place.column,
            end_line=place.end_line,
            end_column=place.end_column,
            message=self.message.format_map(data | words),
            hint=self.hint,
            chain=tuple(getattr(where, "chain", ()) if chain is None else chain),
            **data,
        )

    @classmethod
    def fact_class(cls) -> type[Any]:
        """The class of facts that the rule asks for; raises RuleIncomplete when ``check`` does not say it."""
        try:
            hints = typing.get_type_hints(cls.check)
        except NameError as error:
            lack = f"has annotations that cannot be read, {error}: import it outside of TYPE_CHECKING"
            raise RuleIncomplete(cls.__name__, lack) from error
        parameters = list(inspect.signature(cls.check).parameters)[1:2]
        asked = hints.get(parameters[0]) if parameters else None
        if asked is Any or not isinstance(asked, type):
            lack = "does not say what it asks for: annotate the parameter of check() with a fact"
            raise RuleIncomplete(cls.__name__, lack)
        return asked

    @classmethod
    def info(cls) -> RuleInfo:
        """What reports and pages tell of the rule; raises RuleIncomplete when a part of it is missing."""
        attributes = {name: cls._text(name) for name in ("code", "since", "message", "hint")}
        if not CODE.fullmatch(cls.code):
            raise RuleIncomplete(cls.__name__, f"has the code {cls.code!r}: write capital letters, then digits")
        page = _sections(inspect.cleandoc(cls.__doc__ or ""))
        for name in ("summary", *SECTIONS):
            if not page.get(name):
                part = name if name == "summary" else f"section '{name}:'"
                raise RuleIncomplete(cls.__name__, f"has no {part} in its docstring: write it")
        return RuleInfo(
            code=attributes["code"],
            slug=cls.slug,
            summary=_one_line(page["summary"]),
            why=_one_line(page["Why"]),
            bad=page["Bad"],
            good=page["Good"],
            hint=attributes["hint"],
            since=attributes["since"],
        )

    @classmethod
    def _text(cls, name: str) -> str:
        value = getattr(cls, name, None)
        if not isinstance(value, str) or not value:
            raise RuleIncomplete(cls.__name__, f"has no {name}: set it to a text")
        return value


def _sections(page: str) -> dict[str, str]:
    """The parts of a docstring by name, dedented; what stands before the first section is the summary."""
    parts = re.split(rf"^({'|'.join(SECTIONS)}):[ \t]*$", page, flags=re.MULTILINE)
    named = dict(zip(parts[1::2], parts[2::2], strict=True))
    return {"summary": parts[0].strip()} | {name: textwrap.dedent(text).strip("\n") for name, text in named.items()}


def _one_line(text: str) -> str:
    """Prose without its line breaks; a blank line still parts two paragraphs."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text.strip()))
