"""The paths of pages and of linked data, and the action that answers each."""

from __future__ import annotations

PATHS = (
    ("/", "home"),
    ("/find", "find-page"),
    ("/list", "list"),
    ("/describe", "describe"),
    ("/describe.{ending}", "describe"),
    ("/queries", "query-list"),
    ("/queries/{name}", "query-page"),
    ("/catalogue", "catalogue"),
    ("/catalogue.{ending}", "catalogue"),
    ("/.well-known/void", "void"),
    ("/robots.txt", "robots"),
    ("/sitemap.xml", "sitemap"),
    ("/sitemap-{number:int}.xml", "sitemap"),
)

REST = ("/{path:path}", "resource")
"""Whatever stands at no other path may be the path of an IRI: it comes last."""
