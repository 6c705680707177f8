"""The query string of a request, read by the model that the document shows of it.

What the model refuses is the caller's mistake (400), whatever the graph holds. A well-formed value
that names nothing in the graph is something else (404), and so are parameters that cannot both be
meant (409): `looked_up` tells these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from kg.errors import ConflictError, ParameterError, QueryError, did_you_mean, shown
from kg.model.dates import parse_date
from kg.query.named.queries import joined
from kg.web.problems import Problem


def _said(text: str) -> str:
    parse_date(text)
    return text


_DAY = {"type": "string", "format": "date"}
_YEAR = "(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
MONTH = f"^{_YEAR}(-(0[1-9]|1[0-2]))?$"
"""A year or month, as a pattern; there is no year 0."""
_PART = {"type": "string", "pattern": MONTH}
SaidDate = Annotated[str, AfterValidator(_said), WithJsonSchema({"anyOf": [_DAY, _PART]})]
"""A date as said: 2022, 2022-03 or 2022-03-31."""

Model = TypeVar("Model", bound=BaseModel)

_MOST = 10**9
_DIGITS = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
FORMAT = "How the answer is written, instead of what the Accept header asks for"


class Given(BaseModel):
    """The parameters of a request; each name is known, and given once unless it is a list."""

    model_config = ConfigDict(extra="forbid", populate_by_name=False)

    @field_validator("*", mode="before")
    @classmethod
    def _as_written(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuse what Python takes for a number but nobody else does, and what says nothing."""
        annotation = cls.model_fields[info.field_name or ""].annotation
        if {int, float} & {annotation, *get_args(annotation)} and isinstance(value, str):
            if not _DIGITS.fullmatch(value):
                raise ValueError("a number is written in digits alone: 12 or 1.5")
        elif isinstance(value, list) and not all(value):
            raise ValueError("a value is empty; leave the parameter out, or give it one")
        return value


class Spoken(Given):
    """Parameters of an answer with labels."""

    lang: str = Field("en", pattern=LANGUAGE, description="The language of labels: en, ru, zh …")


class Paged(Spoken):
    """Parameters of an answer that may be given in pages, which all are of one build."""

    limit: int | None = Field(None, ge=1, le=_MOST, description="Only so many rows, from `offset`")
    offset: int = Field(0, ge=0, le=_MOST, description="How many rows come before the first")
    build: str | None = Field(
        None,
        pattern="^[0-9a-f]{1,64}$",
        description="Only if this build is still served, else 409: the link to the next page"
        " has it, so that pages of two builds are never taken for one answer",
    )


def read(model: type[Model], pairs: Iterable[tuple[str, str]], *more: str) -> Model:
    """The parameters that pairs of a query string give; `more` are the names of others.

    Raises:
        Problem: a name is unknown or given twice, a value is wrong, or one is missing.
    """
    names = {joined(known): known for known in _names(model)}
    values: dict[str, Any] = {}
    for name, value in pairs:
        known = names.get(joined(name))
        if known is None:
            raise unknown(name, [*names.values(), *more])
        if known in _lists(model):
            values.setdefault(known, []).append(value)
        elif known in values:
            raise wrong(known, f"{known} is given twice; it takes one value")
        else:
            values[known] = value
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise _refused(error) from None


def known_names(model: type[BaseModel]) -> set[str]:
    """The names of a model's parameters, joined."""
    return {joined(name) for name in _names(model)}


def unknown(name: str, known: Iterable[str]) -> Problem:
    """A parameter that there is not, and those that there are."""
    known = sorted(known)
    detail = f"there is no parameter {shown(name)}; {did_you_mean(name, known, most=12)}"
    more = {"parameter": name[:200], "known": known}
    return Problem(400, "unknown-parameter", "There is no such parameter", detail, more=more)


def wrong(name: str, detail: str) -> Problem:
    """A parameter with a value that it cannot have."""
    return Problem(400, "wrong-parameter", "A parameter is wrong", detail, more={"parameter": name})


@contextmanager
def looked_up() -> Iterator[None]:
    """What is asked for is well-formed; tell what the graph does not have.

    Raises:
        Problem: nothing is named so, or one name can mean several things.
    """
    try:
        yield
    except ConflictError:
        raise
    except (ParameterError, QueryError) as error:
        raise absent(error.message) from None


def absent(detail: str) -> Problem:
    """Something that is asked for is not in the graph."""
    return Problem(404, "not-in-graph", "The graph has nothing of that name", detail)


def _names(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _lists(model: type[BaseModel]) -> set[str]:
    return {
        field.alias or name
        for name, field in model.model_fields.items()
        if get_origin(field.annotation) is list
    }


def _refused(error: ValidationError) -> Problem:
    first = error.errors(include_url=False, include_context=False)[0]
    name = str(first["loc"][0])
    if first["type"] == "missing":
        return Problem(
            400,
            "missing-parameter",
            "A parameter is missing",
            f"{name} has to be given",
            more={"parameter": name},
        )
    value = first["input"]
    told = first["msg"].removeprefix("Value error, ")
    said = ", ".join(value) if isinstance(value, list) else str(value)
    return wrong(name, f"{name}: {shown(said)}: {told[:1].lower()}{told[1:]}")
