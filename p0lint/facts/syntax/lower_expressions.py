"""libcst -> nodes: expressions, as the exact reading has them."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import libcst as cst

from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.spellings import filled, table


def expression(node: Any) -> n.Expr:
    """One expression."""
    handler = _EXPR.get(type(node))
    return handler(node) if handler else _other(node)


def optional(node: Any) -> n.Expr | None:
    """An expression that may be absent."""
    return None if node is None else expression(node)


def annotation(node: cst.Annotation | None) -> n.Expr | None:
    """What an annotation says; None where there is none."""
    return None if node is None else expression(node.annotation)


def _other(node: Any) -> n.Expr:
    parts: list[n.Node] = []
    for child in node.children:
        if isinstance(child, cst.BaseExpression):
            parts.append(expression(child))
        elif type(child) not in _WHITESPACE:
            parts.extend(_other(child).children())
    return n.Other(node, parts)


def _text(node: cst.SimpleString) -> n.Expr:
    try:
        value = node.evaluated_value
    except (SyntaxError, ValueError):  # an escape that Python itself refuses
        value = node.raw_value
    return n.Str(node, value.decode("latin-1") if isinstance(value, bytes) else value)


def _joined(node: cst.ConcatenatedString) -> n.Expr:
    return n.Joined(node, [*_flat(expression(node.left)), *_flat(expression(node.right))])


def _flat(part: n.Expr) -> list[n.Expr]:
    return part.parts if isinstance(part, n.Joined) else [part]


def _formatted(node: cst.FormattedString) -> n.Expr:
    parts: list[n.Expr] = []
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            parts.append(n.Str(part, _unescaped(part.value, node)))
        elif isinstance(part, cst.FormattedStringExpression):
            parts.append(expression(part.expression))
    return n.Joined(node, parts)


def _unescaped(text: str, node: cst.FormattedString) -> str:
    """What a part of an f-string says, its escapes and doubled braces taken for what they mean."""
    if "\\" in text and "r" not in node.prefix.lower():
        text = ast.literal_eval(f"{node.quote}{text}{node.quote}")
    return text.replace("{{", "{").replace("}}", "}")


def _binary(node: cst.BinaryOperation) -> n.Expr:
    if isinstance(node.operator, cst.Add):
        return n.Joined(node, [*_flat(expression(node.left)), *_flat(expression(node.right))])
    if isinstance(node.operator, cst.Divide):
        return n.Quotient(node, [expression(node.left), expression(node.right)])
    text = None
    if isinstance(node.operator, cst.Modulo):
        text = filled(node, expression(node.left), expression(node.right))
    return text or _other(node)


def _boolean(node: cst.BooleanOperation) -> n.Expr:
    kind = n.Or if isinstance(node.operator, cst.Or) else n.And
    values: list[n.Expr] = []
    current: Any = node
    chain: list[Any] = []
    while (
        isinstance(current, cst.BooleanOperation)
        and type(current.operator) is type(node.operator)
        and (current is node or not current.lpar)
    ):
        chain.append(current.right)
        current = current.left
    values.append(expression(current))
    values.extend(expression(right) for right in reversed(chain))
    return kind(node, values)


def _comparison(node: cst.Comparison) -> n.Expr:
    compared: list[n.Expr] = []
    left = expression(node.left)
    for target in node.comparisons:
        right = expression(target.comparator)
        compared.append(n.Compare(node, left, _OPERATORS.get(type(target.operator), "?"), right))
        left = right
    return compared[0] if len(compared) == 1 else n.And(node, compared)


def _unary(node: cst.UnaryOperation) -> n.Expr:
    if isinstance(node.operator, cst.Not):
        return n.Not(node, expression(node.expression))
    return _other(node)


def _name(node: cst.Name) -> n.Expr:
    if node.value in _CONSTANTS:
        return n.Const(node, _CONSTANTS[node.value])
    return n.Name(node, node.value)


def _integer(node: cst.Integer) -> n.Expr:
    try:
        return n.Const(node, node.evaluated_value)
    except ValueError:
        return n.Const(node, 0)


def _call(node: cst.Call) -> n.Expr:
    args = [n.Arg(arg, expression(arg.value), arg.keyword.value if arg.keyword else "", arg.star) for arg in node.args]
    call = n.Call(node, expression(node.func), args)
    return table(call) or call


def _dict(node: cst.Dict) -> n.Expr:
    items: list[tuple[n.Expr | None, n.Expr]] = []
    for element in node.elements:
        key = expression(element.key) if isinstance(element, cst.DictElement) else None
        items.append((key, expression(element.value)))
    return n.Dict(node, items)


def _sequence(kind: str) -> Callable[[Any], n.Expr]:
    return lambda node: n.Seq(node, [expression(element.value) for element in node.elements], kind)


def _subscript(node: cst.Subscript) -> n.Expr:
    indexes = [expression(e.slice.value) if isinstance(e.slice, cst.Index) else _other(e.slice) for e in node.slice]
    index = indexes[0] if len(indexes) == 1 else n.Seq(node, indexes, "tuple")
    return n.Sub(node, expression(node.value), index)


def _walrus(node: cst.NamedExpr) -> n.Expr:
    name = node.target.value if isinstance(node.target, cst.Name) else ""
    return n.Walrus(node, name, expression(node.value))


def params(node: cst.Parameters) -> list[n.Param]:
    """The parameters of a function."""
    every = [*node.posonly_params, *node.params, *node.kwonly_params]
    return [n.Param(p, p.name.value, annotation(p.annotation), optional(p.default)) for p in every]


_CONSTANTS = {"None": None, "True": True, "False": False}
_WHITESPACE = (
    cst.SimpleWhitespace,
    cst.ParenthesizedWhitespace,
    cst.TrailingWhitespace,
    cst.EmptyLine,
    cst.Comma,
    cst.LeftParen,
    cst.RightParen,
)


_OPERATORS: dict[type, str] = {
    cst.Equal: "==",
    cst.NotEqual: "!=",
    cst.In: "in",
    cst.NotIn: "not in",
    cst.Is: "is",
    cst.IsNot: "is not",
}


_EXPR: dict[type, Callable[[Any], n.Expr]] = {
    cst.Name: _name,
    cst.Attribute: lambda node: n.Attr(node, expression(node.value), node.attr.value),
    cst.Call: _call,
    cst.SimpleString: _text,
    cst.ConcatenatedString: _joined,
    cst.FormattedString: _formatted,
    cst.BinaryOperation: _binary,
    cst.BooleanOperation: _boolean,
    cst.Comparison: _comparison,
    cst.UnaryOperation: _unary,
    cst.Integer: _integer,
    cst.Float: lambda node: n.Const(node, 0.0),
    cst.Ellipsis: lambda node: n.Const(node, ...),
    cst.Dict: _dict,
    cst.List: _sequence("list"),
    cst.Tuple: _sequence("tuple"),
    cst.Set: _sequence("set"),
    cst.IfExp: lambda node: n.Cond(node, expression(node.test), expression(node.body), expression(node.orelse)),
    cst.Lambda: lambda node: n.Lambda(node, params(node.params), expression(node.body)),
    cst.Subscript: _subscript,
    cst.NamedExpr: _walrus,
    cst.Await: lambda node: expression(node.expression),
    cst.Yield: lambda node: _other(node),
}
