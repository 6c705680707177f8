"""The command that verifies a release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import Telling, Told, examples, family

if TYPE_CHECKING:
    from kg.publish.verifying import Verdict

app = family()


@app.command(
    epilog=examples(
        "kg verify sogdian-2026-11", "kg verify sogdian-2026-11 --public-key sogdian.pem"
    )
)
def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A release.")],
    public_key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The key that must have signed it (PEM, OpenSSH)."),
    ] = None,
    form: Telling = Told.TEXT,
) -> None:
    """Check a release: files, digests, signature, counts, and that its forms say the same.

    Exit code 0 if it is whole, 1 if not, 2 if the folder is no release. Every file that is
    missing, changed or too many is named.
    """
    from kg.cli.interrupt import interruptible
    from kg.cli.progress import progress
    from kg.publish.verifying import verify as look

    with progress("Verifying") as tell:
        verdict = interruptible(lambda: look(folder, public_key, tell))
    if form is Told.JSON:
        import json

        print(json.dumps(verdict.to_dict(), ensure_ascii=False, indent=1))
    else:
        _tell(verdict)
    if not verdict.whole:
        raise typer.Exit(1)


def _tell(verdict: Verdict) -> None:
    for problem in verdict.problems:
        print(f"Wrong: {problem}")
    for remark in verdict.remarks:
        print(f"Note: {remark}.")
    if verdict.whole:
        counts = verdict.manifest.get("counts", {})
        print(
            f"Whole: {verdict.files:,} files, {counts.get('claims', 0):,} claims,"
            f" build {verdict.manifest.get('build', '')}"
        )
