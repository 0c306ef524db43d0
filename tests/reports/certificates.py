"""An authority of our own and certificates under it, made for one test run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

PASSWORD = "密码-123"
MOMENT = datetime(
    2031, 3, 4, 9, 30, tzinfo=UTC
)  # not the clock's, so that whoever asks the clock is found out
OFFICE = "某市城市管理考核办公室"
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


@cache
def authority() -> tuple[Key, x509.Certificate]:
    """The authority's key and certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key, _certificate("测试根证书", key, _name("测试根证书"), key, authority_itself=True)


def _certificate(
    words: str,
    key: Key,
    issuer: x509.Name,
    issuer_key: Key,
    *,
    authority_itself: bool = False,
    start: datetime = MOMENT - timedelta(days=30),
    days: int = 365,
    signs_documents: bool = True,
) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=signs_documents and not authority_itself,
        content_commitment=signs_documents and not authority_itself,
        key_encipherment=not authority_itself,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority_itself,
        crl_sign=authority_itself,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(_name(words))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=authority_itself, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


def key_file(
    folder: Path,
    *,
    name: str = "office.p12",
    password: str = PASSWORD,
    with_rsa: bool = False,
    with_key: bool = True,
    with_chain: bool = True,
    start: datetime = MOMENT - timedelta(days=30),
    days: int = 365,
    signs_documents: bool = True,
) -> Path:
    """Write a PKCS#12 file of the office, its certificate issued by the authority."""
    key: Key = rsa.generate_private_key(65537, 2048) if with_rsa else ec.generate_private_key(ec.SECP256R1())
    root_key, root = authority()
    certificate = _certificate(
        OFFICE, key, root.subject, root_key, start=start, days=days, signs_documents=signs_documents
    )
    content = pkcs12.serialize_key_and_certificates(
        b"office",
        key if with_key else None,
        certificate if with_key else None,
        [root] if with_chain or not with_key else None,
        BestAvailableEncryption(password.encode()),
    )
    path = folder / name
    path.write_bytes(content)
    return path
