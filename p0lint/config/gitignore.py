"""The pattern language of gitignore, which excludes and overrides speak too: lines -> a matcher over relative paths."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

GLOB_CHARACTERS = frozenset("*?[\\")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line: ``text`` as written, whether it takes back an earlier match, what it matches of a path."""

    text: str
    line: int
    negated: bool
    folders_only: bool
    whole_path: bool
    glob: str

    def matches(self, path: str, name: str, is_folder: bool) -> bool:
        """Whether the pattern speaks of ``path``, which is relative to the pattern's folder and ends in ``name``."""
        if self.folders_only and not is_folder:
            return False
        return re.fullmatch(_regex(self.glob), path if self.whole_path else name) is not None


class Patterns:
    """
    The patterns of one folder, in order; the last one that matches decides.

    Most paths match none, so that is settled first, by the name alone where a pattern has no inner slash: literal names
    in a set, ``*.ext`` and ``name*`` by the ends, everything else in one regular expression.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        parsed = (_parse(text, number) for number, text in enumerate(lines, 1))
        self.patterns = tuple(pattern for pattern in parsed if pattern)
        globs = [pattern.glob for pattern in self.patterns if not pattern.whole_path]
        self._names = frozenset(glob for glob in globs if _is_literal(glob))
        self._ends = tuple({glob[1:] for glob in globs if glob[0] == "*" and glob != "*" and _is_literal(glob[1:])})
        self._starts = tuple(
            {glob[:-1] for glob in globs if glob[-1] == "*" and glob != "*" and _is_literal(glob[:-1])}
        )
        easy = self._names | {f"*{end}" for end in self._ends} | {f"{start}*" for start in self._starts}
        self._name_regex = _any_of(glob for glob in globs if glob not in easy)
        self._path_regex = _any_of(pattern.glob for pattern in self.patterns if pattern.whole_path)

    def __bool__(self) -> bool:
        return bool(self.patterns)

    def last_match(self, path: str, is_folder: bool) -> Pattern | None:
        """The pattern that decides about ``path``, which is relative to the patterns' folder, with ``/``."""
        name = path.rpartition("/")[2]
        if not self._may_match(path, name):
            return None
        return next((each for each in reversed(self.patterns) if each.matches(path, name, is_folder)), None)

    def _may_match(self, path: str, name: str) -> bool:
        return (
            name in self._names
            or name.endswith(self._ends)
            or name.startswith(self._starts)
            or (self._name_regex is not None and self._name_regex.fullmatch(name) is not None)
            or (self._path_regex is not None and self._path_regex.fullmatch(path) is not None)
        )

    def excludes(self, path: str, is_folder: bool = False) -> Pattern | None:
        """The pattern by which ``path``, or the outermost of its folders that has one, is left out."""
        ends = [index for index, character in enumerate(path) if character == "/"]
        for end in ends:
            if (found := self.last_match(path[:end], is_folder=True)) and not found.negated:
                return found
        found = self.last_match(path, is_folder)
        return found if found and not found.negated else None


def _parse(text: str, number: int) -> Pattern | None:
    glob = re.sub(r"(?<!\\)[ \t]+$", "", text.rstrip("\r\n"))
    if not glob or glob.startswith("#"):
        return None
    negated = glob.startswith("!")
    glob = glob.removeprefix("!") if negated else glob
    folders_only = glob.endswith("/")
    glob = glob.rstrip("/")
    whole_path = "/" in glob
    glob = glob.removeprefix("/")
    if not glob:
        return None
    return Pattern(text.strip(), number, negated, folders_only, whole_path, glob)


def _is_literal(glob: str) -> bool:
    return GLOB_CHARACTERS.isdisjoint(glob)


def _any_of(globs: Iterable[str]) -> re.Pattern[str] | None:
    parts = [_regex(glob) for glob in globs]
    return re.compile("|".join(f"(?:{part})" for part in parts)) if parts else None


TOKEN = re.compile(
    r"""
    (?P<folders>(?:(?<=/)|(?<=^))\*\*/)        # any number of folders, also none
  | (?P<inside>(?:(?<=/)|(?<=^))\*\*$)         # everything inside
  | (?P<star>\*+)
  | (?P<one>\?)
  | (?P<set>\[[!^]?\]?(?:\\.|\[:\w+:\]|[^]\\])*\])
  | (?P<never>\[|\\$)                         # an open end matches nothing
  | \\(?P<escaped>.)
  | (?P<plain>.)
    """,
    re.VERBOSE | re.DOTALL,
)
TRANSLATED = {"folders": "(?:[^/]+/)*", "inside": ".+", "star": "[^/]*", "one": "[^/]", "never": "(?!)"}


def _regex(glob: str) -> str:
    """The regular expression of a glob, in which ``*``, ``?`` and ``[...]`` never match a slash."""
    parts = []
    for token in TOKEN.finditer(glob):
        kind = token.lastgroup or ""
        if kind == "set":
            parts.append(_set(token["set"]))
        else:
            parts.append(TRANSLATED.get(kind) or re.escape(token["escaped"] or token["plain"] or ""))
    return "".join(parts)


MEMBER = re.compile(r"\[:(?P<name>\w+):\]|\\?(?P<character>.)", re.DOTALL)
CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "digit": "0-9",
    "lower": "a-z",
    "upper": "A-Z",
    "space": r"\s",
    "punct": r"!-/:-@\[-`{-~",
    "xdigit": "0-9a-fA-F",
}


MEMBER = re.compile(r"\[:(?P<name>\w+):\]|\\?(?P<character>.)", re.DOTALL)


def _set(text: str) -> str:
    """The regular expression of ``[...]``; of a range that runs backwards its first character is left, as in git."""
    negation = "^" if text[1] in "!^" else ""
    members = MEMBER.finditer(text, 2 if negation else 1, len(text) - 1)
    parts: list[str] = []
    before = ""
    for member in members:
        if member["name"]:
            if member["name"] not in CLASSES:
                return TRANSLATED["never"]
            parts.append(CLASSES[member["name"]])
            before = ""
        elif member[0] == "-" and before and (end := next(members, None)):
            last = end["character"] or "["
            parts += [f"{re.escape(before)}-{re.escape(last)}"] if before <= last else []
            before = ""
        else:
            before = member["character"]
            parts.append(re.escape(before))
    return f"(?!/)[{negation}{''.join(parts)}]"
