"""From an approved certificate to 海关接收成功, through HTTP, with the customs' answer at the receipts' door."""

import pytest

from api import documents
from api.people.actor import Actor
from kit.clock import now
from tests.api.authorities import answer
from tests.api.documents.makers import an_approved
from tests.api.people.makers import a_client, a_token, at_work, founded

EXPORT = "900220260000000001"
BASE = "/api/v1/declarations"


@pytest.mark.feature("SUPP-05")
@pytest.mark.feature("SUPP-09")
@pytest.mark.feature("SUPP-10")
@pytest.mark.feature("SUPP-16")
@pytest.mark.feature("SUPP-17")
async def test_an_approved_certificate_is_back_filled_returned_mended_and_taken(db: str, valkey: str) -> None:
    enterprise, boss = await founded()
    certificate = await an_approved(enterprise.id, "E26M000100Y40001")
    async with a_client(await a_token(boss)) as client:
        listed = (await client.get(f"{BASE}/backfills/candidates", params={"number": "E26"})).json()
        assert (listed["total"], listed["items"][0]["certificate_id"]) == (1, str(certificate))
        refused = await client.post(f"{BASE}/backfills/{certificate}", json={"exported": True})
        assert (refused.status_code, refused.json()["code"]) == (422, "numbers_missing")
        wish = {"exported": True, "numbers": f"{EXPORT}，900220260000000002"}
        sent = await client.post(f"{BASE}/backfills/{certificate}", json=wish)
        assert (sent.status_code, sent.json()["sentence"]) == (201, "已提交，等待海关接收。")
        made = sent.json()["backfill"]
        assert (made["numbers"], made["status_label"]) == (f"{EXPORT};900220260000000002", "已提交")
        await answer("backfill", made["number"], "failed", "报关单未结关")
        detail = (await client.get(f"{BASE}/backfills/{made['document_id']}")).json()
        assert (detail["status_label"], detail["history"][-1]["note"]) == ("海关接收失败", "报关单未结关")
        again = await client.post(f"{BASE}/backfills/{certificate}", json={"exported": True, "numbers": EXPORT})
        assert again.status_code == 201
        await answer("backfill", made["number"], "received")
        (final,) = (await client.get(f"{BASE}/backfills", params={"status": "received"})).json()["items"]
        assert (final["status_label"], final["certificate_no"]) == ("海关接收成功", "E26M000100Y40001")
        steps = (await client.get(f"{BASE}/backfills/{certificate}")).json()["history"]
        assert [each["step"] for each in steps] == ["录入", "提交", "海关接收失败", "提交", "海关接收成功"]
    assert (await documents.get(await at_work(boss), certificate)).status == "approved"


@pytest.mark.feature("SUPP-01", "SUPP-02", "SUPP-03", "SUPP-05", "SUPP-09", "SUPP-11", "SUPP-12", "SUPP-13")
@pytest.mark.feature("SUPP-04", "SUPP-06", "SUPP-07", "SUPP-08", "SUPP-10", "SUPP-14", "SUPP-15", "SUPP-16")
@pytest.mark.feature("SUPP-17", "SUPP-18", "SUPP-19")
async def test_pages_and_dialog_say_word_for_word_what_the_manual_says(db: str) -> None:
    _, boss = await founded()
    async with a_client(await a_token(boss)) as client:
        form = (await client.get(f"{BASE}/backfills/form")).json()
    assert (form["menu"], form["pages"]) == ("出口报关单补录", ["报关单号补录", "补录信息查询"])
    assert form["rule"] == (
        "企业可以对签发的出口原产地证书补录已放行或者结关的出口报关单号码, 可选择海关原产地证书和贸促会原产证书补录"
    )
    assert [each["label"] for each in form["authorities"]] == ["海关原产地证书", "贸促会原产地证书"]
    assert form["conditions"] == ["证明类型", "出口商代码", "证明创建日期", "证明号"]
    assert (form["title"], form["number"], form["question"]) == ("报关单号补录", "证明号", "是否实际出口")
    assert [(each["label"], each["needs_numbers"]) for each in form["choices"]] == [("是", True), ("否", False)]
    assert form["placeholder"] == "请输入报关单号, 若报关单号为多个, 报关单号之间用英文分号分隔"
    assert (form["buttons"], form["row_buttons"]) == (["提交", "取消"], ["补录", "详情"])
    assert form["scope"] == "适用于需要查询补录信息的陕西“单一窗口”用户"
    assert form["notes"] == [
        "用户可根据证明类型,出口商代码,证明创建日期,证明号等单一条件查询或者组合条件查询需要补录的数据",
        "查询的补录数据均是审核通过的数据",
        "根据当前证明下的货物是否已经实际出口进行选择是或者否，选择‘是’进行报关单号码补录，选择‘否’无需录报关单号码",
        "若报关单号为多个，报关单号之间用英文分号分隔",
        "贸促会原产地证书补录操作与海关原产地证书补录操作相同",
        "证明补录最终状态为海关接收成功",
    ]
    assert form["steps_title"] == "操作步骤"
    assert form["steps"][:4] == [
        "点击左侧菜单栏下的【出口报关单补录】",
        "点击【报关单号补录】",
        "选择海关原产地证书，进入补录界面",
        "点击展示列表中操作列下的【补录】，弹出补录界面",
    ]
    assert form["steps"][-2:] == [
        "点击【补录信息查询】，进入信息查询界面",
        "查询界面展示列表操作类点击【详情】，进入详情界面",
    ]


async def test_declarations_that_are_followed_are_listed(db: str, valkey: str) -> None:
    enterprise, boss = await founded()
    key = documents.Key("declaration", EXPORT)
    await documents.enter_many([documents.Entry(key=key, enterprise_id=enterprise.id)])
    found = (await documents.look_up([key]))[key]
    gateway = Actor.system("gateway:gacc")
    await documents.advance(documents.Move(found.id, "released", gateway, now()))
    async with a_client(await a_token(boss)) as client:
        (item,) = (await client.get(BASE, params={"number": "90022026", "status": "released"})).json()["items"]
        assert (item["number"], item["status_label"]) == (EXPORT, "已放行")
        assert (await client.get(BASE, params={"status": "closed"})).json()["total"] == 0
