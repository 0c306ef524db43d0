"""The office's electronic signature on a finished PDF: PAdES B-B (ETSI EN 319 142-1), invisible, checked at once.

The signature is appended, so what was signed stays byte for byte; the signed file is a paper of its own beside it.
Nothing here goes to the network: no time stamp authority is asked and no revocation list fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from cityassess.errors import Problem, Refused, Unavailable, WrongPassword

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate
    from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates
    from pyhanko.pdf_utils.extensions import DeveloperExtension
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfSigner, Signer
    from pyhanko.sign.validation import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus

MOST_KEY_BYTES = 1_000_000
FIELD = "OfficeSignature"
# Certificates of the office's kind carry one of these; pyHanko by default wants the first.
KEY_USAGES = frozenset({"non_repudiation", "digital_signature"})


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A certificate with its key, ready to sign; ``chain`` are the certificates above it that came with it."""

    name: str
    valid_from: datetime
    valid_to: datetime
    signer: Signer
    certificate: Certificate
    chain: tuple[Certificate, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed PDF, and who signed it when."""

    pdf: bytes
    name: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Signature:
    """What a signature in a PDF is worth.

    ``intact``: what it covers is as it was signed; ``whole``: it covers all of the file; ``trusted``: its certificate
    leads to one of the roots asked about and was valid at the time of signing.
    """

    name: str
    moment: datetime | None
    intact: bool
    whole: bool
    trusted: bool

    @property
    def good(self) -> bool:
        """Whether all of it holds."""
        return self.intact and self.whole and self.trusted


def key_from_file(path: Path, password: str) -> SigningKey:
    """Read a certificate file (PKCS#12: .p12, .pfx) with its password.

    Raises ``WrongPassword``, ``Refused`` where the file is none or has no key, ``Unavailable`` where it cannot
    be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_KEY_BYTES + 1)
    except OSError as error:
        raise Unavailable(
            f"证书文件“{path.name}”读不出来，没有签名。检查路径和权限，或把存有证书的U盘插好再试。"
        ) from error
    opened = _opened(content, password, path.name)
    if opened.key is None:
        raise _refused(path.name, "里面没有私钥，不能用来签名。请导出带私钥的证书文件（.p12或.pfx）。")
    if opened.cert is None:
        raise _refused(path.name, "里面没有与私钥配套的证书。请连同证书一起导出。")
    from pyhanko.sign.signers import SimpleSigner

    # PKCS#12 has been opened above, so what is left to fail is a key of a kind that pyHanko cannot sign with.
    try:
        signer = SimpleSigner.load_pkcs12_data(content, [], password.encode())
    except (ValueError, NotImplementedError) as error:
        raise _refused(path.name, _UNKNOWN_KIND) from error
    return _key(signer)


@contextmanager
def key_from_token(module: Path, pin: str, label: str, token: str = "") -> Iterator[SigningKey]:
    """Open the certificate of a label on a token (USBKey, PKCS#11) while the body runs.

    ``module`` is the library that the token's maker supplies, ``token`` the token's own label where there are several.
    Raises ``Unavailable`` where the program has no part to talk to tokens, or no token answers, ``Refused`` where the
    PIN is wrong or the token has no such certificate.
    """
    try:
        import pkcs11
        from pyhanko.config.pkcs11 import PKCS11SignatureConfig, TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11SigningContext
    except ImportError as error:
        raise Unavailable(
            "本机没有装读取证书介质（USBKey）的组件python-pkcs11，没有签名。请安装后再试，或改用证书文件（.p12）。"
        ) from error
    from pyhanko.sign.general import SigningError

    if not module.is_file():
        raise Unavailable(f"找不到证书介质的驱动“{module.name}”，没有签名。请按介质厂商的说明安装驱动。")
    criteria = TokenCriteria(label=token) if token else None
    config = PKCS11SignatureConfig(str(module), cert_label=label, token_criteria=criteria)
    context = PKCS11SigningContext(config, user_pin=pin)
    opened = ExitStack()
    try:
        signer = opened.enter_context(context)
    except SigningError as error:
        cause = error.__cause__
        if isinstance(cause, (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange)):
            raise Refused("证书介质的口令不对，没有签名。连续输错会锁死介质，请核对后再输。") from error
        if isinstance(cause, pkcs11.PinLocked):
            raise Refused("证书介质已被锁死，没有签名。请到发证机构解锁。") from error
        raise Unavailable(
            "没有找到要用的证书介质，没有签名。请把USBKey插好再试；同时插着几个时，写明用哪一个。"
        ) from error
    try:
        key = _key(signer)
    except pkcs11.PKCS11Error as error:
        opened.close()
        raise Refused(f"证书介质里没有名为“{label}”的证书，没有签名。请核对证书的名称。") from error
    with opened:
        yield key


def refuse_out_of_date(key: SigningKey, moment: datetime) -> None:
    """Raise ``Refused`` where a certificate is not valid at a moment."""
    if moment > key.valid_to:
        raise Refused(f"证书“{key.name}”已于{_day(key.valid_to)}过期，没有签名。请更换证书。")
    if moment < key.valid_from:
        raise Refused(
            f"证书“{key.name}”从{_day(key.valid_from)}起才有效，没有签名。请核对电脑的日期，或更换证书。"
        )


def sign_pdf(content: bytes, key: SigningKey, *, moment: datetime, reason: str = "") -> Signed:
    """Append a signature to a finished PDF and check the outcome as a reader would.

    ``moment`` is the time of signing and must have a time zone. Raises ``Refused`` where the certificate is not valid
    then or the PDF is already signed, ``Unavailable`` where the outcome does not hold; nothing is written here.
    """
    if moment.tzinfo is None:
        raise ValueError("the moment of signing needs a time zone")
    refuse_out_of_date(key, moment)
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    signer = PdfSigner(
        PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            name=key.name,
            reason=reason or None,
        ),
        key.signer,
    )
    try:
        pdf = _append(signer, _writer(content), moment.replace(microsecond=0))
    except PdfError as error:
        raise Unavailable("这份PDF打不开，可能已损坏，没有签名。重新生成通报后再签。") from error
    except SigningError as error:
        raise Refused(f"证书“{key.name}”签不了名：它的算法不受支持，或介质拒绝签名。") from error
    _check(content, pdf, key, moment)
    return Signed(pdf, key.name, moment)


