"""使用说明 and its download, and the two entries to the 备案 (USER-10, USER-12, USER-13, USER-17, USER-23, USER-24)."""

from urllib.parse import quote

import httpx
import pytest

from api.people import qualifying
from kit import settings
from tests.api.people import makers
from tests.api.people.makers import a_client

API = "/api/v1"
FILING = {"ccpit_office": "226100", "ccpit_code": "2102M9997", "signatories": ["王萍"]}


async def _guide(client: httpx.AsyncClient) -> dict[str, list[str]]:
    return {each["key"]: each["lines"] for each in (await client.get(f"{API}/guide")).json()}


@pytest.mark.feature("USER-02", "USER-03", "USER-10", "USER-11", "USER-12", "USER-13", "USER-19", "USER-23", "USER-24")
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_the_guide_tells_anybody_how_to_prepare_and_whom_to_call(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without sign-in: the preparation at CCPIT, whom to ask for a card, the region's own hotline."""
    async with a_client() as client:
        told = await _guide(client)
        assert "登记单位印章和手签人员手签；获取贸促会注册编号" in told["preparation"][0]
        assert told["preparation"][3] == (
            "使用企业管理员账户, 登录【用户管理】-【我的资质】进行企业资质备案; "
            "进入贸促会原产地证申报系统, 在【用户备案】-【备案号导入】进行企业备案。"
        )
        assert told["registration"][:2] == ["在首页点击“注册”字样。", "进入注册页面，选择“企业用户”。"]
        assert told["sign_in"] == [
            "在登录界面根据提示，输入相关信息，点击【登录】。",
            "点击界面右上角“退出”字样，可安全退出系统。",
        ]
        assert told["operators"][0] == (
            "可使用企业管理员账号或法人卡登陆，在‘我的操作员’界面查看、维护企业操作员的信息。"
        )
        assert told["operators"][2] == "新增无卡操作员需要用身份证办理。"
        assert told["print"][0] == "请企业操作人员认真阅读、执行。"
        assert told["print"][-1] == "点击使用说明中的按钮即可下载最新的常见问题及解答。"
        assert told["card"][0] == "没有中国陕西电子口岸卡的企业，请联系当地数据分中心咨询如何办理。"
        assert "可致电单一窗口服务热线 010-95198 咨询" in told["card"][1]
        assert "029-95198" in told["card"][2]
        monkeypatch.setenv("HUIZHI_REGION", "liaoning")
        settings.forget()
        assert "0411-82732333" in (await _guide(client))["card"][2]


@pytest.mark.feature("USER-24")
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_the_newest_questions_and_answers_are_downloaded(db: str) -> None:
    """As a file with its Chinese name, with nothing left to fill in."""
    async with a_client() as client:
        answer = await client.get(f"{API}/guide/faq")
    assert answer.headers["content-type"].startswith("text/markdown")
    assert quote("常见问题及解答.md") in answer.headers["content-disposition"]
    assert "010-95198" in answer.text
    assert "{" not in answer.text


@pytest.mark.feature("USER-13", "USER-17")
async def test_the_qualification_is_filed_by_either_entry_and_says_how(db: str, valkey: str) -> None:
    """我的资质 and 备案号导入 fill the same form, for the 管理员 alone; the hints stand beside it, the faults in it."""
    _, person = await makers.founded()
    boss = await makers.at_work(person)
    clerk = await makers.an_operator(boss)
    async with a_client(await makers.a_token(person)) as client:
        before = (await client.get(f"{API}/qualification")).json()
        assert (before["complete"], before["hints"]) == (False, list(qualifying.HINTS))
        assert before["hints"] == [
            "贸促会编码填写6位本地贸促会机构编码",
            "企业编码为9位的企业贸促会注册编码",
            "手签员填写在贸促会已备案且未注销的手签员姓名",
        ]
        wrong = await client.put(f"{API}/qualification", json={**FILING, "ccpit_office": "22610"})
        assert wrong.json()["detail"] == "贸促会编码：填写6位贸促会机构编码。"
        assert (await client.put(f"{API}/qualification", json=FILING)).json()["complete"] is True
        imported = await client.post(f"{API}/filing-numbers", json={**FILING, "ccpit_office": "210200"})
        assert (imported.json()["ccpit_office"], imported.json()["signatories"][0]["state"]) == ("210200", "待核实")
        assert [each["name"] for each in (await client.get(f"{API}/signatories")).json()] == ["王萍"]
        profile = (await client.put(f"{API}/enterprise", json={"customs_code": "6101960A12", "fax": "029-1"})).json()
        assert (profile["customs_code_verified"], profile["profile"]) == (False, {"fax": "029-1"})
        assert (await client.get(f"{API}/enterprise")).json() == profile
    async with a_client(await makers.a_token(clerk)) as client:
        assert (await client.get(f"{API}/qualification")).json()["complete"] is True
        assert (await client.post(f"{API}/filing-numbers", json=FILING)).json()["code"] == "admins_only"
