"""Certificates: this installation's own, an operator's, and all the ways in which they can be wrong."""

from __future__ import annotations

import os
import stat
import time
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context

import c2pa
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from onetake.errors import BadRequest, DiskError, Failure
from onetake.provenance.keys import BEGIN, anchors, installation
from onetake.provenance.manifest import clock_is_set
from onetake.provenance.marks import Marks
from onetake.provenance.verify import verify

NOW = datetime.now(UTC)


def issue(folder, *, organisation="Studio", begin=NOW - timedelta(days=2), end=NOW + timedelta(days=2), alone=False):
    """A studio's certificate and key as files; its root as PEM."""

    def name(common):
        parts = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
        return x509.Name(
            parts + ([x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)] if organisation else [])
        )

    def certificate(subject, key, issuer, by, authority):
        usage = dict.fromkeys(("content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
                               "encipher_only", "decipher_only"), False)  # fmt: skip
        made = (
            x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer))
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(begin).not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), True)
            .add_extension(x509.KeyUsage(digital_signature=not authority, key_cert_sign=authority, crl_sign=authority,
                                         **usage), True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), False)
        )  # fmt: skip
        if not authority:
            made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False)
        return made.sign(by, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = certificate("root", root_key, "root", root_key, True)
    leaf = certificate("leaf", key, *(("leaf", key) if alone else ("root", root_key)), False)
    (folder / "cert.pem").write_bytes(leaf)
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem", root


def test_an_authority_is_made_once_and_its_key_is_private(own_data):
    assert anchors() == b"" and not own_data.exists(), "reading makes nothing"
    first, second = installation(), installation()
    assert first == second and not first.own
    (folder,) = (own_data / "keys").iterdir()
    assert stat.S_IMODE((folder / "key.pem").stat().st_mode) == 0o600
    assert sorted(p.name for p in folder.iterdir()) == ["chain.pem", "key.pem", "root.pem"]
    assert b"PRIVATE" not in (folder / "chain.pem").read_bytes() + (folder / "root.pem").read_bytes()


def test_the_certificate_says_that_nobody_knows_it(own_data):
    leaf = x509.load_pem_x509_certificate(installation().chain)
    (unit,) = leaf.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    assert "known to nobody but this installation" in unit.value
    assert leaf.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)


def test_many_processes_at_first_use_agree(own_data):
    context = get_context("spawn")
    with context.Pool(3) as pool:
        pool.starmap(installation, [(own_data / "keys",)] * 3)
    assert installation().chain == installation().chain
    assert not list((own_data / "keys").glob(".*"))


def test_a_clock_in_1970_makes_certificates_that_are_valid_later(own_data):
    early = datetime(1970, 1, 1, 0, 5, tzinfo=UTC)
    leaf = x509.load_pem_x509_certificate(installation(now=early).chain)
    assert leaf.not_valid_before_utc == BEGIN and leaf.not_valid_after_utc > NOW + timedelta(days=3650)
    assert not clock_is_set(early) and clock_is_set(NOW)


def test_a_certificate_that_has_run_out_is_followed_by_another(own_data):
    old = installation()
    later = installation(now=datetime(2070, 1, 1, tzinfo=UTC))
    assert later.chain != old.chain and anchors().count(b"BEGIN CERT") == 2, "the old root still proves old videos"
    assert installation(now=datetime(2070, 1, 2, tzinfo=UTC)) == later


def test_a_folder_that_cannot_be_written(tmp_path, monkeypatch, marker):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ONETAKE_DATA", str(tmp_path / "file"))
    with pytest.raises(DiskError) as caught:
        marker()
    assert caught.value.code == "keys-not-writable" and "ONETAKE_DATA" in caught.value.hint


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(tmp_path, monkeypatch, marker):
    (tmp_path / "locked").mkdir(mode=0o500)
    monkeypatch.setenv("ONETAKE_DATA", str(tmp_path / "locked"))
    with pytest.raises(DiskError, match="Permission denied"):
        marker()


def test_a_key_that_others_can_read_is_not_used(own_data):
    installation()
    (key,) = (own_data / "keys").glob("*/key.pem")
    key.chmod(0o644)
    with pytest.raises(Failure) as caught:
        installation()
    assert caught.value.code == "key-open-to-others" and "chmod 600" in caught.value.hint


@pytest.mark.parametrize("spoil", ["", "nonsense"])
def test_a_damaged_key(own_data, spoil):
    installation()
    (key,) = (own_data / "keys").glob("*/key.pem")
    key.write_text(spoil)
    with pytest.raises(Failure) as caught:
        installation()
    assert caught.value.code == "keys-damaged"


