"""基础资料: the four editors' fields with their exact rules, kept per enterprise, found and deleted (BASE-01…41)."""

from typing import Any

import pytest

from api.masterdata import parties
from api.masterdata.initials import initials
from api.masterdata.parties import EDITORS
from kit.clock import in_shanghai, now
from kit.ids import new_id
from kit.refusals import Refusal
from tests.api.people import makers

EXPORTER = {"code": "010001", "name_en": "DAL INTERNATIONAL TRADING CO., LTD."}
IMPORTER = {
    "code": "2019001",
    "name_zh": "巴伐利亚发动机制造股份公司",
    "bank_account": "MA10231223647829ABB",
    "contact": "TOM",
}
PRODUCER = {"code": "2019002", "name_zh": "中国船舶重工有限公司", "name_en": "SHIPING PRODUCTION CO., LTD."}
CLAUSE = {"code": "0111", "content": "测试文本, 请忽略"}
SAMPLES: dict[Any, dict[str, str]] = {
    "exporter": EXPORTER,
    "importer": IMPORTER,
    "producer": PRODUCER,
    "clause": CLAUSE,
}


@pytest.mark.feature("BASE-15", "BASE-27", "BASE-34", "BASE-40")
@pytest.mark.feature("BASE-02", "BASE-06", "BASE-14", "BASE-17")
async def test_the_manuals_samples_go_through_the_whole_of_their_lives_by_http(db: str) -> None:
    """新增, 列表, 编辑, 删除 of each kind, with no approval in between."""
    _, person = await makers.founded()
    async with makers.a_client(await makers.a_token(person)) as client:
        for kind, form in SAMPLES.items():
            base = f"/api/v1/masterdata/parties/{kind}"
            made = await client.post(base, json={"form": form})
            assert made.status_code == 201
            listed = (await client.get(base)).json()
            assert [(each["no"], each["form"]) for each in listed["items"]] == [(1, form)]
            one = f"{base}/{made.json()['id']}"
            changed = await client.put(one, json={"form": {**form, "code": "ABC12345"}})
            assert changed.json()["code"] == "ABC12345"
            assert (await client.get(one)).json()["form"]["code"] == "ABC12345"
            gone = await client.post(f"{base}/deletion", json={"ids": [made.json()["id"]]})
            assert gone.json() == {"deleted": 1}
            assert (await client.get(one)).status_code == 404
            assert (await client.get(base)).json()["total"] == 0


@pytest.mark.feature("BASE-01", "BASE-03", "BASE-04", "BASE-05", "BASE-07", "BASE-12", "BASE-13", "BASE-16", "BASE-18")
@pytest.mark.feature("BASE-21", "BASE-22", "BASE-23", "BASE-24", "BASE-25", "BASE-26", "BASE-28", "BASE-29", "BASE-31")
@pytest.mark.feature("BASE-32", "BASE-33", "BASE-35", "BASE-36", "BASE-38", "BASE-39", "BASE-41")
@pytest.mark.feature("BASE-09", "BASE-10", "BASE-11", "BASE-20")
async def test_the_pages_are_told_in_the_manuals_words(db: str) -> None:
    """Titles, boxes, columns, buttons and hints of the four pages, as a page would draw them."""
    _, person = await makers.founded()
    async with makers.a_client(await makers.a_token(person)) as client:
        told = {each["kind"]: each for each in (await client.get("/api/v1/masterdata/editors")).json()}
    assert " ".join(each["page"] for each in told.values()) == "出口商管理 进口商管理 生产商管理 特殊条款管理"
    titles = ["编辑出口商", "编辑进口商", "编辑生产商", "编辑特殊条款"]
    assert [each["title"] for each in told.values()] == titles
    assert _labels(told, "exporter") == "受益人编码 电话 传真 Email 名称(英) 名称(中) 地址(英) 地址(中)"
    assert _labels(told, "importer") == (
        "客户编码 银行账号 EMAIL 联系人 客户名称(英) 客户名称(中) 地址(英) 地址(中) 传真一 "
        "传真二 电话一 电话二 公司资料"
    )
    assert _labels(told, "producer") == "生产商编码 名称(中) 名称(英) 地址(中) 地址(英)"
    assert _labels(told, "clause") == "特殊条款编码 特殊条款内容"
    assert _columns(told, "exporter") == "受益人编码 名称(中) 名称(英) 电话 创建时间"
    assert _columns(told, "importer") == "客户编码 客户名称(中) 客户名称(英) 银行账号 电话 Email 联系人"
    assert (
        _columns(told, "producer") == "生产商编码 生产商名称(中) 生产商名称(英) 生产商地址(中) 生产商地址(英) 创建日期"
    )
    assert _columns(told, "clause") == "特殊条款编码 特殊条款内容 创建日期"
    assert {each["empty"] for each in told.values()} == {"未查询到相关信息!"}
    own = {kind: each["hints"][2:] for kind, each in told.items()}
    assert own == {
        "exporter": ["点击【新增】按钮, 编辑出口商信息。", "列表默认显示已保存的所有出口商信息列表。"],
        "importer": ["方便企业设置常用的进口商资料, 以便在录入原产地证信息时, 选择已设置的进口商资料。"],
        "producer": ["方便企业设置常用的生产商资料，以便在录入原产地证信息时，选择已设置的生产商资料"],
        "clause": ["方便企业设置常用的特殊条款信息, 以便在录入原产地证信息时, 选择已设置的特殊条款"],
    }
    for each in told.values():
        assert each["hints"][0] == "方便企业设置常用的进口商、出口商、生产商等资料，以便申请证书时自动反填。"
        assert each["hints"][1] == "基础资料填写保存后，无需进行申报审核。"
        assert " ".join(each["buttons"]) == "新增 编辑 删除"
        assert " ".join(each["saving"]) == "保存 保存并新增 取消"
        code = each["boxes"][0]
        assert (code["hint"], code["placeholder"]) == ("由数字字母组合, 长度3-8位", "企业自定义")
    hints = {box["label"]: box["hint"] for each in told.values() for box in each["boxes"]}
    assert (hints["电话"], hints["传真"], hints["银行账号"]) == (
        "请输入20位内数字、符号组合", "由数字字母组合, 符号组合", "由数字字母组合, 长度19位",
    )  # fmt: skip
    email = next(box for box in told["exporter"]["boxes"] if box["name"] == "email")
    assert (email["placeholder"], email["hint"]) == ("123@163.com", "")  # a box that is empty is not wrong


