"""Reads `data/catalogue.yaml`: what a project says of itself to portals."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from kg.errors import DatasetError, did_you_mean, shown
from kg.ingest.yamltext import Source, read_yaml
from kg.model.catalogue import Catalogue

FILE = "catalogue.yaml"


def read_catalogue(data: Path) -> Catalogue:
    """What the project whose `data/` this is says of itself; nothing, if it has no such file.

    Raises:
        DatasetError: the file cannot be read, or says what cannot be meant.
    """
    path = data / FILE
    if not path.exists():
        return Catalogue()
    source = read_yaml(path)
    if not isinstance(source.data, dict):
        raise DatasetError("a mapping such as title: … is wanted here", where=source.where(()))
    try:
        return Catalogue.model_validate(source.data)
    except ValidationError as error:
        raise _wrong(error, source) from None


def _wrong(error: ValidationError, source: Source) -> DatasetError:
    """The first of what is wrong, at its place."""
    detail = error.errors(include_url=False)[0]
    name, where = str(detail["loc"][0]), source.where((str(detail["loc"][0]),))
    if detail["type"] == "extra_forbidden":
        hint = did_you_mean(name, Catalogue.model_fields)
        return DatasetError(f"{shown(name)} is no key of a catalogue; {hint}", where=where)
    return DatasetError(detail["msg"].removeprefix("Value error, "), where=where)
