"""Where a default is checked and refused before it is used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from p0lint.errors import FileFailed
from p0lint.facts.choices.no_branch import by_no_branch
from p0lint.facts.choices.refused_values import case_of, is_met
from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.flow import raises
from p0lint.facts.settings.reads import Setting, spelling
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.index import ClassIndex
from p0lint.facts.syntax.module import Module
from p0lint.facts.syntax.walks import leaves

CHECK_LINES = 40  # a longer function checks more than one value
Refusing = dict[str, dict[int, n.Node]]  # what may refuse something, by the names that it asks about, with its place
VALIDATORS = ("validator", "validate", "post_init", "root_validator", "check")


def refusal(site: Site, read: Setting | None, value: str) -> str:
    """What refuses a default later, in the same function or in a validator of the same class; empty if nothing does."""
    passed = _by_passing(site, value)
    if passed:
        return passed
    if site.form in ("field", "read") and site.scope.function is None and site.scope.cls is not None:
        return _by_own_validator(site, value)
    if site.scope.function is None:
        return _by_module(site, value)
    names = {name.rpartition(".")[2] for name in site.targets} | ({read.name} if read and read.name else set())
    refusing = _refusing(site.scope)
    asking = dict(sorted(item for name in names for item in refusing.get(name, {}).items()))
    later = _among(list(asking.values()), names, value, site.scope)
    if not later and read is not None and all(held.kind != "chosen" for held in site.conditions):
        later = by_no_branch(site.scope.function.body, names, value, site.scope)
    is_own = any(target.startswith("self.") for target in site.targets)
    return later or (_by_own_validator(site, value) if is_own and site.scope.cls is not None else "")


def _by_module(site: Site, value: str) -> str:
    """A statement at the top level of the module that refuses a constant."""
    module, names = site.scope.module, set(site.targets)
    for span in module.index.loose:
        source = "\n".join(module.lines[span.start - 1 : span.end])
        if names and ("raise" in source or "assert" in source) and any(name in source for name in names):
            found = _in(module.unit(span).body, names, value, site.scope)
            if found:
                return found
    return ""


def _in(body: list[n.Stmt], names: set[str], value: str, scope: Scope) -> str:
    """What in some statements, but not in what they call, raises for a value that one of the names holds."""
    tests = [node for node in _that_refuse(body) if not isinstance(node, n.Call)]
    return _among(tests, names, value, scope)


def _refusing(scope: Scope) -> Refusing:
    """What in the function around may refuse something, worked out once."""
    if scope.refusing is None:
        scope.refusing = _by_name(_that_refuse(scope.function.body)) if scope.function else {}
    return scope.refusing


def _by_name(nodes: list[n.Node]) -> Refusing:
    found: defaultdict[str, dict[int, n.Node]] = defaultdict(dict)
    for position, node in enumerate(nodes):
        for name in _asked(node):
            found[name][position] = node
    return found


def _asked(node: n.Node) -> set[str]:
    """The names that a test, an assertion, a match or a call may ask about; the last parts of dotted ones."""
    asked: Iterable[n.Node] = ()
    if isinstance(node, (n.If, n.Assert)):
        asked = node.test.walk()
    elif isinstance(node, n.Call):
        asked = (arg.value for arg in node.args)
    elif isinstance(node, n.Match):
        asked = (node.subject,)
    return {spelling(each).rpartition(".")[2] for each in asked if isinstance(each, (n.Name, n.Attr, n.Sub))} - {""}


def _that_refuse(body: list[n.Stmt]) -> list[n.Node]:
    nodes = [node for statement in body for node in statement.walk()]
    caught = {id(inner) for node in nodes if isinstance(node, n.Try) for inner in _caught(node)}
    tests = [node for node in nodes if isinstance(node, n.If)]
    refusing = {id(node): spelling(node.test) for node in tests if raises(node.body) and id(node) not in caught}
    gathered = set(refusing.values()) - {""}
    adding = {id(node) for node in tests if gathered and any(_adds_to(inner, gathered) for inner in node.body)}
    return [
        node
        for node in nodes
        if isinstance(node, (n.Assert, n.Match, n.Call)) or id(node) in refusing or id(node) in adding
    ]


def _adds_to(statement: n.Stmt, gathered: set[str]) -> bool:
    """Whether a statement adds a problem to a list that is raised if it holds any: ``problems.append(...)``."""
    if isinstance(statement, n.Assign):
        return statement.op == "+=" and any(spelling(target) in gathered for target in statement.targets)
    added = statement.value if isinstance(statement, n.ExprStmt) else None
    if not isinstance(added, n.Call) or not isinstance(added.func, n.Attr):
        return False
    return added.func.name in ("append", "add", "extend") and spelling(added.func.value) in gathered


def _caught(tried: n.Try) -> Iterator[n.Node]:
    """The tests whose error a handler around them catches and does not raise again."""
    quiet = [handler for handler in tried.handlers if not raises(handler.body)]
    names = {spelling(caught) for handler in quiet for caught in handler.caught}
    catches_all = any(not handler.caught for handler in quiet) or not names.isdisjoint(("Exception", "BaseException"))
    for statement in tried.body:
        for node in statement.walk():
            if isinstance(node, n.If):
                raised = {
                    spelling(inner.value) for each in node.body for inner in each.walk() if isinstance(inner, n.Raise)
                }
                if catches_all or (raised and raised <= names):
                    yield node


def _among(statements: list[n.Node], names: set[str], value: str, scope: Scope) -> str:
    """What in some tests, assertions and matches raises for a value that one of the names holds."""
    for node in statements:
        if isinstance(node, n.If) and is_met(node.test, names, value, scope):
            return f"{spelling(node.test) or 'a later test'} refuses it"
        if isinstance(node, n.Assert) and is_met(node.test, names, value, scope, negated=True):
            return "an assertion refuses it"
        if isinstance(node, n.Match) and spelling(node.subject).rpartition(".")[2] in names:
            taken = case_of(node, value, scope)
            if taken is not None and raises(taken.body):
                return "a case refuses it"
        if isinstance(node, n.Call) and any(_is_named(arg.value, names) for arg in node.args):
            found = _by_function(node, lambda given: _is_named(given, names), value, scope)
            if found:
                return found
    return ""


def _is_named(expr: n.Expr, names: set[str]) -> bool:
    return isinstance(expr, (n.Name, n.Attr)) and spelling(expr).rpartition(".")[2] in names


def _by_passing(site: Site, value: str) -> str:
    """A function of the project that the value is passed to, and that raises for it."""
    nodes = site.statement.walk() if site.around and site.statement is not None else ()
    for node in nodes:
        if isinstance(node, n.Call) and any(_comes_to(arg.value, site.value) for arg in node.args):
            found = _by_function(node, lambda given: _comes_to(given, site.value), value, site.scope)
            found = found or _by_construction(node, site, value)
            if found:
                return found
    return ""


def _by_construction(call: n.Call, site: Site, value: str) -> str:
    """A validator of the class that is made with the value as one of its fields: ``cls(url=os.getenv(...))``."""
    field = next((arg.keyword for arg in call.args if arg.keyword and _comes_to(arg.value, site.value)), "")
    is_own = isinstance(call.func, n.Name) and call.func.id == "cls"
    found = site.scope.definition(call.func) if field and not is_own else None
    if field and is_own:
        return _by_validator(site.scope.cls, site.scope.module, field, value, site.scope)
    is_class = found is not None and found.kind == "class"
    return _by_validator(found.cls, found.module, field, value, site.scope) if found is not None and is_class else ""


def _comes_to(expr: n.Expr, value: n.Expr) -> bool:
    """Whether a value is what an expression may come to: itself, one of several, or the default of a read."""
    if isinstance(expr, n.Call):
        return any(arg.value is value for arg in expr.args)
    return any(leaf is value or (isinstance(leaf, n.Call) and _comes_to(leaf, value)) for leaf in leaves(expr))


def _by_function(call: n.Call, is_value: Callable[[n.Expr], bool], value: str, scope: Scope) -> str:
    """A function of the project that is given a value, and raises for it."""
    found = scope.definition(call.func)
    if found is None or found.kind not in ("function", "method") or found.span is None:
        return ""
    lines = found.module.lines[found.span.start - 1 : found.span.end]
    helper = scope.helper(found) if len(lines) <= CHECK_LINES and "raise" in "\n".join(lines) else None
    if helper is None:
        return ""
    function, inner = helper
    names = [parameter.name for parameter in function.params if parameter.name not in ("self", "cls")]
    given = {
        arg.keyword or names[position]
        for position, arg in enumerate(call.args)
        if (arg.keyword or position < len(names)) and is_value(arg.value)
    }
    refused = given and _in(function.body, given | _worked_out(given, inner), value, inner)
    return f"{found.name}() refuses it" if refused else ""


def _worked_out(names: set[str], scope: Scope) -> set[str]:
    """The local names that are given something worked out of others: ``host = urlsplit(url).hostname``."""
    return {
        name
        for name, values in scope.bindings.items()
        if any(isinstance(node, n.Name) and node.id in names for value in values for node in value.walk())
    }


def _by_own_validator(site: Site, value: str) -> str:
    field = site.targets[0].rpartition(".")[2] if site.targets else ""
    return _by_validator(site.scope.cls, site.scope.module, field, value, site.scope)


def _by_validator(cls: ClassIndex | None, module: Module, field: str, value: str, scope: Scope) -> str:
    """A method of a class that raises after it looked at a field."""
    if cls is None or not field:
        return ""
    lines = module.lines
    for name, span in cls.methods.items():
        head = "\n".join(lines[span.start - 1 : span.start + 2])
        validates = any(word in name.lower() for word in VALIDATORS) or name.startswith("__init") or "validator" in head
        if not validates or not any(field in line for line in lines[span.start - 1 : span.end]):
            continue
        try:
            unit = module.unit(span)
        except FileFailed:
            continue
        named = f'"{field}"' in head or f"'{field}'" in head
        parameters = (
            {p.name for f in unit.body if isinstance(f, n.Func) for p in f.params} - {"self", "cls"} if named else set()
        )
        if _in(unit.body, {field, *parameters}, value, scope):
            return f"{name}() refuses it"
        for test, body in _tests(unit.body):
            if raises(body) and _asks_for(test, field, unit.body):
                return f"{name}() refuses it when it is missing"
    return ""


def _tests(body: list[n.Stmt]) -> Iterator[tuple[n.Expr, list[n.Stmt]]]:
    for statement in body:
        for node in statement.walk():
            if isinstance(node, n.If):
                yield node.test, node.body


def _asks_for(test: n.Expr, field: str, body: list[n.Stmt]) -> bool:
    """Whether a test asks if a field is there, by ``"field" in values``, ``values.get("field")`` or ``self.field``."""
    if isinstance(test, n.Not):
        return _asks_for(test.value, field, body)
    if isinstance(test, (n.And, n.Or)):
        return any(_asks_for(part, field, body) for part in test.values)
    if isinstance(test, n.Compare):
        if test.op in ("in", "not in"):
            return isinstance(test.left, n.Str) and test.left.text == field
        is_of_another = test.op == "==" and isinstance(test.right, n.Str) and bool(test.right.text)  # mode == "s3"
        return isinstance(test.right, (n.Const, n.Str)) and not is_of_another and _asks_for(test.left, field, body)
    if isinstance(test, n.Call):
        return any(isinstance(arg.value, n.Str) and arg.value.text == field for arg in test.args)
    name = spelling(test).rpartition(".")[2]
    return name == field or (isinstance(test, n.Name) and field in _given(name, body))


def _given(name: str, body: list[n.Stmt]) -> set[str]:
    """The texts in what a local name is given, so that ``host = values.get("host")`` counts as speaking of the field."""
    found: set[str] = set()
    for statement in body:
        for node in statement.walk():
            if isinstance(node, n.Assign) and node.value is not None and any(spelling(t) == name for t in node.targets):
                found.update(inner.text for inner in node.value.walk() if isinstance(inner, n.Str))
    return found
