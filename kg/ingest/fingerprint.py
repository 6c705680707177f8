"""What a build is made of, told by digests, so that nothing is made again that is there already.

It imports none of what reads datasets: a question about the past asks it each time.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from kg.ingest.digests import MEMORY, Digests, files_digest
from kg.project import Project, shipped_root
from kg.version import __version__

_NO_DATASETS = {"lookups"}


def dataset_folders(data: Path) -> list[Path]:
    """The folders of `data/` that hold a dataset, or what looks like one, by name."""
    found = (path for path in data.iterdir() if path.is_dir() and path.name not in _NO_DATASETS)
    return sorted(path for path in found if any(path.glob("*.y*ml")))


def dataset_files(folder: Path) -> list[Path]:
    """Every file of a dataset's folder, for its digest; a link that leads nowhere is one too."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() or (path.is_symlink() and not path.exists())
    )


def inputs_digest(project: Project) -> str:
    """The digest of everything that a build is made of: sources, ontology, and the mapping code.

    Raises:
        DatasetError: a file cannot be read.
    """
    paths = sorted((project.data / "lookups").glob("*.csv"))
    for folder in dataset_folders(project.data):
        paths += dataset_files(folder)
    digests = Digests(project.whole.home / "cache" / MEMORY)
    found = digests.files(project.root, paths, ontology_digest(project))
    digests.remember()
    return found


def ontology_digest(project: Project) -> str:
    """The digest of the ontology, of what it may import, and of the code that maps.

    The code counts, so that a new version never reuses what an old one made, and the day by which
    all had been published, if there is one. So do the licences, which say what may leave.
    """
    here = Path(__file__).parent.parent
    code = [*here.glob("model/*.py"), *here.glob("ingest/**/*.py"), *here.glob("ingest/**/*.yaml")]
    columns = "" if find_spec("pyarrow") is None else " with columns"  # it may not be installed
    past = f" as of {project.as_of.name}" if project.as_of else ""
    past += " to be released" if project.released else ""
    found = files_digest(here, sorted(code), __version__ + columns + past)
    for root in (shipped_root(), project.root):
        folder = root / "ontology"
        files = sorted([*folder.glob("*.ttl"), *folder.glob("rules/*.ru")])
        files += root.glob("data/licences.csv")
        found = files_digest(root, files, found)
    return found


def checked_digest(project: Project) -> str:
    """The digest of what is checked in an ontology: arithmetic, too, of which no build is made."""
    found = ontology_digest(project)
    for root in (shipped_root(), project.root):
        found = files_digest(root, sorted(root.glob("ontology/rules/*.rq")), found)
    return found
