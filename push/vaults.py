"""The mobile numbers in our tables, sealed anew or, where an earlier version kept them open, for the first time.

A delivery is sent only while its address is still its person's, and SQL tells by comparing the two as they are kept.
So addresses, holds and what is still to be sent change together, in one transaction; the log follows.
"""

from collections.abc import Callable
from typing import Any, Final

from kit import database
from kit.clock import now
from kit.database import Row
from kit.relation import Relation
from kit.sealing import Unopenable
from kit.vaults import Vault
from push import holds
from push.address import SMS, Address
from push.holds import Hold

_RENAMED: Final = Relation("renamed", before="text", after="text")
_OPEN_ONES: Final = f"""
    select value from addresses where channel = '{SMS}'
    union select address from deliveries where shelf = 0 and channel = '{SMS}'"""  # noqa: S608 — a constant
_BOUND: Final = f"""
    update addresses set value = renamed.after from {{renamed}}
    where addresses.channel = '{SMS}' and addresses.value = renamed.before"""  # noqa: S608
_UNSENT: Final = f"""
    update deliveries set address = renamed.after from {{renamed}}
    where deliveries.shelf = 0 and deliveries.channel = '{SMS}' and deliveries.address = renamed.before"""  # noqa: S608
_HELD: Final = f"select address, until, code, reason from holds where channel = '{SMS}' and address <> ''"  # noqa: S608


async def rename_together() -> int:
    """Bring what decides on sending under the present key in one transaction; return how many numbers were not."""
    async with database.transaction():
        values = [row["value"] for row in await database.fetch(_OPEN_ONES) if row["value"]]
        renamed = [(value, after) for value in values if (after := _renamed(value))]
        if renamed:
            await database.execute(_RENAMED.into(_BOUND), *_RENAMED.arguments(renamed))
            await database.execute(_RENAMED.into(_UNSENT), *_RENAMED.arguments(renamed))
        await _rename_holds()
    return len(renamed)


async def _rename_holds() -> None:
    for row in await database.fetch(_HELD):
        if after := _renamed(row["address"]):
            hold = Hold(SMS, after, database.as_time(row["until"]), row["code"], row["reason"])
            await holds.put([hold], now())
            await holds.lift(SMS, row["address"])


def _renamed(value: str) -> str | None:
    """Return the new form of a value; None for one that no key opens, which is for `huizhi rekey` to name."""
    try:
        return Address(SMS, value).anew()
    except Unopenable:
        return None


def _anew(column: str) -> Callable[[Row], dict[str, Any]]:
    def anew(row: Row) -> dict[str, Any]:
        after = Address(SMS, row[column]).anew()
        return {column: after} if after else {}

    return anew


VAULTS: Final = (
    Vault("addresses", ("id",), ("value",), _anew("value"), f"channel = '{SMS}' and value <> ''"),
    Vault("holds", ("channel", "address"), ("address",), _anew("address"), f"channel = '{SMS}' and address <> ''"),
    Vault("deliveries", ("id",), ("address",), _anew("address"), f"channel = '{SMS}' and address <> ''"),
)
