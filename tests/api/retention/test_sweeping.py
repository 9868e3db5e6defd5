"""What is kept, for how long, and that it is gone a day later (P-3)."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from api import retention
from api.documents import advance
from api.exchange import alerts, inbox
from api.people import audit
from api.people.actor import Actor
from api.retention import sweeping
from api.retention.settings import Retention
from kit import database, settings
from kit.clock import now
from kit.ids import new_id
from kit.settings import Misconfigured
from push import arrivals, ledger, replaying
from push.channels.outcome import Unreachable
from push.channels.report import Report
from push.delivering import deliver_once
from tests.api.documents.makers import a_document, a_move, an_enterprise, the_document
from tests.push.channel import Told
from tests.subscriptions import house

pytestmark = pytest.mark.usefixtures("db")
DAY = timedelta(days=1)


async def count(what: str) -> int:
    return int((await database.fetch(f"select count(*) as n from {what}"))[0]["n"])


async def swept(days: int) -> dict[str, int]:
    return await retention.sweep(now() + timedelta(days=days))


async def an_announcement() -> None:
    """One follower is told and one who muted is not; what was sent is refused with words."""
    await house.follow(await house.person())
    await house.somebody_muted()
    await house.happen(house.news())
    await house.fan_out()
    await deliver_once({"wechat": Told(Unreachable("47003", "argument invalid"))})


async def test_words_go_after_ninety_days_and_the_log_after_four_hundred() -> None:
    await an_announcement()
    assert (await swept(89))["words of messages"] == 0
    [entry], _total = await ledger.deliveries(ledger.Wanted())
    assert (await ledger.attempts(entry.id))[0].text == "argument invalid"

    assert (await swept(91))["words of messages"] == 1
    [entry], _total = await ledger.deliveries(ledger.Wanted())
    assert (entry.title, entry.code, entry.reason) == ("证书审核结果通知", "47003", "")
    assert (await ledger.attempts(entry.id))[0].text == ""
    assert await count("messages where brief <> '' or link <> ''") == 0

    assert (await swept(399))["deliveries"] == 0
    assert await count("suppressions") == 1
    gone = await swept(401)
    assert (gone["announcements"], gone["deliveries"]) == (2, 3)
    for table in ("messages", "deliveries", "attempts", "announcements", "suppressions"):
        assert await count(table) == 0


async def test_what_has_no_words_any_more_is_not_sent_again() -> None:
    """The operator replays months later: an empty message would reach the phone."""
    await an_announcement()
    [entry], _total = await ledger.deliveries(ledger.Wanted())
    await swept(91)
    assert await replaying.replay([entry.id]) == 0


async def test_reports_go_with_the_log() -> None:
    await arrivals.take([Report("kannel", new_id().hex, "failed", "2", "no such number")])
    await swept(91)
    assert await count("reports where text = ''") == 1
    await swept(401)
    assert await count("reports") == 0


async def test_receipts_lose_their_bytes_and_stay_known() -> None:
    """Three years on the bytes are gone, and the same receipt is a duplicate still; an unread one stays whole."""
    await inbox.store("gacc", "1", b"<Receipt/>", "InBox/1.xml")
    await inbox.store("gacc", "2", b"<Receipt/>", "InBox/2.xml")
    await database.execute("update inbox set state = 'applied' where serial = '1'")
    await swept(1094)
    assert await count("inbox where length(body) > 0") == 2
    assert (await swept(1096))["bodies of receipts"] == 1
    rows = await database.fetch("select serial from inbox where length(body) > 0")
    assert [row["serial"] for row in rows] == ["2"]
    assert not await inbox.store("gacc", "1", b"<Receipt/>", "InBox/1.xml")


async def test_the_audit_outlives_half_a_year() -> None:
    await audit.record(Actor.system("test"), "subscription.follow", "x")
    await swept(184)
    await swept(1094)
    assert await count("audit") == 1
    assert (await swept(1096))["audit"] == 1
    assert await count("audit") == 0


async def test_only_alerts_that_were_dealt_with_go() -> None:
    for key in ("open", "closed"):
        await alerts.raise_alert("channel", key, "x")
    [closed] = [each for each in await alerts.standing() if each.key == "closed"]
    await alerts.acknowledge(closed.id)
    await swept(401)
    assert [each.key for each in await alerts.standing()] == ["open"]
    assert await count("alerts") == 1


async def test_receipt_files_are_deleted_after_a_month(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole days of InBox/.taken go; what is not ours stays."""
    monkeypatch.setenv("HUIZHI_EXCHANGE_GACC_DIR", str(tmp_path))
    settings.forget()
    taken = tmp_path / "Cooimp/InBox/.taken"
    for day in (now() - 40 * DAY, now() - 20 * DAY):
        folder = taken / f"{day:%Y%m%d}"
        folder.mkdir(parents=True)
        (folder / "receipt.xml").write_text("x")
    (taken / "kept by hand").mkdir()
    assert (await retention.sweep())["receipt files put away"] == 1
    assert sorted(path.name for path in taken.iterdir()) == [f"{now() - 20 * DAY:%Y%m%d}", "kept by hand"]


