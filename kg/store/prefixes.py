"""The prefixes that a query need not declare, and which of them it may use.

To be given a hundred of them costs a small query more than to be answered.
"""

from __future__ import annotations

from collections.abc import Mapping


class Prefixes:
    """Prefixes, found by how they end.

    >>> known = Prefixes({"": "http://x/", "ex": "http://ex/", "rex": "http://rex/"})
    >>> known.used("ASK { ?s ex:p 1 }")
    {'': 'http://x/', 'ex': 'http://ex/'}
    >>> known.used("ASK { ?s ?p 1 }")
    {}
    """

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = dict(known)
        self._ending: dict[str, list[str]] = {}
        for name in known:
            self._ending.setdefault(name[-1:], []).append(name)

    def used(self, text: str) -> dict[str, str]:
        """Every prefix that stands before a colon of the text, wherever that is."""
        if "\\" in text:  # behind which any character may hide
            return dict(self._known)
        names = dict.fromkeys(self._ending.get("", ()) if ":" in text else ())
        for before in text.split(":")[:-1]:
            for name in self._ending.get(before[-1:], ()):
                if before.endswith(name):
                    names[name] = None
        return {name: self._known[name] for name in names}
