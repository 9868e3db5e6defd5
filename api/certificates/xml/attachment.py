"""A supporting file as the message `File`: beside the certificate, and without a namespace (formats.md §1.2)."""

import base64
from dataclasses import dataclass
from typing import Final

from lxml import etree

from api.certificates.certificate import Certificate
from api.certificates.forms import AttachmentType
from api.certificates.xml.vocabulary import written

_TO_FOLLOW: Final = {False: "0", True: "1"}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A supporting file: what it is, its name with suffix, its bytes; `delayed` if it follows the certificate."""

    type: AttachmentType
    name: str
    content: bytes
    delayed: bool = False

    @property
    def plain_name(self) -> str:
        """Return the name without blanks, as the import client takes it."""
        return "".join(self.name.split())


def write_attachment(certificate: Certificate, attachment: Attachment) -> bytes:
    """Return the message `File` in UTF-8; DocType is the suffix in upper case, which one public program writes so."""
    fields = {
        "CertNo": certificate.number,
        "CertType": certificate.type_code,
        "AplRegNo": certificate.form.apl_reg_no,
        "CiqRegNo": certificate.form.ciq_reg_no,
        "FileType": attachment.type,
        "FileName": attachment.plain_name,
        "DocType": attachment.plain_name.rpartition(".")[2].upper(),
        "FileContent": base64.b64encode(attachment.content).decode(),
        "IsDelay": _TO_FOLLOW[attachment.delayed],
    }
    root = etree.Element("File")
    for name, value in fields.items():
        etree.SubElement(root, name).text = written(value) if name != "FileContent" else value
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)
