"""印章制作 and 签名制作: from the uploaded scan to the list, and out of use again."""

from datetime import date, timedelta
from typing import Any

import pytest

from api import files, seals
from api.files import housekeeping
from api.files.models import File
from api.people.models import Person
from api.seals import schemas, words
from kit.clock import now
from kit.refusals import Refusal
from tests.api.people import makers as people
from tests.api.seals import makers


@pytest.mark.feature("SEAL-01", "SEAL-02", "SEAL-03", "SEAL-04", "SEAL-05", "SEAL-12", "SEAL-13", "SEAL-14", "SEAL-15")
@pytest.mark.feature("SEAL-17", "SEAL-18", "SEAL-19", "SEAL-21", "SEAL-23", "SEAL-26", "AUTH-01", "AUTH-04", "AUTH-11")
@pytest.mark.feature("AUTH-19", "SEAL-11")
def test_the_pages_are_told_in_the_manuals_words() -> None:
    told = schemas.choices()
    seal, signature = told.pages
    assert (seal.title, seal.method, seal.buttons["add"]) == ("印章制作", "真实印章图片", "新增印章")
    assert (signature.title, signature.buttons["save"], signature.empty) == ("签名制作", "保存签名", "无匹配数据")
    assert signature.columns == [
        "选择", "签名名称", "签名类型", "使用状态", "制作日期", "签名高度(毫米)", "签名宽度(毫米)", "备注",
    ]  # fmt: skip
    assert "不要使用手机拍照、扫描 A4 纸，不要使用制图软件处理扫描仪扫描后的图片。" in seal.notice
    assert "可选择的申报员为法人卡所属企业下的证件类型为“身份证”的无卡操作员或绑卡操作员。" in signature.notice
    assert "当前维护的印章信息应与原产地综合服务平台备案的印章信息一致。" in seal.hints
    assert {"圆形印章，直径不超过 4.5 厘米；", "长方形印章，长不超过 5.5 厘米，宽不超过 4 厘米；"} < set(seal.hints)
    assert "椭圆形印章，长轴不超过 5.5 厘米，短轴不超过 4.5 厘米；" in seal.hints
    assert "申报员签字，长不超过3.5cm，宽不超过3厘米。" in signature.hints
    assert list(told.authorising_buttons.values()) == ["刷新", "授权", "查看结果", "授权结果", "返回"]
    assert "当前所选的印章信息须与原产地综合服务平台备案的印章信息一致。" in told.authorising_hints


@pytest.mark.feature("SEAL-06", "SEAL-20")
async def test_who_may_be_chosen_has_a_card_or_an_id_card(db: str) -> None:
    """A 无卡操作员 signs and has no seal; the number on the ID card is shown masked."""
    boss = await makers.a_boss()
    clerk = await people.an_operator(boss)
    assert [each.id for each in await seals.choices(boss, "seal")] == [boss.person_id]
    signers = await seals.choices(boss, "signature")
    assert [each.id for each in signers] == [boss.person_id, clerk.id]
    assert "*" in signers[1].id_card
    with pytest.raises(Refusal, match="绑卡的法人或操作员"):
        await makers.a_seal(boss, person_id=clerk.id)
    await Person.filter(id=clerk.id).update(id_card="")
    with pytest.raises(Refusal, match="须有身份证注册"):
        await makers.a_seal(boss, "signature", person_id=clerk.id)


@pytest.mark.feature("SEAL-07", "SEAL-08", "SEAL-09", "SEAL-10")
async def test_a_seal_serves_no_longer_than_its_operators_card(db: str) -> None:
    boss = await makers.a_boss()
    today = now().date()
    await seals.declare_card(boss, boss.person_id, today - timedelta(days=9), today + timedelta(days=9))
    made = await makers.a_seal(boss)
    assert (made.name, made.valid_until, made.state) == ("合同章", f"{today + timedelta(days=9)}", "in_use")
    assert (made.width, made.height, made.remark) == (339, 339, "")
    for first, last, code in (
        (today, today + timedelta(days=10), "beyond_the_card"),
        (today - timedelta(days=10), today, "beyond_the_card"),
        (today - timedelta(days=5), today - timedelta(days=3), "already_over"),
        (today, today - timedelta(days=1), "days_reversed"),
    ):
        with pytest.raises(Refusal) as refused:
            await makers.a_seal(boss, first=first, last=last)
        assert refused.value.code == code
    with pytest.raises(Refusal, match="结束日期不能早于开始日期"):
        await seals.declare_card(boss, boss.person_id, today, today - timedelta(days=1))


async def test_without_the_cards_days_no_seal_is_made(db: str) -> None:
    boss = await makers.a_boss()
    clerk = await people.an_operator(boss)
    await Person.filter(id=clerk.id).update(card_no="8930000012345")
    with pytest.raises(Refusal, match="请先填写该操作员的卡证书有效期"):
        await makers.a_seal(boss, person_id=clerk.id)


