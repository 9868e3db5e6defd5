"""P-5: every line of the audit trail is signed and chained; whoever changes, takes out or puts in one is found out."""

import ast
import asyncio
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.health import lookout
from api.people import audit
from api.people.actor import Actor
from api.people.audit import reading
from kit import database, settings
from kit.clock import now
from kit.ids import new_id
from tests.api.people import makers
from tests.api.people.makers import a_client, a_token

HOUSE = "an-operators-token-of-32-characters!"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
COLUMNS = ("actor", "door", "action", "target", "result", "trace")


async def a_trail(lines: int = 12) -> list[Any]:
    for n in range(lines):
        await audit.record(Actor.system("test"), "party.create", f"x{n}")
    await audit.link()
    return [row["id"] for row in await database.fetch("select id from audit order by seq")]


async def sentences() -> list[str]:
    return [flaw.sentence for flaw in (await audit.verify()).flaws]


async def test_an_untouched_trail_is_whole_linked_or_not(db: str) -> None:
    await a_trail()
    await audit.record(Actor.system("test"), "party.create", "not linked yet")
    found = await audit.verify()
    assert (found.lines, found.flaws) == (13, ())


@pytest.mark.parametrize("seed", range(10))
async def test_whichever_line_is_changed_or_taken_out_the_check_names_it(db: str, seed: int) -> None:
    """Any line, any column; ten draws on each database."""
    chance = random.Random(seed)
    ids = await a_trail()
    place = chance.randrange(len(ids))
    if seed % 2:
        await database.execute("delete from audit where id = $1", ids[place])
        assert await sentences() == [f"第{place + 1}条缺失。"]
    else:
        column = chance.choice(COLUMNS)
        await database.execute(f"update audit set {column} = 'y' where id = $1", ids[place])
        (flaw,) = (await audit.verify()).flaws
        assert flaw == (place + 1, str(database.as_uuid(ids[place])), f"第{place + 1}条被改动。")


async def test_a_line_under_another_time_tenant_or_number_is_found(db: str) -> None:
    ids = await a_trail()
    await database.execute("update audit set at = $2 where id = $1", ids[3], now() - timedelta(days=1))
    await database.execute("update audit set tenant_id = $2 where id = $1", ids[5], new_id())
    assert await sentences() == ["第4条被改动。", "第6条被改动。"]


async def test_numbering_anew_after_taking_one_out_does_not_hide_it(db: str) -> None:
    ids = await a_trail()
    await database.execute("delete from audit where id = $1", ids[4])
    for place in range(5, len(ids)):
        await database.execute("update audit set seq = $2 where id = $1", ids[place], place)
    await database.execute("update audit_ends set seq = $1 where name = 'last'", len(ids) - 1)
    assert "首尾标记被改动。" in await sentences()
    assert "第5条与前一条不衔接：有记录被换过或补进来。" in await sentences()


async def test_a_line_put_in_by_somebody_without_the_key_is_found(db: str) -> None:
    """Before it is linked, and after: the clock links it, and its signature stays wrong."""
    await a_trail()
    sql = """insert into audit (id, at, actor, door, action, target, result, trace, mac)
             values ($1, $2, 'x', 'x', 'x', 'x', 'done', '', $3)"""
    await database.execute(sql, new_id(), now(), "0" * 64)
    assert await sentences() == ["一条尚未编号的记录被改动或由他人写入。"]
    await audit.link()
    assert await sentences() == ["第13条被改动。"]


async def test_cutting_off_the_end_is_found(db: str) -> None:
    ids = await a_trail()
    for each in ids[-2:]:
        await database.execute("delete from audit where id = $1", each)
    assert await sentences() == ["第11条至第12条缺失。"]


async def test_what_the_law_asks_for_no_more_goes_from_the_front_and_the_rest_stays_whole(db: str) -> None:
    ids = await a_trail()
    old = now() - timedelta(days=1200)
    for each in ids[:4]:
        await database.execute("update audit set at = $2 where id = $1", each, old)
    assert await audit.forget(LONG_AGO, now() - timedelta(days=1095)) == 4
    found = await audit.verify()
    assert (found.lines, found.flaws) == (8, ())
    assert await audit.forget(LONG_AGO, now() - timedelta(days=1095)) == 0
    await audit.record(Actor.system("test"), "party.create", "more")
    await audit.link()
    assert not (await audit.verify()).flaws


