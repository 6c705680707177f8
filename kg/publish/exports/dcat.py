"""The catalogue of datasets, services and files: DCAT-AP 3, in Turtle."""

from __future__ import annotations

from kg.publish.catalogue.dcat import dcat
from kg.publish.catalogue.distributions import CATALOGUE
from kg.publish.catalogue.made import made
from kg.publish.catalogue.statements import turtle
from kg.publish.exports.export import Export, Material, Target


def write(material: Material, target: Target) -> None:
    """Describe the datasets, and in a release all files that were written so far."""
    with made(material) as found:
        said = dcat(found.whole, found.where, found.files, found.version)
        target.open(CATALOGUE).write(turtle(said))


EXPORT = Export(
    "dcat",
    CATALOGUE,
    "text/turtle",
    "The catalogue of datasets, services and files, by DCAT-AP 3",
    write,
)
