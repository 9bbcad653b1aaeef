"""The certificates that sign: an authority of this installation, made at first use, or the operator's own.

Nobody else knows an authority that a program made for itself, and its certificate says so. It proves that two files
came from one installation, and that a file has not changed since; who stands behind it, only an operator's own
certificate can prove (``--certificate``, ``--certificate-key``).

The authority's own key is thrown away as soon as it has signed: what never lay on a disk cannot be stolen. The signing
key is readable by its owner only. Without a time-stamping service a signature counts as long as its certificate,
so the certificate lasts long.
"""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from onetake.errors import BadRequest, DiskError, Failure

YEARS = 30
# Not the clock's time: a machine whose clock stands in 1970 must not make certificates that are never valid.
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_PUBLIC, _PRIVATE, _ROOT = "chain.pem", "key.pem", "root.pem"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What signs: the chain (leaf first, no root) and the leaf's key as PEM, the algorithm's C2PA name, and whether
    the certificate is the operator's own."""

    chain: bytes
    key: bytes
    algorithm: str
    own: bool


def data_folder() -> Path:
    """What is to be kept for good: ``ONETAKE_DATA``, else where the system keeps users' data."""
    if own := os.environ.get("ONETAKE_DATA"):
        return Path(own)
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "onetake"


def installation(folder: Path | None = None, now: datetime | None = None) -> Credentials:
    """This installation's certificate, made if there is none yet or the old one has run out.

    Raises ``DiskError`` (``keys-not-writable``) and ``Failure`` (``keys-damaged``, ``key-open-to-others``).
    """
    folder = folder or data_folder() / "keys"
    now = now or datetime.now(UTC)
    current = _newest(folder)
    if current is not None:
        found = _load(current)
        if _leaf(found.chain).not_valid_after_utc > now:
            return found
    return _load(_make(folder, now))


def anchors(folder: Path | None = None) -> bytes:
    """Every root that this installation has made, as PEM; empty where there is none. Makes nothing."""
    folder = folder or data_folder() / "keys"
    try:
        return b"".join(path.read_bytes() for path in sorted(folder.glob(f"*/{_ROOT}")))
    except OSError:
        return b""


def own_certificate(certificate: Path, key: Path, now: datetime | None = None) -> Credentials:
    """An operator's own chain (leaf first) and key, checked before anything is drawn.

    Raises ``BadRequest`` (``bad-certificate``).
    """
    now = now or datetime.now(UTC)
    try:
        chain = x509.load_pem_x509_certificates(certificate.read_bytes())
        secret = serialization.load_pem_private_key(key.read_bytes(), None)
    except OSError as problem:
        raise _bad(f"{problem.filename} cannot be read: {problem.strerror}.") from problem
    except (ValueError, TypeError) as problem:
        raise _bad(f"{certificate} and {key} are not a PEM certificate and its key without a password.") from problem
    leaf = chain[0]
    if leaf.public_key() != secret.public_key():
        raise _bad(f"{key} is not the key of {certificate}.")
    if not leaf.not_valid_before_utc <= now <= leaf.not_valid_after_utc:
        dates = f"{leaf.not_valid_before_utc:%Y-%m-%d} to {leaf.not_valid_after_utc:%Y-%m-%d}"
        raise _bad(f"{certificate} is valid from {dates}, and today is {now:%Y-%m-%d}.")
    if not leaf.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME):
        raise _bad(f"{certificate} names no organisation (O=), which C2PA asks for.")
    if leaf.issuer == leaf.subject:
        raise _bad(f"{certificate} is signed by itself; C2PA asks for one that an authority has signed.")
    _check_chain(chain, certificate)
    return Credentials(b"".join(map(_pem, chain)), key.read_bytes(), _algorithm(secret, certificate), own=True)


def _check_chain(chain: list[x509.Certificate], certificate: Path) -> None:
    for one, above in pairwise(chain):
        try:
            one.verify_directly_issued_by(above)
        except (ValueError, TypeError, InvalidSignature) as problem:
            raise _bad(f"The certificates in {certificate} do not sign one another, leaf first.") from problem


