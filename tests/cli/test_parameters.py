from __future__ import annotations

import pytest
import typer
from typer.main import get_command

from kg.cli.ask import app
from kg.cli.parameters import given
from kg.query.checking.checks import RESERVED


def test_values_may_begin_with_a_dash_and_be_empty() -> None:
    assert given(["--n", "-5", "--text=", "--text", "a=b"]) == {"n": ["-5"], "text": ["", "a=b"]}
    assert given([]) == {}


@pytest.mark.parametrize("arguments", [["--n"], ["--n", "--m"], ["n"], ["-n", "1"], ["--=1"]])
def test_what_is_no_parameter_is_wrong_usage(arguments: list[str]) -> None:
    with pytest.raises(typer.BadParameter):
        given(arguments)


def test_no_parameter_may_be_called_like_an_option() -> None:
    query = get_command(app).commands["query"]  # type: ignore[attr-defined]
    options = {name for param in query.params for name in param.opts if name.startswith("--")}
    assert {f"--{name}" for name in RESERVED} == options | {"--help"}