@pytest.mark.feature("BASE-03", "BASE-15", "BASE-26", "BASE-27", "BASE-33", "BASE-34", "BASE-39", "BASE-40")
async def test_a_line_shows_its_columns_as_the_manual_does_with_a_dash_for_what_is_empty(db: str) -> None:
    _, person = await makers.founded()
    async with makers.a_client(await makers.a_token(person)) as client:
        shown = {}
        for kind, form in SAMPLES.items():
            base = f"/api/v1/masterdata/parties/{kind}"
            await client.post(base, json={"form": form})
            shown[kind] = (await client.get(base)).json()["items"][0]["cells"]
    day = in_shanghai(now()).date().isoformat()
    assert shown == {
        "exporter": ["010001", "-", "DAL INTERNATIONAL TRADING CO., LTD.", "-", day],
        "importer": ["2019001", "巴伐利亚发动机制造股份公司", "-", "MA10231223647829ABB", "-", "-", "TOM"],
        "producer": ["2019002", "中国船舶重工有限公司", "SHIPING PRODUCTION CO., LTD.", "-", "-", day],
        "clause": ["0111", "测试文本, 请忽略", day],
    }


def _labels(told: dict[str, Any], kind: str) -> str:
    return " ".join(box["label"] for box in told[kind]["boxes"])


def _columns(told: dict[str, Any], kind: str) -> str:
    return " ".join(column["label"] for column in told[kind]["columns"])


@pytest.mark.feature("BASE-08", "BASE-09", "BASE-10", "BASE-11", "BASE-19", "BASE-20", "BASE-30", "BASE-37")
@pytest.mark.parametrize(
    ("kind", "box", "good", "bad", "sentence"),
    [
        ("exporter", "code", "A01 ", "A0", "受益人编码由数字字母组合, 长度3-8位。"),
        ("exporter", "code", "12345678", "12-45", "受益人编码由数字字母组合, 长度3-8位。"),
        ("exporter", "code", "ＡＢ１", "123456789", "受益人编码最多8个字符。"),
        ("exporter", "phone", "+86(0411)82732333-01", "82732333转8", "电话请输入20位内数字、符号组合。"),
        ("exporter", "phone", "０４１１－８２７３２３３３", "1" * 21, "电话最多20个字符。"),
        ("exporter", "fax", "86-411-8273 ext.2", "传真2", "传真由数字字母组合, 符号组合。"),
        ("exporter", "email", "123@163.com", "123@163", "Email格式不正确，例如 123@163.com。"),
        ("exporter", "name_en", "CAFÉ À LA CARTE", "大连公司", "名称(英)请用英文填写。"),
        ("importer", "code", "2019001", "20/1", "客户编码由数字字母组合, 长度3-8位。"),
        ("importer", "bank_account", "MA10231223647829ABB", "MA10231223647829AB", "银行账号由数字字母组合, 长度19位。"),
        ("producer", "code", "2019002", "", "请填写生产商编码。"),
        ("clause", "code", "0111", "011 1", "特殊条款编码由数字字母组合, 长度3-8位。"),
        ("clause", "content", "L/C CLAUSE", "", "请填写特殊条款内容。"),
    ],
)
async def test_each_box_keeps_its_rule(db: str, kind: Any, box: str, good: str, bad: str, sentence: str) -> None:
    """A good value is saved; a bad one is refused with the box named and the manual's rule as the sentence."""
    _, person = await makers.founded()
    async with makers.a_client(await makers.a_token(person)) as client:
        base = f"/api/v1/masterdata/parties/{kind}"
        made = await client.post(base, json={"form": {**SAMPLES[kind], box: good}})
        assert made.status_code == 201
        refused = await client.post(base, json={"form": {**SAMPLES[kind], "code": "other1", box: bad}})
        assert refused.status_code == 422
        faults = refused.json()["facts"]["faults"]
        assert [(each["field"], each["sentence"]) for each in faults] == [(box, sentence)]
        kept = (await client.get(f"{base}/{made.json()['id']}")).json()["form"]
        unchanged = await client.put(f"{base}/{made.json()['id']}", json={"form": {**kept, box: bad}})
        assert (unchanged.status_code, unchanged.json()["detail"]) == (422, sentence)
        assert (await client.get(base)).json()["total"] == 1