def signatures(
    content: bytes, roots: Sequence[Certificate], *, moment: datetime | None = None
) -> tuple[Signature, ...]:
    """The signatures of a PDF, judged by the roots given and none besides, at a moment (``None``: now).

    Raises ``Unavailable`` for bytes that are no PDF.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        found = PdfFileReader(BytesIO(content)).embedded_regular_signatures
        return tuple(_signature(_status(each, roots, moment)) for each in found)
    except PdfError as error:
        raise Unavailable("这份PDF打不开，可能已损坏，签名没有核对。") from error


# ---- keys


_UNKNOWN_KIND = (
    "里面的密钥是不支持的类型（例如国密SM2）。请换用RSA或ECDSA的证书，国密电子印章须用签章厂商的软件。"
)


def _opened(content: bytes, password: str, name: str) -> PKCS12KeyAndCertificates:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import pkcs12

    if len(content) > MOST_KEY_BYTES or not _is_pkcs12(content):
        raise _refused(name, "不是证书文件。请选用.p12或.pfx文件。")
    try:
        return pkcs12.load_pkcs12(content, password.encode())
    except UnsupportedAlgorithm as error:
        raise _refused(name, _UNKNOWN_KIND) from error
    except ValueError as error:
        wrong = "没有签名：密码不对，或文件已损坏。请核对密码后再试。"
        raise WrongPassword(Problem(wrong, file=name)) from error


def _is_pkcs12(content: bytes) -> bool:
    from asn1crypto.pkcs12 import Pfx

    try:
        return str(Pfx.load(content)["version"].native) == "v3"
    except (ValueError, TypeError):
        return False


def _key(signer: Signer) -> SigningKey:
    certificate = signer.signing_cert
    if certificate is None:
        raise Refused("没有找到签名用的证书，没有签名。")
    # Without itself: the registry of a token holds the signer's own certificate as well.
    chain = tuple(each for each in signer.cert_registry if each.dump() != certificate.dump())
    return SigningKey(
        _common_name(certificate),
        certificate.not_valid_before,
        certificate.not_valid_after,
        signer,
        certificate,
        chain,
    )


def _common_name(certificate: Certificate) -> str:
    names = certificate.subject.native
    name = names.get("common_name") or names.get("organization_name") or certificate.subject.human_friendly
    return str(name)


def _day(moment: datetime) -> str:
    local = moment.astimezone()
    return f"{local.year}年{local.month}月{local.day}日"


def _refused(file: str, sentence: str) -> Refused:
    return Refused(Problem(f"没有签名：{sentence}", file=file))


# ---- signing and checking


def _writer(content: bytes) -> IncrementalPdfFileWriter:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Appending(IncrementalPdfFileWriter):
        """Leaves alone what the file says about itself: its words, else stamped with the clock, and its version."""

        def _update_meta(self) -> None:
            return

        def ensure_output_version(self, version: tuple[int, int]) -> None:
            """Stay at PDF 1.7, which PDF/A-2 asks; signatures by elliptic curves would make it 2.0."""

        def register_extension(self, ext: DeveloperExtension) -> None:
            """Name no extension: readers know these signatures without it."""

    writer = Appending(BytesIO(content), strict=True)
    if list(writer.prev.embedded_regular_signatures):
        raise Refused("这份PDF已经签过名，没有再签。请用没有签名的那一份。")
    return writer


def _append(signer: PdfSigner, writer: IncrementalPdfFileWriter, moment: datetime) -> bytes:
    """Sign as ``PdfSigner.sign_pdf`` does, but at a moment of ours instead of the clock's."""
    import asyncio

    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    async def run() -> bytes:
        session = signer.init_signing_session(writer)
        session.system_time = moment
        room = await session.estimate_signature_container_size(None)
        unsigned = session.prepare_tbs_document(None, bytes_reserved=room)
        digest, output = unsigned.digest_tbs_document()
        done = await unsigned.perform_signature(
            document_digest=digest.document_digest,
            pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=moment),
        )
        await done.post_signature_processing(output)
        output.seek(0)
        return bytes(output.read())

    return asyncio.run(run())