async def test_lines_of_a_version_without_signatures_are_signed_when_the_chain_begins_and_never_later(db: str) -> None:
    await audit.record(Actor.system("test"), "party.create", "x")
    await database.execute("update audit set mac = ''")
    await audit.link()
    assert await sentences() == []
    await audit.record(Actor.system("test"), "party.create", "y")
    await database.execute("update audit set mac = '' where seq is null")
    await audit.link()
    assert await sentences() == ["第2条被改动。"]


async def test_two_processes_that_link_at_once_make_one_chain(db: str) -> None:
    for n in range(20):
        await audit.record(Actor.system("test"), "party.create", f"x{n}")
    await asyncio.gather(*(audit.link() for _ in range(3)))
    found = await audit.verify()
    assert (found.lines, found.flaws) == (20, ())


async def test_the_operator_is_alerted_and_may_ask(db: str, valkey: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHI_OPERATOR_TOKEN", HOUSE)
    settings.forget()
    ids = await a_trail()
    assert not await lookout.watch_audit()
    await database.execute("update audit set result = 'refused' where id = $1", ids[0])
    assert await lookout.watch_audit()
    (alert,) = await database.fetch("select text from alerts where kind = 'audit'")
    assert "第1条被改动。" in alert["text"]
    async with a_client(HOUSE) as house:
        told = (await house.get("/api/v1/audit/verification")).json()
    assert (told["whole"], [flaw["sentence"] for flaw in told["flaws"]]) == (False, ["第1条被改动。"])


async def test_a_manager_reads_what_was_done_in_their_enterprise_and_nothing_else(db: str, valkey: str) -> None:
    """Newest first, people by name, deeds in Chinese; a neighbour's deeds are not there."""
    _, boss = await makers.founded()
    _, neighbour = await makers.founded("neighbour", makers.OTHER_CREDIT_CODE)
    async with a_client(await a_token(neighbour)) as client:
        await client.post("/api/v1/masterdata/parties/exporter", json={"form": {"code": "N01", "name_en": "N"}})
    async with a_client(await a_token(boss)) as client:
        made = await client.post("/api/v1/masterdata/parties/exporter", json={"form": {"code": "A01", "name_en": "A"}})
        found = (await client.get("/api/v1/audit")).json()
    told = [(each["who"], each["action_label"], each["target"]) for each in found["items"]]
    assert told == [("高永欣", "基础资料：新增", made.json()["id"])]
    assert found["total"] == 1


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_the_trail_is_read_within_a_stretch_of_time(db: str) -> None:
    """What lies behind the thousand newest lines is reached by its time."""
    _, person = await makers.founded()
    boss = await makers.at_work(person)
    await audit.record(boss, "party.create", "now")
    moment, hour = now(), timedelta(hours=1)
    stretches = {
        "around": reading.Within(moment - hour, moment + hour),
        "before": reading.Within(until=moment - hour),
        "after": reading.Within(since=moment + hour),
    }
    found = {name: (await reading.page(boss, within=each))[1] for name, each in stretches.items()}
    whole = (await reading.page(boss))[1]
    assert whole
    assert found == {"around": whole, "before": 0, "after": 0}


def test_a_deed_without_words_goes_by_its_name() -> None:
    assert [reading.label(each) for each in ("session.open", "a.b", "odd")] == ["登录：登录", "a.b", "odd"]


def _recorded() -> set[str]:
    """Every action that the code writes down by a name of two parts."""
    called = [
        node
        for folder in ("api", "bot")
        for path in Path(folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record"
    ]
    named = [each.args[1].value for each in called if isinstance(each.args[1], ast.Constant)]
    return {str(name) for name in named if "." in str(name)}


def test_every_deed_that_is_written_down_has_words() -> None:
    """操作日志 speaks Chinese: a new action needs its words in audit_words.json."""
    recorded = _recorded()
    assert "receipt.read_again" in recorded
    assert {each for each in recorded if reading.label(each) == each} == set()
