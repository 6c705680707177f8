"""What may be fetched: from public addresses only, whoever names them, and so much only.

A dataset of somebody else must not make a build ask the router, the cloud's own services or a
neighbour's database. A name is resolved here once and the connection goes to what was checked, so
a name that answers differently the second time gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Allowed = Callable[[str], bool]

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefusedError(Exception):
    """A host has an address that nothing is fetched from, or none."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a fetch may take: octets, seconds without an answer and in all, redirects."""

    size: int = 4 << 30
    silence: float = 30.0
    seconds: float = 3600.0
    redirects: int = 5


def public(address: str) -> bool:
    """Whether an IP address is one of the public internet.

    >>> [public(one) for one in ("93.184.215.14", "10.0.0.1", "169.254.169.254", "::1", "0.0.0.0")]
    [True, False, False, False, False]
    >>> [public(one) for one in ("::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::10.0.0.1")]
    [False, False, False]
    """
    one = _inner(ipaddress.ip_address(address.partition("%")[0]))
    return one.is_global and not one.is_multicast


def resolve(host: str, port: int, allowed: Allowed) -> str:
    """An address of a host that may be asked.

    Raises:
        AddressRefusedError: the host has no address, or one that may not be asked.
    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressRefusedError(f"{host} has no address: {error}") from error
    addresses = [str(answer[4][0]) for answer in answers]
    for address in addresses:
        if not allowed(address):
            raise AddressRefusedError(f"{host} is {address}, which is no public address")
    return addresses[0]


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, if it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