async def test_all_faults_are_told_at_once_and_no_name_is_one(db: str) -> None:
    _, person = await makers.founded()
    actor = await makers.at_work(person)
    with pytest.raises(Refusal) as refused:
        await parties.create(actor, "exporter", {"code": "!", "phone": "no", "content": "not a box of this editor"})
    assert [each["field"] for each in refused.value.facts["faults"]] == ["content", "code", "phone", "name_zh"]


async def test_a_code_is_given_once_per_enterprise_and_kind_in_whatever_case(db: str) -> None:
    _, person = await makers.founded()
    _, neighbour = await makers.founded("other", makers.OTHER_CREDIT_CODE)
    actor, other = await makers.at_work(person), await makers.at_work(neighbour)
    first = await parties.create(actor, "exporter", {**EXPORTER, "code": "abc1"})
    with pytest.raises(Refusal, match="受益人编码ABC1已存在"):
        await parties.create(actor, "exporter", {**EXPORTER, "code": "ABC1"})
    assert await parties.update(actor, "exporter", first.id, {**EXPORTER, "code": "ABC1"})
    assert await parties.create(actor, "importer", {**IMPORTER, "code": "ABC1"})
    assert await parties.create(other, "exporter", {**EXPORTER, "code": "ABC1"})


async def test_records_are_found_by_code_chinese_english_and_initials(db: str) -> None:
    _, person = await makers.founded()
    actor = await makers.at_work(person)
    made = await parties.create(actor, "producer", PRODUCER)
    await parties.create(actor, "producer", {"code": "2019003", "name_en": "ANOTHER"})
    for text in ("2019002", "船舶", "shiping", "ZGCB", "ｚｇｃｂ"):
        found, total = await parties.page(actor, "producer", text)
        assert ([each.id for each in found], total) == ([made.id], 1), text
    assert (await parties.page(actor, "producer"))[1] == 2


async def test_deleting_is_all_or_nothing_and_foreign_records_are_missing(db: str) -> None:
    _, person = await makers.founded()
    _, neighbour = await makers.founded("other", makers.OTHER_CREDIT_CODE)
    actor, other = await makers.at_work(person), await makers.at_work(neighbour)
    mine = await parties.create(actor, "clause", CLAUSE)
    for ids in ([mine.id, new_id()], [new_id()]):
        with pytest.raises(Refusal, match="未查询到相关信息!"):
            await parties.delete(actor, "clause", ids)
    for attempt in (
        parties.get(other, "clause", mine.id),
        parties.get(actor, "producer", mine.id),
        parties.update(other, "clause", mine.id, CLAUSE),
        parties.delete(other, "clause", [mine.id]),
    ):
        with pytest.raises(Refusal, match="未查询到相关信息!"):
            await attempt
    assert (await parties.get(actor, "clause", mine.id)).form == CLAUSE


def test_initials_of_what_people_type() -> None:
    assert initials("大连国际贸易（集团）有限公司") == "DLGJMYJTYXGS"
    assert initials("厦门ABC重庆") == "XMABCCQ"
    assert initials("啊座，éλ") == "AZ"


def test_every_box_of_a_list_is_a_box_of_its_editor() -> None:
    for editor in EDITORS.values():
        known = {box.name for box in editor.boxes} | {"created_at"}
        assert {name for name, _ in editor.columns} <= known
