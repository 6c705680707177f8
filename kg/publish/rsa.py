"""RSA keys, with which the nanopublication network signs: PEM or OpenSSH, at least 2048 bits."""

from __future__ import annotations

from base64 import b64encode
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg.publish.signing import KeyFileError, read_private, wrong_kind

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_MAKE = "openssl genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:2048 -out nanopub.pem"
_LEAST = 2048  # bits; fewer are broken, or soon will be
_WANTED = f"nanopublications are signed with an RSA key of at least {_LEAST} bits ({_MAKE})"


class RsaSigner:
    """A private key, read before anything is written."""

    def __init__(self, key: RSAPrivateKey) -> None:
        self._key = key

    def sign(self, digest: bytes) -> bytes:
        """The PKCS #1 v1.5 signature of a SHA-256 digest; the same one gives the same signature."""
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
        from cryptography.hazmat.primitives.hashes import SHA256

        return self._key.sign(digest, PKCS1v15(), Prehashed(SHA256()))

    @cached_property
    def public(self) -> str:
        """The public key as nanopublications carry it: DER in base64, in one line."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return b64encode(self._key.public_key().public_bytes(*form)).decode()


def read_rsa(path: Path) -> RsaSigner:
    """Read a private key.

    Raises:
        KeyFileError: it cannot be read, needs a passphrase, is of another kind, or too short.
        ExtraError: what reads keys is not installed.
    """
    key = read_private(path, _MAKE)
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    if not isinstance(key, RSAPrivateKey):
        raise wrong_kind(path, key, "private", _WANTED)
    if key.key_size < _LEAST:
        raise KeyFileError(f"{path} is an RSA key of {key.key_size} bits; {_WANTED}")
    return RsaSigner(key)
