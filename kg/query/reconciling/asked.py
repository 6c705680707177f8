"""What a row asks: a name, the types it may have, and values that its properties should have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from kg.errors import ParameterError, did_you_mean, shown

MOST = 100
_USUAL = 10
_KEYS = ("query", "type", "limit", "properties", "type_strict")
_STRICT = ("any", "should", "all")


class Condition(NamedTuple):
    """One property and the values that it should have: IRIs of things, or texts."""

    property: str
    values: tuple[str, ...]


class Asked(NamedTuple):
    """One row, as it was sent: names of types and properties are not looked up yet."""

    text: str = ""
    types: tuple[str, ...] = ()
    limit: int = _USUAL
    conditions: tuple[Condition, ...] = ()
    strict: str = "any"


def read(sent: object) -> Asked:
    """Read one query as the Reconciliation API has it.

    >>> read({"query": "Aktau", "type": "Port", "properties": [{"pid": "state", "v": "KAZ"}]})
    Asked(text='Aktau', types=('Port',), limit=10, conditions=(Condition(property='state',
    values=('KAZ',)),), strict='any')

    Raises:
        ParameterError: it is none.
    """
    if not isinstance(sent, Mapping):
        raise ParameterError('a query is an object such as {"query": "a name"}')
    for key in sent:
        if key not in _KEYS:
            raise ParameterError(f"a query has no {shown(str(key))}; {did_you_mean(key, _KEYS)}")
    text = sent.get("query", "")
    if not isinstance(text, str):
        raise ParameterError('"query" must be a text')
    conditions = tuple(_conditions(sent.get("properties", ())))
    if "query" not in sent and not sent.get("properties"):
        raise ParameterError('a query needs "query", "properties" or both')
    return Asked(
        text.strip(), _types(sent.get("type")), _limit(sent.get("limit")), conditions, _strict(sent)
    )


def _types(sent: object) -> tuple[str, ...]:
    given = [one for one in (sent if isinstance(sent, list) else [sent]) if one is not None]
    types = tuple(one for one in given if isinstance(one, str))
    if len(types) < len(given):
        raise ParameterError('"type" must be the identifier of a type, or a list of them')
    return tuple(filter(None, types))


def _limit(sent: object) -> int:
    if sent is None:
        return _USUAL
    if isinstance(sent, bool) or not isinstance(sent, int | float) or sent < 1:
        raise ParameterError('"limit" must be a whole number from 1 on')
    return int(min(sent, MOST))


def _strict(sent: Mapping[str, Any]) -> str:
    said = sent.get("type_strict") or "any"
    if said not in _STRICT:
        raise ParameterError(f'"type_strict" must be one of {", ".join(_STRICT)}')
    return str(said)


def _conditions(sent: object) -> Iterable[Condition]:
    if not isinstance(sent, list | tuple):
        raise ParameterError('"properties" must be a list')
    for one in sent:
        named = isinstance(one, Mapping) and isinstance(one.get("pid"), str) and "v" in one
        if not named:
            raise ParameterError('each of "properties" needs a "pid", a text, and a "v"')
        given = one["v"] if isinstance(one["v"], list) else [one["v"]]
        values = tuple(text for value in given if (text := _value(value)))
        if values:  # an empty cell says nothing
            yield Condition(one["pid"], values)


def _value(sent: object) -> str:
    if isinstance(sent, Mapping) and isinstance(sent.get("id"), str):
        return str(sent["id"])
    if isinstance(sent, bool):
        return "true" if sent else "false"
    if sent is None or isinstance(sent, str | int | float):
        return "" if sent is None else str(sent).strip()
    raise ParameterError(
        '"v" must be a text, a number, a truth value, {"id": …}, or a list of them'
    )
