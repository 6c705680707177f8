"""The API of a project as a client sees it: a real server, and the document that it gives."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
_PATIENCE = 60.0  # seconds: a hang, not slowness


class Client(httpx.Client):
    """Asks a server, and holds what it answers against its document."""

    document: dict[str, Any]

    def ask(self, path: str, **headers: str) -> Any:
        """The JSON of an answer that is there and is what the document says."""
        answer = self.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        self.check(path, answer)
        return answer.json()

    def operation(self, path: str) -> dict[str, Any]:
        """What the document says of an address."""
        asked = path.partition("?")[0]
        found = self.document["paths"]
        if asked in found:
            return found[asked]["get"]  # type: ignore[no-any-return]
        for one, item in found.items():
            begin, brace, end = one.partition("{")
            if brace and asked.startswith(begin) and asked.endswith(end.partition("}")[2]):
                return item["get"]  # type: ignore[no-any-return]
        raise AssertionError(f"the document has no {asked}")

    def check(self, path: str, answer: httpx.Response) -> None:
        """Hold an answer against the document: its status, its media type and its schema."""
        responses = self.operation(path)["responses"]
        said = responses.get(str(answer.status_code), responses["default"])
        if "$ref" in said:
            said = self.document["components"]["responses"][said["$ref"].rpartition("/")[2]]
        media = answer.headers["content-type"].partition(";")[0]
        schema = said["content"][media].get("schema", {})
        if "json" in media and not media.endswith("x-ndjson"):
            whole = {**schema, "components": self.document["components"]}
            Draft202012Validator(whole).validate(answer.json())

    def refused(self, path: str, status: int, **headers: str) -> dict[str, Any]:
        """The problem that an address gives."""
        answer = self.get(path, headers=headers)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        problem: dict[str, Any] = answer.json()
        schema = {"$ref": "#/components/schemas/Problem", "components": self.document["components"]}
        Draft202012Validator(schema).validate(problem)
        assert problem["status"] == status
        return problem


@contextmanager
def serving(project: Path) -> Iterator[Client]:
    """Serve a project and ask it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["-m", "kg.cli", "serve", "--port", port, "--processes", 1, "--time-limit", 300]
    process = subprocess.Popen(
        [sys.executable, *map(str, command)],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    )
    try:
        with Client(base_url=f"http://127.0.0.1:{port}", timeout=300) as client:
            client.document = _document(client, process)
            yield client
    finally:
        process.terminate()
        process.communicate(timeout=_PATIENCE)


def _document(client: Client, process: subprocess.Popen[bytes]) -> dict[str, Any]:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            document: dict[str, Any] = client.get("/openapi.json").json()
            return document
        except httpx.ConnectError:
            time.sleep(0.05)
    raise AssertionError("the server did not start")
