"""Commands that look something up: find, show, why, and the lists of what there is."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import citing, terminal
from kg.cli.lists import HOW, Form, Format, write
from kg.cli.options import (
    AnyStore,
    AsOf,
    Data,
    Iris,
    Language,
    Project,
    Quiet,
    Tables,
    examples,
    family,
)
from kg.issues import ISSUES

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.issues import Issue
    from kg.query.looking.evidence import Reasons

app = family()


@app.command(epilog=examples("kg find khorgos", "kg find Хоргос", "kg find 哈萨克斯坦 --lang zh"))
def find(
    text: Annotated[str, typer.Argument(help="A name, an alias, a code or a key, or part of one.")],
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 10,
    form: Form = Format.TABLE,
    lang: Language = "en",
    iris: Iris = False,
    as_of: AsOf = None,
    tables: Tables = False,
    project: Project = None,
    store: AnyStore = None,
    data: Data = None,
) -> None:
    """Find entities, codes and terms by any of their names, in any script, forgiving errors.

    Best first, with the name that matched. Nothing found is exit code 1.
    """
    from kg.publish.sheets import found_sheet

    found = _graph(project, store, data, as_of, tables).find(text, limit=limit, language=lang)
    if not found:
        terminal.note(f'Nothing is called "{text}", or nearly so.')
        raise typer.Exit(1)
    write(form, found_sheet(found, iris=iris), [one.to_dict() for one in found])


@app.command(epilog=examples("kg show KAZ", "kg show Territory/KAZ", "kg show KAZ --format json"))
def show(
    entity: Annotated[str, typer.Argument(help="A key, code, name, short or whole IRI.")],
    observations: Annotated[
        int, typer.Option(min=0, metavar="N", help="List at most so many figures of each kind.")
    ] = 20,
    form: Form = Format.TABLE,
    lang: Language = "en",
    iris: Iris = False,
    as_of: AsOf = None,
    tables: Tables = False,
    quiet: Quiet = False,
    project: Project = None,
    store: AnyStore = None,
    data: Data = None,
) -> None:
    """Show everything that the graph says of an entity, with who says it and when.

    Values that contradict each other stand side by side and are marked as disputed; those that
    differ and can both be right have the reason: a rounding, another scope (`kg contradictions`).
    """
    from kg.publish.sheets import shown_sheet
    from kg.query.citing.reported import of_page

    graph = _graph(project, store, data, as_of, tables)
    shown = graph.show(entity, language=lang, observations=observations)
    notes = of_page(graph.view, shown)._replace(as_of=graph.as_of)
    if form is Format.TABLE and terminal.interactive():
        from kg.cli import page

        page.draw(shown, iris=iris)
    else:
        write(form, shown_sheet(shown, iris=iris), shown.to_dict(), notes)
        for one in shown.also:
            terminal.note(f"also: {one.short} ({one.label}, {one.class_name})")
    if not quiet and notes.documents:
        citing.say(notes)


@app.command(epilog=examples("kg why TKM signatory", "kg why trade-surged --archive ~/texts"))
def why(
    entity: Annotated[
        str,
        typer.Argument(help="An entity, claim, observation or document; or the id of a record."),
    ],
    property: Annotated[
        str | None, typer.Argument(help="Only what is said by this property: its name or label.")
    ] = None,
    archive: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Source texts (*.txt), to quote the sentences."),
    ] = None,
    form: Form = Format.TABLE,
    lang: Language = "en",
    as_of: AsOf = None,
    tables: Tables = False,
    quiet: Quiet = False,
    project: Project = None,
    store: AnyStore = None,
    data: Data = None,
) -> None:
    """Show who says so: document, publisher, date, speaker, the place, and a link that opens it.

    With an archive of the source texts, also the sentence itself.
    """
    from kg.publish.sheets import reasons_sheet
    from kg.query.citing.reported import of_claims

    graph = _graph(project, store, data, as_of, tables)
    reasons = graph.why(entity, property, archive=archive, language=lang)
    for odd in reasons.passed_over:
        terminal.note(f"Warning: {odd}")
    notes = of_claims(graph.view, ((one.attribution,) for one in reasons.evidence))
    notes = notes._replace(as_of=graph.as_of)
    if form is Format.TABLE:
        _tell(reasons)
    else:
        write(form, reasons_sheet(reasons), reasons.to_dict(), notes)
    if not quiet:
        citing.say(notes)


@app.command(epilog=examples("kg documents", "kg documents --format csv"))
def documents(
    form: Form = Format.TABLE,
    lang: Language = "en",
    iris: Iris = False,
    as_of: AsOf = None,
    tables: Tables = False,
    quiet: Quiet = False,
    project: Project = None,
    store: AnyStore = None,
) -> None:
    """List the documents, with how many claims come from each, and what each goes back to.

    Documents that condense, reprint, translate or quote one and the same are one source.
    """
    from kg.publish.sheets import documents_sheet
    from kg.query.citing.notes import notes_of_documents

    graph = _graph(project, store, None, as_of, tables)
    found = graph.documents(language=lang)
    write(form, documents_sheet(found, iris=iris), [one.to_dict() for one in found])
    if not quiet and found:
        citing.say(notes_of_documents(graph.view, [one.iri for one in found], len(found)))


@app.command(epilog=examples("kg datasets", "kg datasets --format json"))
def datasets(
    form: Form = Format.TABLE,
    lang: Language = "en",
    iris: Iris = False,
    as_of: AsOf = None,
    tables: Tables = False,
    project: Project = None,
    store: AnyStore = None,
) -> None:
    """List the datasets, with how many documents and claims each has."""
    from kg.publish.sheets import datasets_sheet

    found = _graph(project, store, None, as_of, tables).datasets(language=lang)
    write(form, datasets_sheet(found, iris=iris), [one.to_dict() for one in found])


class IssueFormat(StrEnum):
    """How issues are written: as any list, or as the lines in which a build records them."""

    TABLE = "table"
    CSV = "csv"
    MD = "md"
    JSON = "json"
    JSONL = "jsonl"


@app.command(
    epilog=examples(
        "kg issues", "kg issues --dataset statistics", "kg issues --file trade.csv --format jsonl"
    )
)
def issues(
    dataset: Annotated[str, typer.Option(metavar="NAME", help="Only of this dataset.")] = "",
    file: Annotated[
        str, typer.Option(metavar="FILE", help="Only in this file, or files that end so.")
    ] = "",
    form: Annotated[IssueFormat, HOW] = IssueFormat.TABLE,
    project: Project = None,
) -> None:
    """List the recorded problems of the data, each with its place.

    They are those of the last build: of the current one, or of one that failed since.
    """
    from kg.publish.sheets import issues_sheet

    found = _issues(project, dataset, file)
    if form is IssueFormat.JSONL:
        for issue in found:
            print(issue.to_line())
    elif found or form is not IssueFormat.TABLE:
        write(Format(form), issues_sheet(found), [issue.to_dict() for issue in found])
    else:
        terminal.note("No issues are recorded.")


def _issues(project: Path | None, dataset: str, file: str) -> list[Issue]:
    """What is recorded; where nothing was built yet, the build is made, as for any question."""
    from kg.issues import recorded
    from kg.project import find_project

    found = find_project(project)
    known = recorded(found) if (found.home / ISSUES).is_file() else _graph(project).issues()
    return [issue for issue in known if issue.concerns(dataset, file)]


def _graph(
    project: Path | None,
    store: Path | None = None,
    data: Iterable[Path] | None = None,
    as_of: str | None = None,
    tables: bool = False,
) -> Graph:
    from kg.cli.graph import open_graph

    return open_graph(project, store=store, data=list(data or ()), as_of=as_of, tables=tables)


def _tell(reasons: Reasons) -> None:
    """Print the evidence as paragraphs: what is said, then who says it, where and when."""
    from kg.publish.sheets import evidence_fields

    for number, one in enumerate(reasons.evidence):
        print("\n" * bool(number), end="")
        for line in one.says or ("(says nothing any more)",):
            print(line)
        for name, text in evidence_fields(one):
            print(f"  {name:<11}{terminal.link(text, getattr(text, 'url', ''))}")