def _algorithm(secret: object, certificate: Path) -> str:
    if isinstance(secret, ec.EllipticCurvePrivateKey) and secret.curve.key_size in (256, 384, 521):
        return {256: "es256", 384: "es384", 521: "es512"}[secret.curve.key_size]
    if isinstance(secret, ed25519.Ed25519PrivateKey):
        return "ed25519"
    if isinstance(secret, rsa.RSAPrivateKey) and secret.key_size >= 2048:
        return "ps256"
    raise _bad(f"The key of {certificate} is of a kind that C2PA does not know.")


def _bad(message: str) -> BadRequest:
    return BadRequest("bad-certificate", message, "Give another one, or none to sign with this installation's own.")


def _newest(folder: Path) -> Path | None:
    try:
        return max((path.parent for path in folder.glob(f"*/{_PUBLIC}")), default=None)
    except OSError:
        return None


def _load(folder: Path) -> Credentials:
    """The certificate in a folder. A key that others can read is not used."""
    key = folder / _PRIVATE
    try:
        if os.name == "posix" and stat.S_IMODE(key.stat().st_mode) & 0o077:
            raise Failure("key-open-to-others", f"Others can read {key}.", f"Make it yours alone: chmod 600 '{key}'")
        chain, secret = (folder / _PUBLIC).read_bytes(), key.read_bytes()
        private = serialization.load_pem_private_key(secret, None)
        if _leaf(chain).public_key() != private.public_key():
            raise ValueError
    except (OSError, ValueError, TypeError) as problem:
        raise Failure(
            "keys-damaged",
            f"The signing key in {folder} cannot be read.",
            "Remove that folder; a new key is made. Older videos will then be read as signed by somebody else.",
        ) from problem
    return Credentials(chain, secret, "es256", own=False)


def _make(folder: Path, now: datetime) -> Path:
    """A new authority and what it signed, in a folder of its own that appears at once or not at all."""
    end = max(now, BEGIN) + YEARS * 365 * _DAY
    number = secrets.token_hex(4)
    said = "known to nobody but this installation"
    root_name = _name(f"onetake installation {number}", said)
    root_key, middle_key, leaf_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    root = _certificate(root_name, root_key, root_name, root_key, end, depth=1)
    middle_name = _name(f"onetake installation {number}, signing", said)
    middle = _certificate(middle_name, middle_key, root_name, root_key, end, depth=0)
    leaf = _certificate(_name(f"onetake {number}", said), leaf_key, middle_name, middle_key, end, depth=None)
    secret = leaf_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    # Folders are counted, so that the newest is the last by name whatever the clock says.
    final = folder / f"{_count(folder) + 1:04d}-{number}"
    part = folder / f".{final.name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.mkdir(mode=0o700)
        descriptor = os.open(part / _PRIVATE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secret)
        (part / _PUBLIC).write_bytes(_pem(leaf) + _pem(middle))
        (part / _ROOT).write_bytes(_pem(root))
        part.rename(final)
    except OSError as problem:
        shutil.rmtree(part, ignore_errors=True)
        raise DiskError(
            "keys-not-writable",
            f"The signing key cannot be kept in {folder}: {problem.strerror}.",
            "Set ONETAKE_DATA to a folder of yours, or leave the signature out with --no-sign.",
        ) from problem
    return _newest(folder) or final


def _count(folder: Path) -> int:
    newest = _newest(folder)
    number = newest.name.partition("-")[0] if newest is not None else "0"
    return int(number) if number.isdigit() else 0


def _name(common: str, said: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "onetake"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, said),
        ]
    )


def _certificate(
    name: x509.Name, key: ec.EllipticCurvePrivateKey, issuer: x509.Name, by: ec.EllipticCurvePrivateKey,
    end: datetime, depth: int | None,
) -> x509.Certificate:  # fmt: skip
    """An authority that may stand ``depth`` steps above the last, or, with None, a certificate that signs media."""
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only",
         "decipher_only"), False,
    )  # fmt: skip
    authority = depth is not None
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGIN)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=depth), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=not authority, key_cert_sign=authority, crl_sign=authority, **usage),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    )
    if not authority:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    return builder.sign(by, hashes.SHA256())


def _leaf(chain: bytes) -> x509.Certificate:
    return x509.load_pem_x509_certificate(chain)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