def _check(before: bytes, after: bytes, key: SigningKey, moment: datetime) -> None:
    """Open the signed file again and see that it holds; trust is measured by the key's own chain."""
    root = _root(key)
    found = signatures(after, [root], moment=moment)
    if not after.startswith(before) or len(found) != 1 or not found[0].intact or not found[0].whole:
        raise Unavailable("签名后重新打开核对，签名不完整，没有保存。请再试一次。")
    if not found[0].trusted:
        raise Refused(f"证书“{key.name}”不能用于签署文件（用途不符，或证书链有误），没有签名。请更换证书。")


def _root(key: SigningKey) -> Certificate:
    """The highest certificate that came with the key, else its own."""
    found = key.certificate
    above = {each.subject.dump(): each for each in key.chain}
    for _ in key.chain:
        issuer = above.get(found.issuer.dump())
        if issuer is None or issuer.dump() == found.dump():
            break
        found = issuer
    return found


def _status(
    embedded: EmbeddedPdfSignature, roots: Sequence[Certificate], moment: datetime | None
) -> PdfSignatureStatus:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(
        trust_roots=list(roots), moment=moment, allow_fetching=False, revocation_mode="soft-fail"
    )
    usages = KeyUsageConstraints(key_usage=KEY_USAGES, match_all_key_usages=False)
    return validate_pdf_signature(embedded, context, key_usage_settings=usages)


def _signature(status: PdfSignatureStatus) -> Signature:
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    return Signature(
        _common_name(status.signing_cert),
        status.signer_reported_dt,
        intact=bool(status.intact and status.valid and status.docmdp_ok is not False),
        whole=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        trusted=bool(status.bottom_line and status.trusted),
    )
