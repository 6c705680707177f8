"""The way to the web: a client that connects to checked addresses only, after redirects too."""

from __future__ import annotations

import httpx

from kg.ingest.sources.addresses import Allowed, Limits, resolve

_PORTS = {"http": 80, "https": 443}


def client(limits: Limits, allowed: Allowed) -> httpx.Client:
    """A client for one file. It heeds no environment: a proxy would resolve names by itself."""
    return httpx.Client(
        transport=Checked(allowed),
        timeout=limits.silence,
        follow_redirects=True,
        max_redirects=limits.redirects,
        headers={"Accept-Encoding": "identity", "User-Agent": "sogdian (kg)"},
        trust_env=False,
    )


class Checked(httpx.HTTPTransport):
    """Resolves the name of each request, checks the address, and connects to that address.

    The certificate is still checked against the name, which is what `sni_hostname` is for.
    """

    def __init__(self, allowed: Allowed) -> None:
        super().__init__(trust_env=False)
        self._allowed = allowed

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        if url.scheme not in _PORTS:
            raise httpx.UnsupportedProtocol(f"{url.scheme}: is neither http nor https")
        address = resolve(url.host, url.port or _PORTS[url.scheme], self._allowed)
        checked = httpx.Request(
            request.method,
            url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": url.host},
        )
        return super().handle_request(checked)