async def test_a_sweep_goes_on_where_it_ended_and_reaches_what_was_let_lie() -> None:
    """The job stood still for some days: nothing between its last stretch and the present one is left over."""
    await swept(0)
    await audit.record(Actor.system("test"), "x", "x")
    await swept(1090)
    assert (await swept(1100))["audit"] == 1
    assert (await swept(1100))["audit"] == 0


async def test_a_night_sweeps_one_day_hour_by_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """The past is not gone through again every night, and no transaction is longer than an hour of old rows."""
    asked: list[tuple[datetime, datetime]] = []

    async def forget(since: datetime, before: datetime) -> int:
        asked.append((since, before))
        return 0

    monkeypatch.setattr(sweeping, "SWEEPS", [sweeping.Sweep("audit", "keep_audit_days", forget)])
    moment = now()
    await retention.sweep(moment)
    await retention.sweep(moment + DAY)
    [first, *second] = asked
    assert first[1] == second[0][0] == moment - timedelta(days=1095)
    assert [end - begin for begin, end in second] == [timedelta(hours=1)] * 24
    assert [begin for begin, _end in second[1:]] == [end for _begin, end in second[:-1]]


@pytest.mark.parametrize(("name", "days"), [("AUDIT", "183"), ("WORDS", "1"), ("TAKEN", "-1")])
def test_a_period_that_is_too_short_stops_the_start(monkeypatch: pytest.MonkeyPatch, name: str, days: str) -> None:
    monkeypatch.setenv(f"HUIZHI_KEEP_{name}_DAYS", days)
    settings.forget()
    with pytest.raises(Misconfigured, match=f"HUIZHI_KEEP_{name}_DAYS"):
        settings.load(Retention)


async def test_nought_keeps_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHI_KEEP_AUDIT_DAYS", "0")
    settings.forget()
    await audit.record(Actor.system("test"), "x", "x")
    assert "audit" not in await swept(9999)
    assert await count("audit") == 1


def test_the_manual_names_every_period_with_its_default() -> None:
    manual = (Path(__file__).parents[3] / "docs/operations.md").read_text("utf-8")
    for name, field in Retention.model_fields.items():
        assert f"| `HUIZHI_{name.upper()}` | {field.default} |" in manual


async def test_the_journal_of_a_document_at_rest_goes_after_five_years_and_a_moving_one_keeps_its_own() -> None:
    """Not a line of what moved since; the document itself, and where it stands, stay."""
    firm = await an_enterprise()
    rested, moving = await a_document(firm, "E261026902330181"), await a_document(firm, "E261026902330182")
    for each in (rested, moving):
        await advance(a_move(each, "received", 0)._replace(occurred_at=now()))
    assert (await swept(1824))["journals of documents at rest"] == 0
    await advance(a_move(moving, "approved", 0)._replace(occurred_at=now() + 100 * DAY))
    assert (await swept(1826))["journals of documents at rest"] == 1
    assert (await the_document(rested)).status == "received"
    assert await count("journal") == 2
    assert (await swept(1930))["journals of documents at rest"] == 2
    assert await count("journal") == 0


def test_the_journal_is_kept_for_three_years_at_least(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHI_KEEP_JOURNAL_DAYS", "1094")
    settings.forget()
    with pytest.raises(Misconfigured, match="HUIZHI_KEEP_JOURNAL_DAYS"):
        settings.load(Retention)
