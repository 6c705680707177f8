"""What is served: the build, when it was made, and what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from kg.version import __version__
from kg.web.actions import Asked, Reply
from kg.web.api import replies
from kg.web.api.given import FORMAT, Given, read

if TYPE_CHECKING:
    from kg.api import Graph


class Status(Given):
    """Parameters of the status."""

    format: Literal["json"] | None = Field(None, description=FORMAT)


def status(graph: Graph, asked: Asked) -> Reply:
    """Tell it."""
    given = read(Status, asked.values["given"])
    replies.format_of(asked, given.format, (replies.JSON,))
    manifest = graph.manifest
    told = {
        "build": graph.build_id,
        "built": manifest.get("built"),
        "kg": __version__,
        "base": graph.view.base,
        "counts": manifest.get("counts", {}),
        "limits": {"seconds": asked.limits.time, "octets": asked.limits.result},
    }
    return replies.json_reply(asked, told)
