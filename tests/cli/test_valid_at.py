"""`--valid-at`: what held in the world on a day, in the queries that can be asked of one."""

from __future__ import annotations

import csv

from tests.command import Run


def test_it_is_the_parameter_on(kg: Run) -> None:
    asked = ("query", "operators", "--state", "KAZ", "--format", "csv")
    one = kg(*asked, "--valid-at", "2025-06-01")
    assert one.stdout == kg(*asked, "--on", "2025-06-01").stdout
    assert one.returncode == 0, one.stderr
    both = kg(*asked, "--on", "2025-06-01", "--valid-at", "2025-06-01")
    assert both.returncode == 2
    assert "--valid-at is --on; give one of them" in both.stderr


def test_a_query_that_asks_of_no_day_names_those_that_do(kg: Run) -> None:
    done = kg("query", "aims", "--valid-at", "2025-06-01")
    assert done.returncode == 2
    assert "aims does not ask what held on a day; those that do are: attributes, b" in done.stderr
    assert "members-at" in done.stderr
    loose = kg("query", "-e", "SELECT * { ?s ?p ?o }", "--valid-at", "2025-06-01")
    assert loose.returncode == 2


def test_what_is_no_day_is_refused(kg: Run) -> None:
    done = kg("query", "operators", "--valid-at", "June")
    assert done.returncode == 2
    assert 'on: "June" is no date' in done.stderr


def test_the_modes_part_what_holds(kg: Run) -> None:
    day = ("query", "roles", "--valid-at", "2025-06-01", "--format", "csv")
    every = list(csv.DictReader(kg(*day).stdout.splitlines()))
    modes = ("certainly", "possibly", "as said")
    parts = {
        mode: list(csv.DictReader(kg(*day, "--mode", mode).stdout.splitlines())) for mode in modes
    }
    assert sum(map(len, parts.values())) == len(every)
    assert all(row["how"] == mode for mode, rows in parts.items() for row in rows)
    assert parts["certainly"]
    assert parts["as said"]
    assert all(row["date"] for row in parts["certainly"])
