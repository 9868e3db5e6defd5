"""A registration that waits is an alert of its own until it is decided: nobody gets in before somebody has looked."""

from typing import Final
from uuid import UUID

from api.people import bonds

KIND: Final = "registration"
_MOST: Final = 1_000


async def begin(registration_id: UUID, enterprise_name: str) -> None:
    """Raise the alert, in the caller's transaction."""
    from api.exchange import alerts  # it stands above this slice

    text = f"企业“{bonds.masked_enterprise(enterprise_name)}”申请注册，待核验。查看：huizhi enterprises waiting"
    await alerts.raise_alert(KIND, str(registration_id), text)


async def end(registration_id: UUID) -> None:
    """Close the alert, in the caller's transaction."""
    from api.exchange import alerts

    open_ones, _ = await alerts.listed(alerts.Wanted(kind=KIND), offset=0, limit=_MOST)
    for each in open_ones:
        if each.key == str(registration_id):
            await alerts.acknowledge(each.id)
