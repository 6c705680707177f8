"""Terms that a query names and the ontology does not have: why an answer may be empty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.errors import did_you_mean
from kg.model.vocab import KG
from kg.query.ask import ask
from kg.query.sparql import significant

if TYPE_CHECKING:
    from kg.store.view import View

_KNOWN = "SELECT DISTINCT ?term { ?term a ?kind FILTER(STRSTARTS(STR(?term), %s)) }"
_DECLARED = re.compile(r"\bPREFIX\s+([\w-]*):\s*<([^>]*)>", re.I)


def undeclared(view: View, text: str) -> Iterator[str]:
    """Say of each class, property and code that a query names and nothing describes, what is meant.

    Only the project's own vocabulary is looked at: others may have terms that nothing here names.
    """
    if not view.base:
        return
    prefixes = {**view.prefixes, **dict(_DECLARED.findall(text))}
    named = (token.text.partition(":") for token in significant(text) if token.kind == "name")
    wanted = {(prefix, name): None for prefix, colon, name in named if colon and name}
    for prefix, name in wanted:
        namespace = prefixes.get(prefix, "")
        if namespace in (f"{view.base}ontology#", KG) or namespace.startswith(f"{view.base}code/"):
            known = {
                row["term"].value.removeprefix(namespace)
                for row in ask(view, _KNOWN % f'"{namespace}"')
            }
            if name not in known:
                capital = name[:1].isupper()
                alike = {
                    one
                    for one in known
                    if one[:1].isupper() == capital and not one.endswith("Shape")
                }
                yield f"nothing describes {prefix}:{name}; {did_you_mean(name, alike or known)}"
