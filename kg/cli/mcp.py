"""The command that serves the graph to a program that works with a language model."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.options import AnyStore, Project, examples, family
from kg.errors import ExtraError

app = family()


@app.command(epilog=examples("kg mcp", "kg mcp --project path/to/a/project --time-limit 10"))
def mcp(
    time_limit: Annotated[
        float, typer.Option(min=0.1, help="Seconds that one call may run.")
    ] = 30.0,
    memory_limit: Annotated[
        int, typer.Option(min=64, help="MiB of memory that one call may take.")
    ] = 2048,
    result_limit: Annotated[
        int, typer.Option(min=1, help="MiB that the answer to a call may have.")
    ] = 4,
    project: Project = None,
    store: AnyStore = None,
) -> None:
    """Serve the graph over the Model Context Protocol, on standard input and output.

    A client starts it and asks by the tools find, show, why, queries, query, sparql and
    contradictions; each answer names its claims and sources. It only reads.
    """
    try:
        from kg.web.mcp.server import run
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "mcp":
            raise
        raise ExtraError("kg mcp needs the MCP SDK: pip install 'sogdian[mcp]'") from None
    from kg.project import find_project
    from kg.web.limits import Limits
    from kg.web.opening import Opening

    limits = Limits(time=time_limit, memory=memory_limit << 20, result=result_limit << 20)
    run(Opening(find_project(project), store), limits)
