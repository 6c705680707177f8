"""What every worker needs and no build changes: loaded once, in the process that workers fork from.

A worker whose request takes too long is put aside for slow ones. Were it the loading of templates
that takes long, every worker would be put aside as soon as it has them; and a worker that was
killed has to be replaced in milliseconds.
"""

from __future__ import annotations

from importlib import import_module

from kg.web.actions import ACTIONS
from kg.web.pages.page import templates

_SEARCHING = ("rapidfuzz.fuzz", "rapidfuzz.process")
_OF_AN_EXTRA = ("kg.web.mcp.", "kg.web.api.")  # where another library may be missing

for _name in {home.partition(":")[0] for home in ACTIONS.values()} | {*_SEARCHING}:
    if not _name.startswith(_OF_AN_EXTRA):
        import_module(_name)
templates()
