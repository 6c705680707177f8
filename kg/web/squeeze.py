"""Answers compressed with gzip, by the worker, so that the server need not do it."""

from __future__ import annotations

import gzip
import os
import shutil
import tempfile

from kg.web.actions import Reply

_TOO_SMALL = 1400  # octets that fit in one packet
_LEVEL = 5
_PACKED = ("image/png", "application/vnd.apache.parquet", "application/zip")


def squeezed(reply: Reply) -> Reply:
    """The reply with its body compressed, where that is worth while."""
    if reply.media in _PACKED or "Content-Encoding" in reply.headers:
        return reply
    headers = {**reply.headers, "Content-Encoding": "gzip"}
    if reply.file is not None:
        return reply._replace(file=_file(reply.file), headers=headers)
    if len(reply.body) <= _TOO_SMALL:
        return reply
    return reply._replace(body=gzip.compress(reply.body, _LEVEL, mtime=0), headers=headers)


def _file(plain: int) -> int:
    with os.fdopen(plain, "rb") as source, tempfile.TemporaryFile() as packed:
        source.seek(0)
        with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=_LEVEL, mtime=0) as target:
            shutil.copyfileobj(source, target, 1 << 18)
        packed.flush()
        return os.dup(packed.fileno())
