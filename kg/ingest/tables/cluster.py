"""Whether a Spark cluster can be asked: told at once, not when the first table has changed."""

from __future__ import annotations

import importlib.util
import re
import socket
from urllib.parse import urlsplit

from kg.errors import ExtraError, StoreError

_MASTER = re.compile(
    r"local(\[(\d+|\*)(,\d+)?\])?|local-cluster\[\d+,\d+,\d+\]|yarn|k8s://.+|spark://[^/]+"
)
_FORMS = "spark://host:7077, yarn, k8s://https://host:port, local[2] or local-cluster[2,1,1024]"
_SECONDS = 5.0


def require_cluster(master: str) -> None:
    """Refuse an address of a cluster that cannot be one, or where nobody listens.

    Raises:
        StoreError: so it is.
        ExtraError: pyspark is not installed.
    """
    if not _MASTER.fullmatch(master):
        raise StoreError(f'"{master}" is no address of a Spark cluster: write {_FORMS}')
    hosts = master.removeprefix("spark://").split(",") if master.startswith("spark://") else []
    faults = [fault for host in hosts if (fault := _unreachable(host))]
    if faults and len(faults) == len(hosts):  # one master of several is enough
        raise StoreError(f"the cluster {master} cannot be reached: {'; '.join(faults)}")
    if importlib.util.find_spec("pyspark") is None:
        raise ExtraError("this needs pyspark: pip install 'sogdian[spark,tables]'")


def _unreachable(host: str) -> str:
    try:
        parts = urlsplit(f"//{host}")
        with socket.create_connection((parts.hostname or "", parts.port or 7077), _SECONDS):
            return ""
    except (OSError, ValueError) as error:
        return f"{host}: {getattr(error, 'strerror', None) or error}"
