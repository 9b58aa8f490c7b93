"""Functions of the project that return one setting, and need to be given nothing: ``get_raw_bucket()``."""

from __future__ import annotations

from p0lint.facts.names.links import Step
from p0lint.facts.names.scope import Scope
from p0lint.facts.settings.reads import Setting, setting
from p0lint.facts.settings.wrappers import PASSES_ON, READS, method_of_object
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import returned
from p0lint.project import Definition

GETTER_LINES = 8


def got(expr: n.Call, scope: Scope, depth: int) -> Setting | None:
    """The setting that a function returns which is given nothing, and nothing else; its default is told where it stands."""
    if expr.args or depth > 3:
        return None
    found = scope.definition(expr.func) or method_of_object(expr.func, scope)
    if found is None or found.kind not in ("function", "method") or not _may_get(found):
        return None
    key = ("getter", id(scope.catalogue), found.module.path, found.full_name, depth)
    read = scope.project.learn(key, lambda: _returned(found, scope, depth))
    return Setting(read[0], "env", expr, None, (read[1],)) if read is not None else None


def _may_get(found: Definition) -> bool:
    """Whether the text of a function leaves it open that it returns a setting."""
    if found.span is None or found.span.end - found.span.start > GETTER_LINES:
        return False
    source = "\n".join(found.module.lines[found.span.start - 1 : found.span.end])
    return "return " in source and (READS.search(source) or PASSES_ON.search(source)) is not None


def _returned(found: Definition, scope: Scope, depth: int) -> tuple[str, Step] | None:
    helper = scope.helper(found)
    if helper is None or not all(each.default or each.name in ("self", "cls") for each in helper[0].params):
        return None
    function, inner = helper
    names = {each.name for each in function.params}
    values = [value for value in returned(function) if not isinstance(value, (n.Const, n.Str))]
    reads = [setting(value, inner, depth + 2) for value in values]
    certain = [read for read in reads if read is not None and read.is_certain and read.name]
    if not certain or len(certain) < len(reads) or certain[0].name in names:
        return None
    return certain[0].name, Step(inner.unit, certain[0].node, f"{found.name}() reads the setting here")
