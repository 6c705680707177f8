"""What of the datasets a build is made of: all, or what was published by a day, or may leave."""

from __future__ import annotations

from typing import NamedTuple

from kg.ingest.contents import Dataset
from kg.ingest.licences import FILE, Licences, read_licences
from kg.ingest.permits import Permits
from kg.ingest.published import Counted, published
from kg.project import AsOf, Project, shipped_root


class Part(NamedTuple):
    """What is wanted: up to a day, if one is given, and only what may leave, if `released`."""

    as_of: AsOf | None = None
    licences: Licences = Licences()
    released: bool = False

    def of(self, dataset: Dataset) -> tuple[Dataset, Counted]:
        """The part of a dataset, which is the dataset itself if all of it is wanted."""
        left = self.left(dataset)
        return published(left, self.as_of) if self.as_of else (left, {})

    def left(self, dataset: Dataset) -> Dataset:
        """What of a dataset may leave, whenever it was published, if no more is wanted."""
        permits = Permits(dataset, self.licences)
        return permits.cut() if self.released and permits.held() else dataset


ALL = Part()


def part_of(project: Project) -> Part:
    """What a build of a project is made of.

    Raises:
        DatasetError: a file of licences cannot be read.
    """
    return Part(project.as_of, licences(project), project.released)


def licences(project: Project) -> Licences:
    """The licences that are known in a project; its own words go before those that are shipped."""
    return read_licences(root / "data" / FILE for root in (project.root, shipped_root()))
