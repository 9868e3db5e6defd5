"""What lies with the demo's 享惠受阻协调: four small PDFs made here, uploaded and examined like anybody's."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from api import files
from api.coordination.vocabulary import Slot
from api.files.rules import COORDINATION
from api.people.actor import Actor
from kit import database

_SAMPLE: Final = "SAMPLE - FOR DEMONSTRATION ONLY"
# slot: the file's name, and what is printed on its page
_PAPERS: Final[Mapping[Slot, tuple[str, Sequence[str]]]] = {
    "certificate": (
        "原产地证明.pdf",
        ("CERTIFICATE OF ORIGIN", "1. Exporter: SHAANXI EXAMPLE TRADING CO., LTD.", "12. Issued at XI'AN, CHINA"),
    ),
    "import_declaration": (
        "进口报关单.pdf",
        ("IMPORT DECLARATION", "Exporter: SHAANXI EXAMPLE TRADING CO., LTD.", "Preference claimed: YES - SUSPENDED"),
    ),
    "other_1": (
        "提单.pdf",
        ("BILL OF LADING", "Shipper: SHAANXI EXAMPLE TRADING CO., LTD.", "SHIPPED ON BOARD - FREIGHT PREPAID"),
    ),
    "other_2": (
        "进口商说明.pdf",
        (
            "TO WHOM IT MAY CONCERN",
            "The customs of destination ask for a verification",
            "of the certificate of origin.",
        ),
    ),
}
_REDATE: Final = "update attachments set attached_at = $2 where document_id = $1"


async def upload(actor: Actor) -> Mapping[Slot, UUID]:
    """Upload one paper for each slot and return {slot: file}; not within a transaction."""
    return {
        slot: (await files.save(actor, name, _whole(_pdf((_SAMPLE, *lines))), COORDINATION)).id
        for slot, (name, lines) in _PAPERS.items()
    }


async def attach(actor: Actor, document_id: UUID, papers: Mapping[Slot, UUID], at: datetime) -> None:
    """Put papers into the slots of an application, as if at that moment; joins the caller's transaction."""
    for slot, file_id in papers.items():
        await files.attach(actor, document_id, slot, file_id)
    await database.execute(_REDATE, document_id, at)


async def _whole(data: bytes) -> AsyncIterator[bytes]:
    yield data


def _pdf(lines: Sequence[str]) -> bytes:
    """Return a PDF of one A4 page with these lines (ASCII, no parentheses or backslashes)."""
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    page = f"BT /F1 14 Tf 72 770 Td 28 TL {shown} ET"
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>",
        f"<</Length {len(page)}>>stream\n{page}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj{each}endobj\n".encode("ascii")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    entries = f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    tail = f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + f"{entries}{tail}".encode("ascii")
