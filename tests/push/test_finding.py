"""The log's indexes hold what they must: each look finds what reading everything finds, in the same order."""

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kit import database
from kit.clock import now
from kit.ids import new_id
from push import finding
from push.address import CHANNELS
from push.channels.registry import SEATS
from push.finding import Wanted
from push.lifecycle import SHELVES, State
from tests.push.orders import a_letter, an_order, put

MOST = 12
_IDS = ("id", "message_id", "person_id", "tenant_id")
_MADE = "update deliveries set state = $2, shelf = $3, code = $4, accepted_at = $5 where id = $1"


def test_every_channel_has_its_part_of_the_log() -> None:
    """The log of an enterprise is read channel by channel: what no part names would be missing from it."""
    assert set(CHANNELS) == set(SEATS)


async def _filled(dice: random.Random, tenants: Sequence[UUID], persons: Sequence[UUID]) -> list[dict[str, Any]]:
    """Sixty deliveries in every state, of which those that a provider took alone say when."""
    for _ in range(20):
        letter, tenant = a_letter(), dice.choice([*tenants, None])
        orders = [
            an_order(letter, person_id=person, tenant_id=tenant, channel=dice.choice(CHANNELS), address=f"a{person}")
            for person in persons
        ]
        for id_ in await put(*orders, letter=letter):
            state = dice.choice(list(State))
            taken = now() if state in {State.ACCEPTED, State.DELIVERED} else None
            await database.execute(_MADE, id_, state.value, int(SHELVES[state]), dice.choice(("", "", "43004")), taken)
    rows = await database.fetch("select * from deliveries order by id desc")
    return [{**row, **{name: row[name] and database.as_uuid(row[name]) for name in _IDS}} for row in rows]


def _plain(rows: Sequence[dict[str, Any]], wanted: Wanted) -> list[UUID]:
    named = ("person_id", "tenant_id", "message_id", "channel", "code")
    asked = {name: value for name in named if (value := getattr(wanted, name)) is not None}
    return [
        row["id"]
        for row in rows
        if all(row[name] == value for name, value in asked.items())
        and (wanted.states is None or row["state"] in wanted.states)
    ]


@pytest.mark.parametrize("seed", range(4))
async def test_each_look_finds_what_reading_everything_finds(db: str, seed: int) -> None:
    """Under any conditions, for an enterprise and for the operator: the same ids, newest first and oldest first."""
    dice = random.Random(seed)
    tenants, persons = [new_id(), new_id()], [new_id(), new_id(), new_id()]
    rows = await _filled(dice, tenants, persons)
    for _ in range(60):
        wanted = Wanted(
            tenant_id=dice.choice([None, *tenants]),
            person_id=dice.choice([None, None, *persons]),
            message_id=dice.choice([None, None, None, dice.choice(rows)["message_id"]]),
            channel=dice.choice([None, None, *CHANNELS]),
            states=dice.choice([None, [dice.choice(list(State))], dice.sample(list(State), 3), []]),
            code=dice.choice([None, None, None, "43004", ""]),
            since=dice.choice([None, now() - timedelta(hours=1)]),
        )
        expected, offset = _plain(rows, wanted), dice.choice((0, 0, 5))
        found, total = await finding.newest(wanted, offset=offset, limit=4, most=MOST)
        assert (found, total) == (expected[offset : offset + 4], min(len(expected), MOST + 1)), wanted
        assert await finding.oldest(wanted, 7) == expected[::-1][:7], wanted
