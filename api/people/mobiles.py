"""The mobile on a person's file: it lies under seal, and an equal one is found by its blind index (P-4)."""

from typing import Any, Final

from tortoise.expressions import Q

from api.people.models import Person
from kit import database, sealing

_PURPOSE: Final = "mobile"
_OPEN: Final = 20  # characters: what is sealed is longer than any number
_AT_ONCE: Final = 500


def columns(mobile: str) -> dict[str, Any]:
    """Return a normalised mobile, or '', as the person's row keeps it."""
    return {"mobile": sealing.seal(mobile, _PURPOSE), "mobile_index": index(mobile)}


def index(mobile: str) -> str:
    """Return what an equal mobile is found by; nothing is to be learnt from it."""
    return sealing.blind(mobile, _PURPOSE)


def of(person: Person) -> str:
    """Return the mobile on a person's file, '' where there is none."""
    return person.mobile if len(person.mobile) <= _OPEN else sealing.unseal(person.mobile, _PURPOSE)


def is_on_file(mobile: str) -> Q:
    """Return the condition that a person's file holds this mobile; one that is not sealed yet is found too."""
    return Q(mobile_index__in=sealing.blinds(mobile, _PURPOSE)) | Q(mobile=mobile)


def resealed(kept: str) -> dict[str, Any]:
    """Return the columns sealed with the present key, nothing where they are; raises sealing.Unopenable."""
    if len(kept) <= _OPEN:
        return columns(kept) if kept else {}
    mobile, is_present = sealing.opened(kept, _PURPOSE)
    return {} if is_present else columns(mobile)


async def seal_open() -> int:
    """Seal the mobiles that an earlier version kept open, for the clock; return how many."""
    sealed = 0
    while open_ones := await Person.filter(mobile_index="").exclude(mobile="").limit(_AT_ONCE):
        async with database.transaction():
            for person in open_ones:
                await Person.filter(id=person.id, mobile=person.mobile).update(**columns(of(person)))
        sealed += len(open_ones)
    return sealed
