"""Forms of coordination without a fault, certificates that are linked, and what the customs say."""

from uuid import UUID

from api.coordination import Form
from api.declarations import backfill
from api.people import Actor
from tests.api.authorities import told
from tests.api.documents.makers import NUMBER, an_approved

EXPORT = "900220260000000001"


def a_form(**other: str) -> Form:
    """A form without a fault; `other` says what differs."""
    told = {
        "type": "customs",
        "certificate_no": NUMBER,
        "agreement_code": "02",
        "export_no": EXPORT,
        "import_no": "E2018-0154281",
        "contact": "高永欣",
        "phone": "13800138000",
        "reason": "进口国海关对证书签章有疑问。",
    }
    return Form(**(told | other))  # type: ignore[arg-type]


async def linked(clerk: Actor, number: str = NUMBER, export: str = EXPORT) -> UUID:
    """An approved certificate whose back-fill the customs have taken."""
    assert clerk.enterprise_id
    certificate = await an_approved(clerk.enterprise_id, number)
    sent = await backfill.submit(clerk, certificate, backfill.Wish(exported=True, numbers=export))
    await told(sent.id, "received")
    return certificate
