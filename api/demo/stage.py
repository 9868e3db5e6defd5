"""The stage: an enterprise, the people who work there, and what they follow. Safe to seed again."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from api import people
from api.people.actor import Actor
from api.people.models import Enterprise, Person
from api.people.operators import create_operator
from api.people.papers import Papers
from api.people.persons import Newcomer
from kit import database
from push import addresses
from push.address import CONSOLE, SMS, TELEGRAM, WECHAT
from subscriptions import follows
from subscriptions.follows import Wish
from subscriptions.topics import ENTERPRISE, EVERYTHING, topic

PASSWORD = "Banli-Yuanchandi-58"  # noqa: S105 — a demo's, printed on its front page; the sandbox listens on loopback alone
_DOOR = "demo"
_ID_CARDS = ("619999198506120026", "619999199309213340", "619999198801011105")  # of a county that is none


@dataclass(frozen=True, kw_only=True)
class Player:
    """One person of the demo: the first is 管理员, the others 经办人."""

    login: str
    name: str
    openid: str
    mobile: str
    chat_id: int
    follows_on: tuple[str, ...] = (WECHAT,)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The enterprise of the demo and its people."""

    name: str
    credit_code: str
    customs_code: str
    players: Sequence[Player]


async def seed(stage: Stage) -> Enterprise:
    """Enter the enterprise, its people, their addresses and their subscriptions, unless they are there already."""
    enterprise = await Enterprise.get_or_none(credit_code=stage.credit_code) or await _found(stage)
    for player in stage.players:
        await _place(enterprise, player)
    return enterprise


async def _found(stage: Stage) -> Enterprise:
    first = stage.players[0]
    founding = people.Founding(
        name=stage.name,
        credit_code=stage.credit_code,
        customs_code=stage.customs_code,
        login=first.login,
        person_name=first.name,
        mobile=first.mobile,
        password=PASSWORD,
    )
    enterprise, admin = await people.found_enterprise(Actor.system(_DOOR), founding)
    actor = await people.actor_of_person(admin.id, _DOOR)
    for player, id_card in zip(stage.players[1:], _ID_CARDS, strict=False):
        newcomer = Newcomer(login=player.login, name=player.name, mobile=player.mobile)
        await create_operator(actor or Actor.system(_DOOR), newcomer, PASSWORD, Papers(id_card))
    return enterprise


async def _place(enterprise: Enterprise, player: Player) -> None:
    person = await Person.get(login=player.login)
    held = {WECHAT: player.openid, SMS: player.mobile, TELEGRAM: str(player.chat_id), CONSOLE: player.name}
    async with database.transaction():
        for channel in player.follows_on:
            if await addresses.holder_of(channel, held[channel]) != person.id:
                await addresses.bind(person.id, channel, held[channel])
            await follows.follow(_wish(person.id, enterprise.id, channel))


def _wish(person_id: UUID, enterprise_id: UUID, channel: str) -> Wish:
    return Wish(
        person_id=person_id,
        channel=channel,
        level=ENTERPRISE,
        topic=topic(ENTERPRISE, enterprise_id),
        content=EVERYTHING,
        tenant_id=enterprise_id,
        label="",
    )
