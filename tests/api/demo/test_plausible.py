"""The demo's year is believable: working days, the order of things, numbers of their day, every status to be seen."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from api import demo, documents, people
from api.demo.calendar import Calendar
from api.documents import REMOVED, kinds
from api.documents.kinds import kind_of
from api.people.models import Enterprise, Membership, Person, Signatory
from kit import database
from kit.clock import from_shanghai, in_shanghai, now
from tests.api.demo.test_furnishing import STAGE

_JOURNAL = """
    select d.number, d.kind, d.created_at, j.seq, j.axis, j.step, j.verdict, j.occurred_at
    from journal j join documents d on d.id = j.document_id order by d.id, j.seq"""
_SEEN_ELSEWHERE = {"unseen", REMOVED}  # before the first receipt, and after 删除: no list shows these
_NEEDS_A_CARD = {"authorisation"}  # 印章签名授权 wants a seal, and a seal somebody with a card: the demo has no cards
_SYNCS = """
    select s.kind, s.quantity, s.known, s.remark, s.login, s.requested_at, s.updated_at, d.status
    from syncs s join documents d on d.id = s.document_id order by s.requested_at"""
_MOMENTS = {
    "documents": ("created_at", "status_at", "updated_at"),
    "certificates": ("created_at", "updated_at", "declared_at"),
    "filings": ("created_at", "declared_at"),
    "backfills": ("created_at", "submitted_at"),
    "coordinations": ("created_at", "submitted_at"),
    "syncs": ("requested_at", "updated_at"),
}
pytestmark = [pytest.mark.timeout(120), pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)]


def _is_worked(wall: datetime) -> bool:
    return wall.weekday() < 5 and 9 * 60 <= wall.hour * 60 + wall.minute < 17 * 60 + 45


async def _lines() -> Mapping[tuple[str, str], list[Any]]:
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in await database.fetch(_JOURNAL):
        found[row["kind"], row["number"]].append(row)
    return found


async def test_everything_happened_on_working_days_in_the_order_in_which_it_must(db: str) -> None:
    """Nothing is approved before it was declared, nothing on a Sunday or in the night, nothing tomorrow."""
    await demo.furnish(STAGE)
    lines = await _lines()
    assert len(lines) > 700
    for named, steps in lines.items():
        moments = [database.as_time(step["occurred_at"]) for step in steps]
        assert moments == sorted(moments), named
        assert moments[-1] <= now(), named
        assert all(_is_worked(in_shanghai(moment)) for moment in moments), (named, moments)
        assert {step["verdict"] for step in steps} <= {"applied", "noted"}, named
        assert database.as_time(steps[0]["created_at"]) <= moments[0], named


async def test_every_kind_shows_every_status_and_the_open_ones_are_of_late(db: str) -> None:
    await demo.furnish(STAGE)
    rows = await database.fetch("select kind, status, max(created_at) as latest from documents group by kind, status")
    seen = {(row["kind"], row["status"]) for row in rows}
    missing = {
        (kind.name, status)
        for kind in kinds()
        if kind.name not in _NEEDS_A_CARD
        for status in set(kind.lifecycle.statuses) - _SEEN_ELSEWHERE
        if (kind.name, status) not in seen
    }
    assert missing == set()
    oldest = await database.fetch("select min(created_at) as at from documents where status = 'pending'")
    assert now() - database.as_time(oldest[0]["at"]) < timedelta(days=100)


async def test_working_numbers_are_of_the_day_on_which_the_document_was_begun(db: str) -> None:
    await demo.furnish(STAGE)
    for (kind, number), steps in (await _lines()).items():
        numbering = kind_of(kind).numbering
        if numbering.prefix and number.startswith(numbering.prefix):
            day = in_shanghai(database.as_time(steps[0]["occurred_at"])).strftime(numbering.period)
            assert number.startswith(f"{numbering.prefix}{day}"), number


async def test_the_list_of_synchronisations_counts_and_remarks_as_the_manual_does(db: str) -> None:
    """1 for an enterprise, 0 for a failure, and each time what was known the time before (SYNC-18…22)."""
    await demo.furnish(STAGE)
    known = 0
    for row in await database.fetch(_SYNCS):
        assert row["login"] == "gaoyongxin"
        if row["status"] == "success":
            assert row["quantity"] == (1 if row["kind"] == "company" else row["quantity"])
            assert row["updated_at"] > row["requested_at"]
        else:
            assert (row["quantity"], row["known"]) == (0, 0)
        if row["kind"] == "products" and row["status"] == "success":
            assert row["known"] == known
            assert row["remark"].endswith(f"其中{known}条商品备案已在上次同步完成!" if known else "商品备案同步成功")
            known = row["quantity"]


async def test_the_next_number_of_today_follows_what_the_year_has_used(db: str) -> None:
    await demo.furnish(STAGE)
    rows = await database.fetch("select taken from document_counters where taken < 0 or taken > 400")
    assert rows == []
    assert documents.kinds()


@pytest.mark.parametrize(
    "wall", ["2026-11-21 17:42", "2026-11-23 08:00", "2026-11-23 11:00", "2026-10-04 12:00", "2026-01-01 00:05"]
)
def test_a_year_that_ends_on_any_day_ends_at_work_and_never_in_the_future(dialect: str, wall: str) -> None:
    end = from_shanghai(datetime.fromisoformat(wall))
    calendar = Calendar(end, Random(7))
    moments = calendar.moments(300)
    assert all(_is_worked(in_shanghai(moment)) for moment in moments)
    assert moments == sorted(moments)
    at = moments[0]
    for _ in range(40):
        later = calendar.after(at, 50)
        assert at < later < end
        at = later


async def test_moments_are_kept_in_utc_as_everywhere_for_tables_compare_them_as_texts(db: str) -> None:
    await demo.furnish(STAGE)
    for table, columns in _MOMENTS.items():
        for column in columns:
            rows = await database.fetch(f"select count(*) as n from {table} where {column} like '%+08:00'")
            assert rows[0]["n"] == 0, (table, column)


async def test_what_waits_has_waited_for_weeks_and_not_for_a_year(db: str) -> None:
    """Nobody leaves a returned certificate for months, or an approved one unprinted; some few things are late."""
    await demo.furnish(STAGE)
    boss = await people.actor_of_person((await Person.get(login="gaoyongxin")).id, "test")
    assert boss
    for each in await documents.todo(boss):
        assert each.oldest, each.list.label
        assert 0 < each.open < 30, each.list.label
        assert now() - each.oldest < timedelta(days=75), each.list.label
    rows = await database.fetch(
        "select max(status_at) as at from documents where kind = 'filing' and status = 'received'"
    )
    assert now() - database.as_time(rows[0]["at"]) < timedelta(days=30)


async def test_the_enterprise_stands_as_ccpit_confirmed_it(db: str) -> None:
    """A year of 同步企业信息 leaves no 手签员 待核实 and no empty profile, and nobody who came today."""
    enterprise = await demo.furnish(STAGE)
    assert {each.on_file for each in await Signatory.filter(enterprise_id=enterprise.id)} == {True}
    firm = await Enterprise.get(id=enterprise.id)
    assert (firm.ccpit_office, firm.profile["name_en"]) == ("610100", "SHAANXI EXAMPLE TRADING CO., LTD.")
    since = await Membership.filter(enterprise_id=enterprise.id).values_list("granted_at", flat=True)
    assert all(now() - each > timedelta(days=365) for each in since)
