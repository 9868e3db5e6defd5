"""Opening the house and closing it: logs, database, Redis, and which neighbours it may call; in this order and back."""

from typing import Final

from api import certificates, consignments, coordination, datasync, declarations, files, filings, licences, seals
from api.exchange.settings import Exchange
from kit import database, http, http_guard, logs, redis, settings
from kit.settings import House
from push.settings import ChannelSettings

# Importing a slice makes its kinds of document known: a process that opens the house can read every register row.
SLICES: Final = (certificates, consignments, coordination, datasync, declarations, filings, licences, seals)
# Every module with tables, from the lowest stair up: what the database is connected with.
MODELS: Final = (
    "push.models",
    "subscriptions.models",
    "api.people.models",
    "api.documents.models",
    "api.certificates.models",
    "api.coordination.models",
    "api.datasync.models",
    "api.declarations.backfill.models",
    "api.files.models",
    "api.filings.models",
    "api.masterdata.models",
)


async def open_house(house: House) -> None:
    """Connect this process to its database and its Redis; both may still be out of reach, and say so when used."""
    logs.configure(level=house.log_level)
    await database.connect(house.database(), MODELS)
    if house.redis_url:  # commands such as `migrate` need none
        redis.connect(house.redis_url)
    addresses = (*settings.load(ChannelSettings).provider_addresses(), *settings.load(Exchange).addresses())
    http.restrict(http_guard.only(*addresses))


async def close_house() -> None:
    """Let go of all of them."""
    files.dismiss_examiners()
    await http.close()
    http.restrict(None)
    await redis.disconnect()
    await database.disconnect()
