"""The world that transcripts play in, and the doors through which they are played."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar, Protocol

from api import coordination, people, printing
from api.certificates import Draft, drafting
from api.documents import Move, advance_many
from api.people.actor import Actor
from api.people.models import Enterprise, Membership, Person
from bot import listening
from bot.hearing import Heard, Kind
from kit.clock import now
from kit.ids import new_id
from push import addresses
from push.address import TELEGRAM, WECHAT, Address
from tests.api.coordination.makers import a_form, linked, told
from tests.api.documents.makers import GATEWAY, a_document, a_move
from tests.api.people.makers import at_work, founded

CHAT = "10001"
GAO = "oSandbox_GaoYongXin_00000001"
MOBILE = "13800138000"
FIRM = "陕西示例贸易有限责任公司"
FIRM_CODE = "91610000102690233L"
FOREIGN_CODE = "91110000600037341L"
FOREIGN_NUMBER = "E266000373410001"
_LINK = re.compile(r'<a href="weixin://bizmsgmenu\?msgmenucontent=([^&]*)&msgmenuid=\d+">([^<]*)</a>')


@dataclass
class World:
    """Who and what there is: 高永欣 of our enterprise, and a stranger's enterprise with a certificate."""

    actor: Actor
    enterprise_id: Any
    foreign_id: Any
    scene: str = ""
    ticket: Any = None
    documents: dict[str, Any] = field(default_factory=dict)
    coordination_no: str = ""
    filled: str = ""

    async def bind(self, channel: str = WECHAT, value: str = GAO) -> None:
        await addresses.bind(self.actor.person_id, channel, value)

    async def bind_for(self, person_id: Any, value: str, channel: str = WECHAT) -> None:
        """Bind an address to somebody else of the world."""
        await addresses.bind(person_id, channel, value)

    async def certificate(self, number: str, *steps: str, note: str = "") -> None:
        self.documents[number] = await a_document(self.enterprise_id, number, entered_by=self.actor.person_id)
        for minutes, step in enumerate(steps):
            await advance_many([a_move(self.documents[number], step, minutes, note=note)])

    async def staged_certificate(self, number: str, *steps: str) -> None:
        """As a transcript writes it: steps, and perhaps a reason (因：…)."""
        reason = "".join(each.removeprefix("因：") for each in steps if each.startswith("因："))
        await self.certificate(number, *[each for each in steps if "：" not in each], note=reason)

    async def certificate_of_yesterday(self, number: str, *steps: str) -> None:
        """As its authority tells it, a day ago."""
        self.documents[number] = await a_document(self.enterprise_id, number, entered_by=self.actor.person_id)
        for step in steps:
            moment = now() - timedelta(days=1)
            await advance_many([Move(self.documents[number], step, GATEWAY, moment)])

    async def filing(self, number: str) -> None:
        """A filing of ours, of which nobody has heard yet."""
        self.documents[number] = await a_document(self.enterprise_id, number, kind="filing")

    async def filled_in(self, type_code: str) -> None:
        """A customs certificate that our own people filled in, issued."""
        made = await drafting.save_draft(self.actor, Draft(authority="customs", type_code=type_code))
        for minutes, step in enumerate(("declare", "approved")):
            await advance_many([a_move(made.id, step, minutes)._replace(occurred_at=now())])
        self.filled = made.number

    async def printed(self, number: str) -> None:
        """An original of a certificate that came out of the printer, or did not: nobody has said yet."""
        sent = await printing.start(self.actor, self.documents[number], printing.Wish())
        await printing.job_ended(self.actor, sent.id)

    async def become_agent(self, code: str) -> None:
        """高永欣 acts for another enterprise too."""
        firm = await Enterprise.get(credit_code=code)
        await Membership.create(person_id=self.actor.person_id, enterprise_id=firm.id, role="agent", granted_at=now())

    async def coordination(self, number: str, *steps: str) -> None:
        """An application of ours under that certificate, submitted; then what the customs say of it, and why."""
        certificate = await linked(self.actor, number)
        made = await coordination.save(self.actor, a_form(certificate_no=number))
        await coordination.submit(self.actor, made.id)
        self.documents[number], self.documents["协调单"] = certificate, made.id
        self.coordination_no = made.number
        await self.customs_say(*steps)

    async def customs_say(self, *steps: str) -> None:
        """What the customs say of the application now."""
        note = "".join(each.removeprefix("因：") for each in steps if each.startswith("因："))
        for step in steps:
            if "：" not in step:
                await told(self.documents["协调单"], step, note)

    async def open_ticket(self, channel: str = WECHAT) -> None:
        actor = await self.signed_in()
        self.ticket = await people.tickets.open_ticket(actor, channel, consent=True)
        self.scene = self.ticket.scene

    async def signed_in(self) -> Actor:
        if self.actor.session_id is None:
            self.actor = await at_work(await Person.get(id=self.actor.person_id))
        return self.actor


async def a_world() -> World:
    enterprise, person = await founded("gaoyongxin", FIRM_CODE, name=FIRM, person_name="高永欣", mobile=MOBILE)
    foreign, _ = await founded("wang", FOREIGN_CODE, name="北京另一家公司", person_name="王五", mobile="13700137000")
    await a_document(foreign.id, FOREIGN_NUMBER)
    actor = await people.actor_of_person(person.id, "http")
    assert actor
    return World(actor, enterprise.id, foreign.id)


class Door(Protocol):
    """A way to the bot: what is said goes in, what is answered comes out in the neutral form, '' for silence."""

    follows: bool
    speaker: Address

    def as_shown(self, expected: str) -> str: ...

    async def say(self, line: str) -> str: ...

    async def do(self, act: str, scene: str = "") -> str: ...


class Core:
    """Straight to the core, as a given address."""

    KINDS: ClassVar = {
        "follow": Kind.CAME,
        "scan": Kind.SCANNED,
        "unfollow": Kind.LEFT,
        "image": Kind.MEDIA,
        "read": Kind.READ,
    }

    def __init__(self, speaker: Address | None = None) -> None:
        self.speaker = speaker or Address(WECHAT, GAO)
        self.follows = True

    def as_shown(self, expected: str) -> str:
        """Transcripts are written in the core's own form."""
        return expected

    async def say(self, line: str) -> str:
        return (await listening.listen(Heard(self.speaker, Kind.LINE, new_id().hex, line))).text

    async def do(self, act: str, scene: str = "") -> str:
        kind = Kind.CAME if act == "scan" and not self.follows else self.KINDS[act]
        self.follows = act != "unfollow"
        return (await listening.listen(Heard(self.speaker, kind, new_id().hex, scene))).text


def a_core(part: str) -> Core:
    """The core as somebody of the transcript's channel meets it."""
    if not part.startswith("telegram"):
        return Core()
    stranger = Core(Address(TELEGRAM, CHAT))
    stranger.follows = False  # a link always begins the chat
    return stranger


def neutral(content: str) -> str:
    """Turn WeChat's links back into taps."""
    return _LINK.sub(lambda link: f"<{link[2]}>" if link[1] == link[2] else f"<{link[2]}|{link[1]}>", content)
