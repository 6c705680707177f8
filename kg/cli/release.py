"""The command that writes a release."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from kg.cli import terminal
from kg.cli.options import AsOf, NanopubKey, Project, Tables, examples, family

app = family()


@app.command(
    epilog=examples(
        "kg release sogdian-2026-11",
        "kg release sogdian-2026-11 --key key.pem",
        "kg release sogdian-2024 --as-of 2024",
        "kg release out --url https://example.org/sogdian/2026-11/",
    )
)
def release(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or an empty one.")],
    key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="An Ed25519 private key (PEM, OpenSSH) to sign with."),
    ] = None,
    nanopub_key: NanopubKey = None,
    url: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="Of the folder in which it will stand when it is published; else as the project"
            " says, or below its base.",
        ),
    ] = "",
    as_of: AsOf = None,
    tables: Tables = False,
    project: Project = None,
) -> None:
    """Write every format into a new folder, with a manifest, digests and a signature.

    The folder appears when all of it is there. The same sources give the same files, octet for
    octet: their date is the latest one of the data, or that of SOURCE_DATE_EPOCH if it is set.
    What the licences of datasets and documents do not let leave is not in it. `kg verify` checks a
    release.
    """
    from kg.cli.graph import open_graph
    from kg.cli.interrupt import interruptible
    from kg.cli.progress import progress
    from kg.publish.exports.places import draft_of, forget, require_place
    from kg.publish.exports.registry import require_all
    from kg.publish.held import told
    from kg.publish.rsa import read_rsa
    from kg.publish.signing import read_signer

    require_place(folder)
    require_all()  # as the keys are read: before a build that may take a while
    if key is not None:
        read_signer(key)
    if nanopub_key is not None:
        read_rsa(nanopub_key)
    date = _date(os.environ.get("SOURCE_DATE_EPOCH", ""))
    graph = open_graph(project, as_of=as_of, tables=tables)
    with progress("Releasing") as tell:
        manifest = interruptible(
            lambda: graph.release(
                folder, key=key, nanopub_key=nanopub_key, date=date, url=url, progress=tell
            ),
            lambda: forget(draft_of(folder)),
        )
    counts, size = manifest["counts"], sum(one["size"] for one in manifest["files"].values())
    print(
        f"Released {counts['claims']:,} claims in {len(manifest['files']):,} files"
        f" ({size / 1e6:,.1f} MB): {folder}"
    )
    for name, why in manifest["left_out"].items():
        terminal.note(f"Note: without {name}: {why}.")
    for dataset, much in told(manifest["held_back"]):
        terminal.note(f"Note: held back of {dataset}: {much}.")


def _date(epoch: str) -> str:
    """The day of SOURCE_DATE_EPOCH, as https://reproducible-builds.org has it.

    >>> _date("1764028800"), _date("")
    ('2025-11-25', '')
    """
    if not epoch:
        return ""
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        raise typer.BadParameter(
            f"SOURCE_DATE_EPOCH is a number of seconds since 1970, not {epoch!r}"
        ) from None
