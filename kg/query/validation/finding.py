"""One thing that breaks a constraint, as the validation finds it in the store."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import pyoxigraph as ox

Value: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None


class Finding(NamedTuple):
    """A node that breaks a constraint; IRIs, empty where there is none."""

    severity: str
    """"error" (a violation) or "warning"."""
    constraint: str
    """The SHACL term (`sh:pattern`, `sh:sparql`), or the constraint of cubes (`IC-12`)."""
    message: str
    focus: str
    path: str = ""
    value: Value = None
    shape: str = ""
    claim: str = ""
    document: str = ""
