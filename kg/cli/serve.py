"""The command that serves the graph to others, over HTTP."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.options import AnyStore, Project, examples, family

app = family()


@app.command(
    epilog=examples(
        "kg serve",
        "kg serve --port 9000 --time-limit 10 --memory-limit 1024",
        "kg serve --store path/to/an/oxigraph/store",
    )
)
def serve(
    host: Annotated[
        str, typer.Option(help="The address to listen on; 0.0.0.0 is every one.", envvar="KG_HOST")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to listen on.", envvar="KG_PORT")
    ] = 8000,
    processes: Annotated[
        int, typer.Option(min=1, help="Processes that answer.", envvar="KG_PROCESSES")
    ] = 2,
    time_limit: Annotated[
        float,
        typer.Option(min=0.1, help="Seconds that a request may run.", envvar="KG_TIME_LIMIT"),
    ] = 30.0,
    memory_limit: Annotated[
        int,
        typer.Option(
            min=64, help="MiB of memory that a request may take.", envvar="KG_MEMORY_LIMIT"
        ),
    ] = 2048,
    result_limit: Annotated[
        int, typer.Option(min=1, help="MiB that an answer may have.", envvar="KG_RESULT_LIMIT")
    ] = 256,
    project: Project = None,
    store: AnyStore = None,
) -> None:
    """Serve the graph, read-only: SPARQL at /sparql, and everything else under its own address."""
    from kg.project import find_project
    from kg.web.app import Application
    from kg.web.limits import Limits
    from kg.web.opening import Opening
    from kg.web.server import Address
    from kg.web.server import serve as run

    opening = Opening(find_project(project), store)
    limits = Limits(time=time_limit, memory=memory_limit << 20, result=result_limit << 20)
    code = run(
        Application(opening, limits),
        Address(host, port),
        processes,
        lambda url: typer.echo(f"Serving on {url}", err=True),
    )
    raise typer.Exit(code)
