"""作废: what it changes here, and what only people can do: no authority publishes a message for it (ADR 0014)."""

from typing import Final

from api.agreements.types import AUTHORITY_LABELS
from api.certificates.certificate import Certificate

HINT: Final = (
    "作废只登记在本系统，不会通知签证机构；作废后请持证书正本到签证机构办理退证。需要换发证书的，请办理改证重发。"
)


def advice(certificate: Certificate) -> str:
    """Return what is left to do about a voided certificate, '' for any other."""
    if certificate.status != "voided":
        return ""
    if certificate.replaced_by:
        return f"该证书已由证书{certificate.replaced_by}代替，请勿再使用，并将正本退回签证机构。"
    who = AUTHORITY_LABELS[certificate.authority]
    return f"作废只登记在本系统：{who}没有可以接收的作废报文，尚不知情。请勿再使用该证书，并持正本到签证机构办理退证。"
