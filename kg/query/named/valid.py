"""The day of which a query asks what held in the world then, if it asks of one.

It is the parameter `on`, a date. When something was published is another question: `--as-of`.
"""

from __future__ import annotations

from pathlib import Path

from kg.errors import ParameterError
from kg.query.named.queries import NamedQuery, readable

ON = "on"


def asks_of_a_day(query: NamedQuery) -> bool:
    """Whether a query can be asked of what held on a day."""
    return any(one.name == ON and one.of == "date" for one in query.parameters)


def require_day(query: NamedQuery, folder: Path) -> None:
    """Refuse a query that cannot be asked of a day, and list those of a folder that can.

    Raises:
        ParameterError: it has no such parameter.
    """
    if not asks_of_a_day(query):
        others = ", ".join(one.name for one in readable(folder)[0] if asks_of_a_day(one))
        known = f"those that do are: {others}" if others else "none of this project does"
        raise ParameterError(f"{query.name} does not ask what held on a day; {known}")
