"""The catalogue T0–T11 against the examples of ux.md §3.2."""

import pytest

from push.channels.wechat import fields, templates
from push.message import Fact, Message
from push.settings import WechatTemplate
from tests.push.channels.conftest import APPROVED

ALL = {f"T{n}": WechatTemplate(id=f"id{n}") for n in range(12)}
EXAMPLES = [
    (
        "T1",
        "证书号=E261026902330183 证书类型=中国-东盟自贸协定 审核结果=审核不通过 处理时间=2026-11-21|09:12",
        "运输路线与提单不符",
    ),
    ("T2", "证书号=E261026902330183 状态=版式接收成功，可以打印", "请用双面彩色打印机，打印后确认结果"),
    ("T3", "证书号=E261026902330183 打印时间=2026-11-21|09:12", "请确认是否已打印成功，否则会影响清关"),
    ("T4", "备案号=18S2102M9997/00054 商品=冻羊肉020422 审核结果=审核通过", "优惠区域：中国-瑞士自贸协定"),
    ("T5", "同步类型=商品备案 同步状态=同步成功 更新时间=2026-11-21|09:12", "7条，其中6条已在上次同步完成"),
    ("T6", "证书号=E261026902330183 结果=海关接收成功", "2个报关单号"),
    ("T7", "协调单号=XT2026110007 处理状态=退回 时间=2026-11-21|09:12", "附件不清晰，请修改后重新提交"),
    ("T8", "事项=3份证书未补录报关单号 情况=最早的已过38天", "点此一次补完"),
    ("T9", "企业=陕西示例贸易 日期=2026-11-21 概况=通过12|退回1|待打印3|待补录5", "协调待办2，最久已等3天"),
    ("T10", "印章=合同章 结果=授权成功 时间=2026-11-21|09:12", "此后审核通过的证书可自助打印"),
    ("T11", "账号=138****1234 操作=绑定 时间=2026-11-21|09:12", "如非本人操作请联系客服"),
]


def _facts(written: str) -> tuple[Fact, ...]:
    pairs = (part.split("=") for part in written.split())
    return tuple(Fact(label, value.replace("|", " ")) for label, value in pairs)


@pytest.mark.parametrize(("kind", "written", "remark"), EXAMPLES)
def test_the_examples_arrive_whole(kind: str, written: str, remark: str) -> None:
    """Every example of the message design fits its template without being cut, but for the form of times."""
    message = Message("", _facts(written), remark, "", kind)
    data = templates.fill(templates.choose(kind, ALL), message, "")
    said = [entry["value"] for entry in data.values()]
    for fact in message.facts:
        assert fact.value in said or fact.value[:4] + "年" in "".join(said), fact
    assert remark in said
    assert all(fields.encode(name, entry["value"]) == entry["value"] for name, entry in data.items())


def test_fields_stand_in_the_templates_order() -> None:
    """T7 has its remark before the last field."""
    data = templates.fill(templates.choose("T7", ALL), Message("", (), "请重新提交", "", "T7"), "")
    assert list(data) == ["character_string1", "thing2", "thing3", "time4"]
    assert data["thing3"] == {"value": "请重新提交"}


def test_an_account_may_number_its_fields_otherwise() -> None:
    """The same template approved elsewhere has other numbers; the settings say which."""
    names = ("character_string7", "thing3", "phrase12", "time1", "thing9")
    chosen = templates.choose("T1", {"T1": WechatTemplate(id="x", fields=names)})
    assert tuple(templates.fill(chosen, APPROVED, "")) == names


@pytest.mark.parametrize("names", [("thing1",), ("keyword1", "thing2", "phrase3", "time4", "thing5")])
def test_fields_that_cannot_be_are_refused(names: tuple[str, ...]) -> None:
    """Too few fields, or a type that does not exist, is a fault of the settings, not of the message."""
    with pytest.raises(templates.NoTemplate, match="T1"):
        templates.choose("T1", {"T1": WechatTemplate(id="y", fields=names)})


def test_a_kind_without_a_template_takes_the_one_for_any_document() -> None:
    """T0 serves what has no template of its own; without it the message is refused."""
    assert templates.choose("T77", ALL).id == "id0"
    with pytest.raises(templates.NoTemplate):
        templates.choose("T77", {"T1": WechatTemplate(id="x")})


@pytest.mark.parametrize(
    ("status", "phrase", "closing"),
    [
        ("审核通过", "审核通过", "请安排打印并补录报关单号"),
        ("海关接收成功", "接收成功", "海关接收成功；请安排打印并补录报关单号"),
        ("海关端生成、发送中", "发送中", "海关端生成、发送中；请安排打印并补录报…"),
        ("从未见过的状态字样", "已更新", "从未见过的状态字样；请安排打印并补录报…"),
    ],
)
def test_a_status_too_long_for_a_phrase_is_said_in_the_thing(status: str, phrase: str, closing: str) -> None:
    """A phrase takes five Chinese characters; what it cannot say is never lost."""
    message = Message("", (Fact("审核结果", status, "status"),), APPROVED.remark, "", "T1")
    data = templates.fill(templates.choose("T1", ALL), message, "")
    assert (data["phrase3"]["value"], data["thing5"]["value"]) == (phrase, closing)


def test_the_reason_is_shown_only_where_there_is_room() -> None:
    """ "因：按企业订阅" follows the remark if both fit twenty characters; otherwise the linked page says it."""
    chosen = templates.choose("T1", ALL)
    short = templates.fill(chosen, APPROVED, "因：按企业订阅")
    long = templates.fill(chosen, APPROVED, "因：按业务单据号订阅")
    assert short["thing5"]["value"] == "请安排打印并补录报关单号 因：按企业订阅"
    assert long["thing5"]["value"] == "请安排打印并补录报关单号"