@pytest.mark.feature("SEAL-16", "SEAL-20", "SEAL-22", "SEAL-24", "SEAL-25", "SEAL-26")
async def test_a_signature_from_the_upload_to_its_deletion_by_http(db: str) -> None:
    """The name is filled in, the list has the eight columns, deleting wants 停用 first."""
    boss = await makers.a_boss()
    async with people.a_client(await people.a_token(boss.person_id)) as client:
        assert (await client.get("/api/v1/seals", params={"kind": "signature"})).json()["items"] == []
        sent = {"file": ("签名.png", makers.a_scan(spare=0))}
        kept = await client.post("/api/v1/files", params={"purpose": "seal"}, files=sent)
        wish = {"person_id": str(boss.person_id), "file_id": kept.json()["id"]}
        made = await client.post("/api/v1/seals/signatures", json=wish)
        assert made.status_code == 422, made.text  # 33.9 by 33.9 mm
        assert made.json()["code"] == "too_big"
        kept = await client.post(
            "/api/v1/files", params={"purpose": "seal"}, files={"file": ("签名.png", makers.a_scan(300, 200, spare=0))}
        )
        made = await client.post("/api/v1/seals/signatures", json=wish | {"file_id": kept.json()["id"]})
        assert made.status_code == 201, made.text
        (line,) = (await client.get("/api/v1/seals", params={"kind": "signature"})).json()["items"]
        assert (line["name"], line["type_label"], line["state_label"]) == ("高永欣", "真实签名图片", "使用中")
        assert (line["height_mm"], line["width_mm"], line["remark"]) == ("16.9", "25.4", words.CUT)
        path = f"/api/v1/seals/{line['id']}"
        early = await client.delete(path)
        assert (early.status_code, early.json()["code"]) == (409, "disable_first")
        assert (await client.post(f"{path}/disable")).json()["state_label"] == "已停用"
        assert [(await client.delete(path)).status_code for _ in range(2)] == [204, 204]
        assert (await client.get("/api/v1/seals")).json()["total"] == 0
        assert (await client.get(path)).json()["state_label"] == "已删除"


async def test_only_an_own_picture_of_the_purpose_serves(db: str) -> None:
    boss = await makers.a_boss()
    other = await makers.a_boss("other", people.OTHER_CREDIT_CODE)
    for file_id, code in (
        (await makers.a_picture(boss, makers.a_scan(), purpose="mark"), "wrong_file"),
        (await makers.a_picture(other, makers.a_scan()), "not_found"),
    ):
        with pytest.raises(Refusal) as refused:
            await _made(boss, file_id)
        assert refused.value.code == code
    with pytest.raises(Refusal, match="未查询到相关信息"):
        await seals.read(other, (await makers.a_seal(boss)).id)


async def _made(boss: Any, file_id: Any) -> None:
    await seals.make(boss, seals.Wish(shape="round", person_id=boss.person_id, file_id=file_id, name="合同章"))


async def test_a_picture_stays_while_its_seal_is_known(db: str) -> None:
    """Uploads that nothing refers to go after a week: a seal refers to its own, a deleted one too."""
    boss = await makers.a_boss()
    made = await makers.a_seal(boss)
    await makers.a_picture(boss, makers.a_scan())
    await File.all().update(created_at=now() - timedelta(days=8))
    assert await housekeeping.forget_unused() == 1
    assert (await files.get(boss, made.file_id)).name == "扫描.png"


@pytest.mark.feature("AUTH-03")
async def test_one_of_each_kind_is_the_default_and_gives_way_to_the_next(db: str) -> None:
    boss = await makers.a_boss()
    first, signature = await makers.both(boss)
    second = await seals.set_default(boss, (await makers.a_seal(boss, name="公章")).id)
    assert [each.is_default for each in (second, signature)] == [True, True]
    assert not (await seals.read(boss, first.id)).is_default
    await seals.disable(boss, second.id)
    assert await seals.default(boss, "seal") is None
    with pytest.raises(Refusal, match="该印章未在使用中"):
        await seals.set_default(boss, second.id)
    assert await seals.default(boss, "seal") is None


async def test_what_ends_is_named_with_its_last_day(db: str) -> None:
    """M17: seals in use and the cards of who works there, on their last day and not beside it."""
    boss = await makers.a_boss()
    last = date(2027, 3, 1)
    await seals.declare_card(boss, boss.person_id, makers.FIRST, last)
    made = await makers.a_seal(boss)
    (seal,) = await seals.ending.seals(last, last)
    assert (seal.id, seal.name, seal.until, seal.enterprise_id) == (made.id, "印章“合同章”", last, boss.enterprise_id)
    (card,) = await seals.ending.cards(last, last)
    assert (card.name, card.until) == ("操作员卡证书", last)
    day = timedelta(days=1)
    assert [*await seals.ending.seals(last + day, last + day), *await seals.ending.cards(last - day, last - day)] == []
    await seals.disable(boss, made.id)
    assert await seals.ending.seals(last, last) == []
