"""The toolbars of the query pages: what each button does to a certificate of each list, and what it refuses."""

from typing import Any

import httpx
import pytest

from tests.api.certificates import makers
from tests.api.certificates.walks import API, filled, heard, said


async def conditions(client: httpx.AsyncClient, which: str, authority: str = "ccpit") -> dict[str, dict[str, str]]:
    page = said(await client.get(f"{API}/lists/{which}", params={"authority": authority}))
    return {each["name"]: each["options"] for each in page["search"]["conditions"]}


@pytest.mark.feature("CO-84", "CO-90")
async def test_types_and_statuses_are_chosen_by_the_names_that_people_read(client: httpx.AsyncClient) -> None:
    """Whatever is offered is taken by the list; a status in words of one's own is refused with what there is."""
    general = await conditions(client, "general")
    assert general["type_code"] == {"C": "一般原产地证 (C)"}
    assert list(general["status"].values()) == [
        "暂存", "已申报", "贸促会接收失败", "贸促会已接收", "审核中", "审核不通过", "审核通过",
    ]  # fmt: skip
    assert (await conditions(client, "general", "customs"))["status"]["received"] == "海关已接收"
    assert {"S", "H", "HM", "GE"} <= set((await conditions(client, "preferential"))["type_code"])
    assert (await conditions(client, "voided"))["status"] == {"voided": "已作废"}
    for status in general["status"]:
        said(await client.get(API, params={"list": "general", "status": status}))
    refused = said(await client.get(API, params={"list": "general", "status": "暂存"}), 422)
    assert refused["errors"] == [
        {
            "field": "query/status",
            "fault": "不在可选的值之内：draft、declared、received、pending、returned、failed、approved、voided",
        }
    ]


async def _voided(client: httpx.AsyncClient) -> str:
    own = await filled(client)
    said(await client.post(f"{own}/declaration"))
    await heard(own, "approved", certificate_no="261102M99970001")
    said(await client.post(f"{own}/void", json={"reason": "订单取消"}))
    return own


@pytest.mark.feature("CO-83", "CO-88")
async def test_what_is_void_is_copied_and_looked_at_and_nothing_else(client: httpx.AsyncClient) -> None:
    """复制, 预览, 刷新; no 编辑, 申报, 改证重发, 删除: each refused in a sentence that names the status."""
    own = await _voided(client)
    (row,) = said(await client.get(API, params={"list": "voided"}))["items"]
    assert (row["number"], row["status_label"]) == ("261102M99970001", "已作废")
    assert said(await client.post(f"{own}/copy"), 201)["status_label"] == "暂存"
    assert said(await client.get(f"{own}/preview"))
    refusals = [
        said(await client.put(f"{own}/basic", json={"form": makers.basic().model_dump()}), 409),
        said(await client.post(f"{own}/goods", json=makers.goods().model_dump()), 409),
        said(await client.post(f"{own}/declaration"), 409),
        said(await client.post(f"{own}/reissue", json={"category": "change"}), 409),
        said(await client.delete(own), 409),
    ]
    assert all("已作废" in each["detail"] for each in refusals)
    assert "可以复制后重新申报" in refusals[0]["detail"]


@pytest.mark.feature("CO-87")
@pytest.mark.parametrize(
    ("steps", "advice"),
    [(["received"], "请等待审核结果。"), (["approved"], "请办理改证重发。")],
)
async def test_what_cannot_be_edited_says_what_can_be_done_instead(
    client: httpx.AsyncClient, steps: list[str], advice: str
) -> None:
    own = await filled(client)
    said(await client.post(f"{own}/declaration"))
    for step in steps:
        await heard(own, step)
    refused: Any = said(await client.put(f"{own}/basic", json={"form": makers.basic().model_dump()}), 409)
    assert refused["code"] == "not_editable"
    assert refused["detail"].endswith(f"不能修改；{advice}")
