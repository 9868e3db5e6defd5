"""The statistics of a month: what they count, whom they show it to, and that a picture really comes of it (M11)."""

import struct
from datetime import datetime, timedelta
from uuid import UUID

import time_machine

from api import statistics
from api.certificates import Draft, drafting
from api.certificates.forms import BasicForm
from api.documents import Move, advance
from api.people import Actor
from api.people.models import Membership
from api.statistics import Heading
from api.statistics.card import card_of
from kit.clock import SHANGHAI
from tests.api.documents.makers import GATEWAY, a_document, a_person, an_enterprise
from tests.api.people.makers import OTHER_CREDIT_CODE

HOUR = timedelta(hours=1)
FIRST, NEXT = datetime(2026, 11, 1, tzinfo=SHANGHAI), datetime(2026, 12, 1, tzinfo=SHANGHAI)
OCTOBER = datetime(2026, 10, 1, tzinfo=SHANGHAI)
HEADING = Heading(firm="陕西示例", period="2026年11月", compared="上月同期", months=["10月", "11月"])


async def issued(firm: UUID, number: str, at: datetime, *, took: timedelta, back: bool = False, **more: object) -> None:
    """A certificate that was approved at a moment, so long after it was received, perhaps sent back in between."""
    made = await a_document(firm, number, **more)  # type: ignore[arg-type]
    await advance(Move(made, "received", GATEWAY, at - took))
    if back:
        await advance(Move(made, "returned", GATEWAY, at - took / 2))
    await advance(Move(made, "approved", GATEWAY, at))


async def a_month() -> tuple[Actor, UUID]:
    """Three of November (one was sent back), one of the last minute of October, one of a neighbour."""
    firm, other = await an_enterprise(), await an_enterprise(OTHER_CREDIT_CODE)
    clerk = await a_person(firm)
    await issued(firm, "E261026902330001", FIRST, took=2 * HOUR, entered_by=clerk.person_id)
    await issued(firm, "E261026902330002", FIRST + 48 * HOUR, took=4 * HOUR, back=True, entered_by=clerk.person_id)
    await issued(firm, "C261026902330003", FIRST + 72 * HOUR, took=9 * HOUR, kind="ccpit_certificate")
    await issued(firm, "E261026902330004", FIRST - timedelta(minutes=1), took=HOUR)
    await issued(other, "E266000373410001", FIRST + HOUR, took=HOUR)
    return clerk, firm


async def test_what_was_issued_in_a_month_is_counted_by_chinas_days(db: str) -> None:
    clerk, _firm = await a_month()
    found = await statistics.figures(clerk, (FIRST, NEXT), (OCTOBER, FIRST), [(OCTOBER, FIRST), (FIRST, NEXT)])
    assert (found.all.number, found.all.at_once, found.all.hours) == (3, 2, 4.0)
    assert f"{found.all.rate:.1f}" == "66.7"
    assert found.types == {"中国-东盟自贸协定": 2, "一般原产地证": 1}
    assert (found.earlier, found.months) == (1, [1, 3])
    assert {who: group.number for who, group in found.clerks.items()} == {clerk.person_id: 2, None: 1}


async def test_amounts_are_those_of_what_was_filled_in_here(db: str) -> None:
    firm = await an_enterprise()
    clerk = await a_person(firm)
    with time_machine.travel(FIRST, tick=False):
        for total, currency in (("18,600.50", "USD"), ("100", "USD"), ("7", "EUR"), ("", "EUR")):
            form = BasicForm(total_amt=total.replace(",", ""), curr=currency)
            made = await drafting.save_draft(clerk, Draft(authority="customs", type_code="E", form=form))
            await advance(Move(made.id, "declare", clerk, FIRST + HOUR))
            await advance(Move(made.id, "approved", GATEWAY, FIRST + 2 * HOUR))
    found = await statistics.figures(clerk, (FIRST, NEXT), (OCTOBER, FIRST))
    told = {currency: (f"{total}", n) for currency, (total, n) in found.amounts.items()}
    assert told == {"USD": ("18700.50", 2), "EUR": ("7", 1)}


async def test_a_clerk_sees_their_own_line_and_a_manager_all(db: str) -> None:
    clerk, firm = await a_month()
    found = await statistics.figures(clerk, (FIRST, NEXT), (OCTOBER, FIRST), [(OCTOBER, FIRST), (FIRST, NEXT)])
    own = await card_of(clerk, HEADING, found)
    assert [each["number"] for each in own["clerks"]] == ["2"]
    await Membership.filter(person_id=clerk.person_id).update(role="admin")
    boss = Actor(person_id=clerk.person_id, enterprise_id=firm, role="admin", door="http", name="")
    card = await card_of(boss, HEADING, found)
    assert [each["name"] for each in card["clerks"]] == [clerk.name, "其他系统录入"]
    assert card["tiles"][0] == {"label": "签发", "value": "3", "unit": "份", "note": "比上月同期 +2", "mood": "good"}
    assert card["tiles"][3]["value"] == "–"


async def test_a_stranger_counts_nothing(db: str) -> None:
    await a_month()
    nobody = await a_person(None)
    found = await statistics.figures(nobody, (FIRST, NEXT), (OCTOBER, FIRST), [(FIRST, NEXT)])
    assert (found.all.number, found.months, found.all.rate) == (0, [0], 0.0)


async def test_a_card_becomes_a_picture_for_a_phone(db: str) -> None:
    clerk, _firm = await a_month()
    found = await statistics.figures(clerk, (FIRST, NEXT), (OCTOBER, FIRST), [(OCTOBER, FIRST), (FIRST, NEXT)])
    png = await statistics.draw(await card_of(clerk, HEADING, found))
    width, height = struct.unpack(">II", png[16:24])
    assert png.startswith(b"\x89PNG")
    assert width == 1080
    assert 1200 < height < 3000
    assert len(png) < 1_000_000


async def test_a_card_says_what_stands_in_it_whatever_that_is(db: str) -> None:
    """Names and firms come from people: nothing in them is read as the drawing's own words."""
    clerk, _firm = await a_month()
    found = await statistics.figures(clerk, (FIRST, NEXT), (OCTOBER, FIRST), [(OCTOBER, FIRST), (FIRST, NEXT)])
    sly = Heading(firm='#panic("x") $1/0$ \\ "] <b> *', period="@a", compared="_b_", months=["#", "]"])
    assert (await statistics.draw(await card_of(clerk, sly, found))).startswith(b"\x89PNG")
