"""What must hold of figures that belong together: `whole.number = sum(parts.number)`.

A formula is one comparison. Its parts are a column of the rule and a property (`whole.number`),
numbers, `+ - * /`, brackets, and `sum`, `least` and `greatest` of a column. The left side is what a
source says, the right side what follows from the others.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from kg.errors import QueryError, did_you_mean, shown
from kg.query.contradictions.intervals import Interval, exact

Values: TypeAlias = Mapping[tuple[str, str], Sequence[Interval]]

_RELATIONS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "=", ast.NotEq: "!=", ast.LtE: "<=", ast.GtE: ">=", ast.Lt: "<", ast.Gt: ">"
}  # fmt: skip
_SIGNS: Mapping[type[ast.operator], tuple[str, Callable[[Interval, Interval], Interval]]] = {
    ast.Add: ("+", operator.add),
    ast.Sub: ("-", operator.sub),
    ast.Mult: ("*", operator.mul),
    ast.Div: ("/", operator.truediv),
}
_OF_ALL = ("sum", "least", "greatest")
_EXAMPLE = "whole.number = sum(parts.number)"


class Formula(NamedTuple):
    """A formula, read; `names` are its columns, each with the property that is meant."""

    left: ast.expr
    relation: str
    right: ast.expr
    names: tuple[tuple[str, str], ...]

    def sides(self, values: Values) -> tuple[Interval, Interval]:
        """What is said, and what follows.

        Raises:
            ZeroDivisionError: something is divided by what may be nought.
        """
        return _value(self.left, values), _value(self.right, values)

    def holds(self, values: Values) -> bool:
        """Whether it can be true of the values, with all that they leave open."""
        left, right = self.sides(values)
        if self.relation == "=":
            return left.low <= right.high and right.low <= left.high
        if self.relation == "!=":
            return left.value != right.value
        if self.relation in (">=", ">"):
            left, right = right, left
        return left.low < right.high if self.relation in "<>" else left.low <= right.high

    def told(self, values: Values) -> str:
        """How it fails, with the numbers in it."""
        said, follows = self.sides(values)
        left, right = _whole(self.left, said, values), _whole(self.right, follows, values)
        if self.relation == "=":
            return f"{left}, not {right}" if " = " in left else f"{right}, said is {left}"
        if self.relation == "!=":
            return f"{left} is said of both"
        words = ("after", "before") if said.is_date else ("more than", "less than")
        return f"{left} is {words[self.relation.startswith('>')]} {right}"


def read_formula(text: str) -> Formula:
    """Read a formula.

    Raises:
        QueryError: it is none.
    """
    doubled = re.sub(r"(?<![<>!=])=(?!=)", "==", text)
    try:
        found = ast.parse(doubled.strip(), mode="eval").body
    except SyntaxError:
        found = ast.Constant(0)
    if not isinstance(found, ast.Compare) or len(found.ops) != 1:
        raise QueryError(f"{shown(text)} is no formula such as {_EXAMPLE}")
    relation = _RELATIONS.get(type(found.ops[0]), "")
    names = (*_names(found.left), *_names(found.comparators[0]))
    if not relation or not names:
        raise QueryError(f"{shown(text)} compares no figures; write one such as {_EXAMPLE}")
    return Formula(found.left, relation, found.comparators[0], tuple(dict.fromkeys(names)))


def _names(found: ast.expr) -> Iterator[tuple[str, str]]:
    """The columns and properties in a part of a formula, which must be of the known kinds."""
    match found:
        case ast.Attribute(value=ast.Name(id=column), attr=prop):
            yield column, prop
        case ast.Call(func=ast.Name(id=name), args=[ast.Attribute() as column], keywords=[]):
            if name not in _OF_ALL:
                raise QueryError(f"no function {shown(name)}; {did_you_mean(name, _OF_ALL)}")
            yield from _names(column)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _SIGNS:
            yield from _names(left)
            yield from _names(right)
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            pass
        case _:
            wrong = shown(ast.unparse(found))
            raise QueryError(f"{wrong} can be no part of a formula such as {_EXAMPLE}")


def _value(found: ast.expr, values: Values) -> Interval:
    match found:
        case ast.Attribute(value=ast.Name(id=column), attr=prop):
            return values[column, prop][0]
        case ast.Call(func=ast.Name(id=name), args=[ast.Attribute(value=ast.Name(id=of), attr=to)]):
            return _of_all(name, values[of, to])
        case ast.BinOp(left=left, op=sign, right=right):
            return _SIGNS[type(sign)][1](_value(left, values), _value(right, values))
    assert isinstance(found, ast.Constant)
    return exact(Decimal(str(found.value)))


def _of_all(name: str, values: Sequence[Interval]) -> Interval:
    if name == "sum":
        first, *others = values
        for one in others:
            first += one
        return first
    chosen = min if name == "least" else max
    return chosen(values, key=lambda one: one.value)


def _whole(found: ast.expr, result: Interval, values: Values) -> str:
    """A side with its numbers, and its result if it is more than one number."""
    text = _told(found, values)
    return text if text == str(result) else f"{text} = {result}"


def _told(found: ast.expr, values: Values) -> str:
    match found:
        case ast.Call(func=ast.Name(id="sum"), args=[ast.Attribute() as part]):
            (name,) = _names(part)
            return " + ".join(map(str, values[name]))
        case ast.BinOp(left=left, op=sign, right=right):
            sides = [_told(left, values), _told(right, values)]
            if isinstance(sign, ast.Mult | ast.Div):
                sides = [f"({side})" if " " in side else side for side in sides]
            return f" {_SIGNS[type(sign)][0]} ".join(sides)
    return str(_value(found, values))
