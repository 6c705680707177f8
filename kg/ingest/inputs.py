"""Everything that a build is made of, told by digests, and all datasets staged together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kg.errors import DatasetError, Where
from kg.ingest.dataset import dataset_files, dataset_folders
from kg.ingest.plain import without_arrow
from kg.ingest.staging import Stage, Staged, files_digest
from kg.issues import Issue
from kg.model.ontology import Ontology
from kg.project import Project, shipped_root
from kg.version import __version__


def inputs_digest(project: Project) -> str:
    """The digest of everything that a build is made of: sources, ontology, and the mapping code."""
    paths = sorted((project.data / "lookups").glob("*.csv"))
    for folder in dataset_folders(project.data):
        paths += dataset_files(folder)
    return files_digest(project.root, paths, ontology_digest(project))


def ontology_digest(project: Project) -> str:
    """The digest of the ontology, of what it may import, and of the code that maps.

    The code counts, so that a new version never reuses what an old one made.
    """
    here = Path(__file__).parent.parent
    code = sorted([*here.glob("model/*.py"), *here.glob("ingest/*.py")])
    columns = "" if without_arrow() else " with columns"  # which an installation may lack
    found = files_digest(here, code, __version__ + columns)
    for root in (shipped_root(), project.root):
        folder = root / "ontology"
        files = sorted([*folder.glob("*.ttl"), *folder.glob("rules/*.ru")])
        found = files_digest(root, files, found)
    return found


def stage_all(
    project: Project, ontology: Ontology, cache: Path, progress: Callable[[str, int, int], None]
) -> tuple[list[Staged], list[Issue]]:
    """Read all datasets and, if nothing in them is wrong, map those that changed.

    Raises:
        DatasetError: there is none.
    """
    stage = Stage(ontology, ontology_digest(project), cache)
    folders = dataset_folders(project.data)
    if not folders:
        raise DatasetError("it holds no dataset; put one there", where=Where(str(project.data)))
    staged = []
    for number, folder in enumerate(folders):
        progress(f"reading {folder.name}", number, len(folders))
        staged.append(stage.read(folder))
    issues = [issue for one in staged for issue in one.issues]
    if any(issue.severity == "error" for issue in issues):
        return staged, issues  # what could not be read would be missing wherever it is referred to
    index, issues = stage.index(staged, project.data / "lookups")
    for number, one in enumerate(staged):
        progress(f"mapping {one.name}", number, len(staged))
        stage.map(one, index)
    return staged, [*issues, *(issue for one in staged for issue in one.issues)]
