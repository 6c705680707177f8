"""The server: it speaks the protocol over standard input and output, and lets workers answer.

What a model asks may be as long or as large as what strangers ask over HTTP, so it is answered by
the same workers, which are killed when they pass a limit.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from mcp import MCPError, types
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server

from kg.version import __version__
from kg.web.actions import Reply
from kg.web.lanes import Lanes
from kg.web.limits import Limits
from kg.web.mcp.resources import ONTOLOGY, QUERIES
from kg.web.mcp.tools import TOOLS
from kg.web.opening import Opening
from kg.web.problems import Problem

_FOLLOW = 1.0  # seconds between looks for a new build
_NO_RESOURCE = -32002
_INSTRUCTIONS = (
    "A knowledge graph in which nothing stands because it is true, but because somebody said it: in"
    " a source, at a place in it, on a date. Each value comes with its claims (their IRIs) and the"
    " documents in which they were made; cite them, and say so where sources disagree. Find what a"
    " question is about with `find`, look for a named query with `queries`, and write SPARQL only"
    f" where none fits; {ONTOLOGY} has the classes and properties."
)
_SOURCES = {
    "type": "array",
    "description": "The documents behind the answer, numbered as the text refers to them.",
    "items": {
        "type": "object",
        "required": ["number", "iri", "title"],
        "properties": {
            "number": {"type": "integer"},
            "iri": {"type": "string"},
            "title": {"type": "string"},
            "publisher": {"type": "string"},
            "issued": {"type": "string", "description": "Its date as said; may be a year."},
            "retrieved": {"type": "string"},
            "url": {"type": "string"},
        },
    },
}
_OUTPUT = {"type": "object", "required": ["sources"], "properties": {"sources": _SOURCES}}
_READS = types.ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


def run(opening: Opening, limits: Limits) -> None:
    """Serve until the client closes its end.

    Raises:
        StoreError: there is nothing to ask.
    """
    opening.graph(opening.current())
    asyncio.run(_serve(opening, limits))


async def _serve(opening: Opening, limits: Limits) -> None:
    async with stdio_server() as (incoming, outgoing):
        # only now: processes started before would hold the client's pipes open
        lanes = Lanes(opening, limits)
        await lanes.open()
        following = asyncio.create_task(_follow(lanes))
        try:
            server = made(lanes)
            await server.run(incoming, outgoing, server.create_initialization_options())
        finally:
            following.cancel()
            await lanes.close()


async def _follow(lanes: Lanes) -> None:
    while True:
        await asyncio.sleep(_FOLLOW)
        await lanes.follow()


def made(lanes: Lanes) -> Server[Any]:
    """The server of the SDK, with our tools and resources."""
    handlers = _Handlers(lanes)
    return Server(
        "sogdian",
        version=__version__,
        title="Sogdian",
        instructions=_INSTRUCTIONS,
        on_list_tools=handlers.list_tools,
        on_call_tool=handlers.call_tool,
        on_list_resources=handlers.list_resources,
        on_list_resource_templates=handlers.list_templates,
        on_read_resource=handlers.read_resource,
    )


class _Handlers:
    """What the server does for each kind of request."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    async def list_tools(self, _: _Context, __: _Page) -> types.ListToolsResult:
        tools = [
            types.Tool(
                name=tool.name,
                title=tool.title,
                description=tool.description,
                input_schema=tool.schema(),
                output_schema=_OUTPUT,
                annotations=_READS,
            )
            for tool in TOOLS.values()
        ]
        return types.ListToolsResult(tools=tools)

    async def call_tool(
        self, _: _Context, params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        sent = json.dumps(params.arguments or {}).encode()
        try:
            reply = await self._reply("tool", {"path": params.name}, sent)
        except Problem as problem:
            return _failed(json.loads(problem.body()))
        told = json.loads(reply.body)
        if reply.status != 200:
            return _failed(told)
        text = types.TextContent(text=told["text"])
        return types.CallToolResult(content=[text], structured_content=told["data"])

    async def list_resources(self, _: _Context, __: _Page) -> types.ListResourcesResult:
        named = {ONTOLOGY: "Classes and properties", QUERIES: "Named queries"}
        return types.ListResourcesResult(
            resources=[
                types.Resource(uri=iri, name=iri, title=title, mime_type="text/markdown")
                for iri, title in named.items()
            ]
        )

    async def list_templates(self, _: _Context, __: _Page) -> types.ListResourceTemplatesResult:
        query = types.ResourceTemplate(
            uri_template=f"{QUERIES}/{{name}}",
            name="query",
            title="A named query as SPARQL",
            mime_type="application/sparql-query",
        )
        return types.ListResourceTemplatesResult(resource_templates=[query])

    async def read_resource(
        self, _: _Context, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        iri = str(params.uri)
        try:
            reply = await self._reply("mcp-resource", {"iri": iri}, b"")
        except Problem as problem:
            raise MCPError(_NO_RESOURCE, _message(json.loads(problem.body()))) from None
        if reply.status != 200:
            raise MCPError(_NO_RESOURCE, _message(json.loads(reply.body)))
        text = types.TextResourceContents(uri=iri, mime_type=reply.media, text=reply.body.decode())
        return types.ReadResourceResult(contents=[text])

    async def _reply(self, action: str, values: Mapping[str, Any], body: bytes) -> Reply:
        """Have a worker answer; a call that is cancelled stops it.

        Raises:
            Problem: a limit was passed.
        """
        job = self._lanes.begin(action, values, body)
        try:
            return await job.answer
        except asyncio.CancelledError:
            self._lanes.abandon(job)
            raise


_Context = ServerRequestContext[Any]
_Page = types.PaginatedRequestParams | None


def _failed(problem: Mapping[str, Any]) -> types.CallToolResult:
    """An error that the model sees, and can mend its call by."""
    text = types.TextContent(text=_message(problem))
    return types.CallToolResult(content=[text], structured_content=dict(problem), is_error=True)


def _message(problem: Mapping[str, Any]) -> str:
    parts = (str(problem.get(name, "")) for name in ("title", "detail"))
    return ": ".join(part for part in parts if part)
