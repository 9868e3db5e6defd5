"""商品备案 from a draft to the last area's result, through HTTP and the exchange."""

from typing import Any

import orjson
import pytest

from api.exchange.outgoing import body_of
from api.filings import actions
from kit import database
from kit.refusals import Refusal
from tests.api.filings import makers as filings
from tests.api.people import makers

BASE = "/api/v1/filings"


async def _outgoing() -> list[dict[str, Any]]:
    rows = await database.fetch("select body, gateway, kind, key from outgoing order by id")
    return [{**orjson.loads(body_of(row)), "gateway": row["gateway"], "key": row["key"]} for row in rows]


@pytest.mark.feature("FILE-01", "FILE-02", "FILE-05", "FILE-07", "FILE-15", "FILE-22", "FILE-24", "CO-66", "CO-67")
async def test_a_filing_for_two_areas_from_draft_to_result(db: str, valkey: str) -> None:
    """Saved incomplete, refused with all faults, completed, declared, answered area by area, picked, copied."""
    _, person = await makers.founded()
    boss = await makers.at_work(person)
    await makers.qualified(boss)
    async with makers.a_client(await makers.a_token(person)) as client:
        draft = (await client.post(BASE, json={"form": {"name_zh": "带骨绵羊肉"}})).json()
        assert (draft["status_label"], draft["number"][:2], draft["declared_at"]) == ("暂存", "BA", None)
        one = f"{BASE}/{draft['id']}"
        refused = await client.post(f"{one}/declaration")
        assert refused.status_code == 422
        told = {fault["field"] for fault in refused.json()["facts"]["faults"]}
        assert told == {"hs_code", "name_en", "maker", "areas", "materials"}
        assert (await client.get(one)).json()["form"] == draft["form"]

        form = filings.a_form("S", "A").model_dump()
        saved = await client.put(one, json={"form": form, "revision": draft["revision"]})
        assert saved.json()["form"] == form
        declared = (await client.post(f"{one}/declaration")).json()
        assert (declared["status_label"], {each["status_label"] for each in declared["areas"]}) == (
            "已申报",
            {"已申报"},
        )
        assert declared["declared_at"]
        (message,) = await _outgoing()
        assert (message["gateway"], message["kind"], message["number"]) == ("ccpit", "filing", draft["number"])
        assert message["data"]["product"]["hs_code"] == "02042200"
        assert [each["area"] for each in message["data"]["areas"]] == ["S", "A"]

        await filings.ccpit_says(draft, "received")
        number = {"S": "18S2102M9997/00054"}
        await filings.ccpit_says(draft, "approved", seconds=2, data={"areas": ["S"], "filing_numbers": number})
        halfway = (await client.get(one)).json()
        assert halfway["status_label"] == "贸促会已接收"
        assert [each["status_label"] for each in halfway["areas"]] == ["审核通过", "贸促会已接收"]
        await filings.ccpit_says(draft, "returned", seconds=3, note="工序说明不完整", data={"areas": ["A"]})
        decided = (await client.get(one)).json()
        assert (decided["status_label"], decided["editable"]) == ("部分区域审核通过", False)
        assert [(each["filing_no"], each["status_label"], each["detail"]) for each in decided["areas"]] == [
            ("18S2102M9997/00054", "审核通过", ""),
            ("", "审核不通过", "工序说明不完整"),
        ]

        (line,) = (await client.get(BASE, params={"hs_code": "0204", "name_en": "mutton"})).json()["items"]
        assert [each["status_label"] for each in line["areas"]] == ["审核通过", "审核不通过"]
        (goods,) = (await client.get(f"{BASE}/goods", params={"area": "S", "text": "mutton"})).json()["items"]
        assert (goods["filing_no"], goods["hs_code"]) == ("18S2102M9997/00054", "02042200")
        assert (await client.get(f"{BASE}/goods", params={"area": "A"})).json()["items"] == []
        copied = (await client.post(f"{one}/copy")).json()
        assert (copied["form"], copied["status_label"], copied["areas"][0]["filing_no"]) == (form, "暂存", "")
        steps = (await client.get(f"{one}/history")).json()
        assert "工序说明不完整" in [step["note"] for step in steps]


async def test_what_followers_hear_is_the_result_of_each_area(db: str, valkey: str) -> None:
    """One message per area, with its name, its result and the reason; the whole's settling adds none."""
    boss = await filings.a_boss()
    filing = await filings.declared(boss, "S", "A")
    await filings.ccpit_says(filing, "approved", data={"areas": ["S"]})
    await filings.ccpit_says(filing, "returned", seconds=2, note="工序说明不完整", data={"areas": ["A"]})
    briefs = [row["brief"] for row in await database.fetch("select brief from messages order by id")]
    assert briefs == [
        f"商品备案{filing.number}（中国-瑞士自贸协定）审核通过，可以申请该区域的优惠原产地证。",
        f"商品备案{filing.number}（中国-澳大利亚自贸协定）审核不通过：工序说明不完整。请修改后再申报。",
    ]


async def test_a_word_on_the_whole_is_a_word_on_every_area(db: str, valkey: str) -> None:
    boss = await filings.a_boss()
    filing = await filings.declared(boss, "S", "A")
    await filings.ccpit_says(filing, "approved")
    again = await filings.read(boss, filing)
    assert (again.status, [each.status for each in again.areas]) == ("approved", ["approved", "approved"])


async def test_a_failure_of_the_whole_stays_a_failure_and_may_be_declared_again(db: str, valkey: str) -> None:
    """Each declaration is a message of its own, and the one before is not sent again."""
    boss = await filings.a_boss()
    filing = await filings.declared(boss, "S")
    await filings.ccpit_says(filing, "failed", note="报文不完整")
    failed = await filings.read(boss, filing)
    assert (failed.status, failed.detail, failed.areas[0].status, failed.editable) == (
        "failed",
        "报文不完整",
        "failed",
        True,
    )
    assert (await filings.declare_again(boss, filing)).status == "declared"
    assert len({message["key"] for message in await _outgoing()}) == 2


async def test_only_what_was_not_approved_is_declared_again(db: str, valkey: str) -> None:
    """A returned filing is mended and declared; an area that was approved keeps its approval and its number."""
    boss = await filings.a_boss()
    filing = await filings.declared(boss, "S")
    await filings.ccpit_says(filing, "returned", note="更正品名")
    mended = await filings.saved(boss, filing, filings.a_form("S", name_zh="去骨绵羊肉"))
    assert (await filings.declare_again(boss, mended)).areas[0].status == "declared"


@pytest.mark.feature("FILE-06")
async def test_without_the_qualification_nothing_is_begun_and_nothing_declared(db: str, valkey: str) -> None:
    """The manual's sentence; what was saved before the qualification was taken away stays a draft, and can be saved."""
    sentence = "使用系统前必须完善贸促会原产地证资质，否则系统不可用"
    newcomer = await filings.a_boss("newcomer", makers.OTHER_CREDIT_CODE, qualified=False)
    with pytest.raises(Refusal, match=sentence):
        await filings.drafted(newcomer, filings.a_form())
    boss = await filings.a_boss()
    draft = await filings.drafted(boss, filings.a_form())
    await database.execute("update enterprises set ccpit_code = ''")
    for act in (actions.declare, actions.copy):
        with pytest.raises(Refusal, match=sentence):
            await act(boss, draft.id)
    kept = await actions.save(boss, draft.id, filings.a_form("A"))
    assert (kept.status, kept.form.areas[0].area) == ("draft", "A")
