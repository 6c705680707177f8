"""The command that serves the graph to others, over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from kg.cli.options import AnyStore, Project, examples, family
from kg.errors import ExtraError

app = family()

_OF_THE_EXTRA = ("starlette", "uvicorn", "httptools", "mimeparse", "prometheus_client")


def _limit(variable: str, least: float, said: str) -> Any:
    """Make the option of a limit, which the environment may give, too."""
    return typer.Option(min=least, help=said, envvar=f"KG_{variable}")


@app.command(
    epilog=examples(
        "kg serve",
        "kg serve --port 9000 --time-limit 10 --memory-limit 1024",
        "kg serve --address https://kg.example.org --proxy 127.0.0.1",
        "kg serve --store path/to/an/oxigraph/store",
    )
)
def serve(
    host: Annotated[
        str, typer.Option(help="The address to listen on; 0.0.0.0 is every one.", envvar="KG_HOST")
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            min=0, max=65535, help="The port to listen on; 0 is a free one.", envvar="KG_PORT"
        ),
    ] = 8000,
    processes: Annotated[
        int, typer.Option(min=1, max=64, help="Processes that answer.", envvar="KG_PROCESSES")
    ] = 2,
    address: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="The address that callers use, where a proxy stands before; else each request's.",
            envvar="KG_ADDRESS",
        ),
    ] = "",
    proxy: Annotated[
        str,
        typer.Option(
            metavar="ADDRESSES",
            help="Addresses and networks, with commas, whose X-Forwarded-For and -Proto are true.",
            envvar="KG_PROXY",
        ),
    ] = "",
    time_limit: Annotated[
        float, _limit("TIME_LIMIT", 0.1, "Seconds that a request may run, and may wait before.")
    ] = 30.0,
    memory_limit: Annotated[
        int, _limit("MEMORY_LIMIT", 64, "MiB of memory that a request may take.")
    ] = 2048,
    result_limit: Annotated[int, _limit("RESULT_LIMIT", 1, "MiB that an answer may have.")] = 256,
    query_limit: Annotated[int, _limit("QUERY_LIMIT", 1, "KiB that a request may send.")] = 256,
    queue: Annotated[
        int, _limit("QUEUE", 1, "Requests that may wait, in each process; others get a 503.")
    ] = 256,
    kept: Annotated[int, _limit("KEPT", 0, "MiB of small answers that are kept; 0: none.")] = 16,
    slow: Annotated[int, _limit("SLOW", 1, "Slow requests that run at once, in each process.")] = 2,
    patience: Annotated[
        float, _limit("PATIENCE", 0.001, "Seconds after which a request is slow.")
    ] = 0.05,
    grace: Annotated[
        float, _limit("GRACE", 0.1, "Seconds that a caller may take to send, or to read on.")
    ] = 10.0,
    idle: Annotated[
        int, _limit("IDLE", 1, "Seconds that a connection is kept on which nothing is asked.")
    ] = 15,
    connections: Annotated[
        int, _limit("CONNECTIONS", 1, "Connections that each process keeps; others get a 503.")
    ] = 2000,
    log: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write the log here, not to the standard error output.",
            envvar="KG_LOG",
        ),
    ] = None,
    log_requests: Annotated[
        bool, typer.Option(help="Log each request, or faults alone.", envvar="KG_LOG_REQUESTS")
    ] = True,
    project: Project = None,
    store: AnyStore = None,
) -> None:
    """Serve the graph, read-only: SPARQL at /sparql, and everything else under its own address."""
    from kg.project import find_project

    try:
        from kg.web.app import Application
        from kg.web.limits import Limits
        from kg.web.opening import Opening
        from kg.web.server import Address
        from kg.web.server import serve as run
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _OF_THE_EXTRA:
            raise
        raise ExtraError("kg serve needs a web server: pip install 'sogdian[web]'") from None

    limits = Limits(
        time=time_limit,
        memory=memory_limit << 20,
        result=result_limit << 20,
        query=query_limit << 10,
        queue=queue,
        slow=slow,
        patience=patience,
        grace=grace,
        idle=idle,
        connections=connections,
        kept=kept << 20,
    )
    opening = Opening(find_project(project), store)
    served = Application(opening, limits, address.rstrip("/"), proxy, log, log_requests)
    raise typer.Exit(run(served, Address(host, port), processes, _told))


def _told(url: str) -> None:
    typer.echo(f"Serving on {url}", err=True)