def test_an_own_certificate_signs_and_is_trusted_by_those_who_know_its_root(tmp_path, marker, write, cartoon):
    certificate, key, root = issue(tmp_path)
    path = write(tmp_path / "v.mp4", marker(Marks(certificate=certificate, certificate_key=key)), cartoon(4))
    unknown, known = verify(path).c2pa, verify(path, trusted=root).c2pa
    assert (unknown.state, unknown.ours) == ("valid", False) and "signingCredential.untrusted" in unknown.codes
    assert (known.state, known.ours, known.codes) == ("trusted", False, ()) and "Studio" in known.signer


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"organisation": ""}, "no organisation"),
        ({"begin": NOW - timedelta(days=9), "end": NOW - timedelta(days=1)}, "valid from"),
        ({"begin": NOW + timedelta(days=1), "end": NOW + timedelta(days=9)}, "valid from"),
        ({"alone": True}, "signed by itself"),
    ],
)
def test_certificates_that_would_not_hold_are_refused_before_anything_is_drawn(how, says, tmp_path, marker):
    certificate, key, _ = issue(tmp_path, **how)
    with pytest.raises(BadRequest, match=says) as caught:
        marker(Marks(certificate=certificate, certificate_key=key))
    assert caught.value.code == "bad-certificate" and caught.value.hint


def test_a_certificate_and_a_key_that_do_not_belong_together(tmp_path, marker):
    certificate, _, _ = issue(tmp_path)
    (tmp_path / "b").mkdir()
    _, key, _ = issue(tmp_path / "b")
    wrong = [(certificate, key), (certificate, None), (None, key), (tmp_path / "no.pem", key), (key, certificate)]
    for pair in wrong:
        with pytest.raises(BadRequest) as caught:
            marker(Marks(certificate=pair[0], certificate_key=pair[1]))
        assert caught.value.code == "bad-certificate"


def test_a_certificate_that_has_run_out_since(tmp_path, marker, write, cartoon):
    by, end = cartoon(2), datetime.now(UTC) + timedelta(seconds=3)
    certificate, key, root = issue(tmp_path, end=end)
    path = write(tmp_path / "v.mp4", marker(Marks(certificate=certificate, certificate_key=key)), by)
    time.sleep(max(0.0, (end - datetime.now(UTC)).total_seconds()) + 1.1)
    verdict = verify(path, trusted=root)
    assert verdict.c2pa.state == "invalid" and verdict.c2pa.codes and verdict.exit_status == 3


@pytest.mark.parametrize(
    ("how", "state"),
    [
        ({"begin": NOW - timedelta(days=9), "end": NOW - timedelta(days=1)}, None),
        ({"alone": True}, "valid"),
        ({"organisation": ""}, "valid"),
    ],
    ids=["expired", "self-signed", "no-organisation"],
)
def test_bad_certificates_of_strangers_are_not_trusted(how, state, tmp_path, encode, cartoon, own_data):
    """Another program may sign with what we refuse. The library itself refuses only what has run out."""
    certificate, key, _ = issue(tmp_path, **how)
    info = c2pa.C2paSignerInfo(
        alg=b"es256", sign_cert=certificate.read_bytes(), private_key=key.read_bytes(), ta_url=None
    )

    def sign():
        with c2pa.Signer.from_info(info) as signer, c2pa.Builder({"claim_generator_info": [{"name": "x"}]}) as builder:
            builder.set_intent(c2pa.C2paBuilderIntent.CREATE, c2pa.C2paDigitalSourceType.TRAINED_ALGORITHMIC_MEDIA)
            builder.sign_file(str(encode(tmp_path / "plain.mp4", cartoon(4), 20)), str(tmp_path / "v.mp4"), signer)

    if state is None:
        with pytest.raises(c2pa.C2paError):
            sign()
        return
    sign()
    verdict = verify(tmp_path / "v.mp4")
    assert (verdict.c2pa.state, verdict.c2pa.ours, verdict.verdict) == (state, False, "made-by-a-model")
    assert "signingCredential.untrusted" in verdict.c2pa.codes


def test_a_stranger_who_signs_what_we_made_is_contradicted(made, tmp_path, marker, write, cartoon):
    """Marked pictures under a manifest that names another identity: nobody is to believe either."""
    other = marker(fingerprint="other")
    frames = marker().mark(cartoon())
    by = marker(Marks(watermark=False), fingerprint="other")
    verdict = verify(write(tmp_path / "put-together.mp4", by, frames))
    assert verdict.verdict == "altered" and verdict.exit_status == 3 and verdict.watermark.identity != other.identity
