"""Ed25519 signatures of a release, and the keys for them: PEM or OpenSSH, as ssh-keygen writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import ExtraError, KgError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

_MAKE = "openssl genpkey -algorithm ed25519 -out key.pem"
_WANTED = f"an Ed25519 key is wanted ({_MAKE})"


class KeyFileError(KgError):
    """A file is no key of the kind that is wanted."""


class Signer:
    """A private key, read before anything is written."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    def sign(self, octets: bytes) -> bytes:
        """The 64 octets of a signature; the same key and octets give the same ones."""
        return self._key.sign(octets)

    @property
    def public(self) -> bytes:
        """The public key in PEM."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def read_signer(path: Path) -> Signer:
    """Read a private key.

    Raises:
        KeyFileError: it cannot be read, needs a passphrase, or is of another kind.
        ExtraError: what reads keys is not installed.
    """
    key = read_private(path, _MAKE)
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if not isinstance(key, Ed25519PrivateKey):
        raise wrong_kind(path, key, "private", _WANTED)
    return Signer(key)


def read_private(path: Path, make: str) -> Any:
    """Read a private key of any kind, in PEM or OpenSSH form.

    Args:
        path: its file.
        make: the command that makes one of the kind that is wanted.

    Raises:
        KeyFileError: it cannot be read, or needs a passphrase.
        ExtraError: what reads keys is not installed.
    """
    _require()
    from cryptography.hazmat.primitives.serialization import (
        load_pem_private_key,
        load_ssh_private_key,
    )

    octets = _octets(path)
    load = load_ssh_private_key if b"OPENSSH" in octets else load_pem_private_key
    return _loaded(path, lambda: load(octets, None), "private", make)


def is_signed(octets: bytes, signature: bytes, public: Path) -> bool:
    """Whether a signature of some octets was made with the key of which this is the public part.

    Raises:
        KeyFileError: the key cannot be read, or is of another kind.
        ExtraError: what reads keys is not installed.
    """
    _require()
    from cryptography.exceptions import InvalidSignature

    try:
        _public(public).verify(signature, octets)
    except InvalidSignature:
        return False
    return True


def _public(path: Path) -> Ed25519PublicKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import (
        load_pem_public_key,
        load_ssh_public_key,
    )

    octets = _octets(path)
    load = load_ssh_public_key if octets.startswith(b"ssh-") else load_pem_public_key
    key = _loaded(path, lambda: load(octets), "public", _MAKE)
    if not isinstance(key, Ed25519PublicKey):
        raise wrong_kind(path, key, "public", _WANTED)
    return key


def _require() -> None:
    try:
        import cryptography  # noqa: F401 (whether it is there)
    except ImportError:
        raise ExtraError("signing needs cryptography: pip install 'sogdian[publish]'") from None


def _octets(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyFileError(f"the key {path} cannot be read: {error.strerror}") from None


def _loaded(path: Path, load: Callable[[], Any], part: str, make: str) -> Any:
    """A key of any kind; cryptography tells by many errors that it is none."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return load()
    except TypeError:
        raise KeyFileError(
            f"the key {path} has a passphrase; give one without, made for this"
        ) from None
    except (ValueError, UnsupportedAlgorithm) as error:
        if "password" in str(error).lower():
            raise KeyFileError(f"the key {path} has a passphrase; give one without") from None
        raise KeyFileError(
            f"{path} is no {part} key in PEM or OpenSSH form ({make} makes one)"
        ) from None


def wrong_kind(path: Path, key: Any, part: str, wanted: str) -> KeyFileError:
    """What is wrong with a key of another kind than the one that is wanted."""
    kind = type(key).__name__.lstrip("_").removesuffix("PrivateKey").removesuffix("PublicKey")
    return KeyFileError(f"{path} is a {part} key of kind {kind}; {wanted}")
