"""What followers of a certificate hear: T1 of the message design, and its SMS, in the design's own words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api.certificates import CCPIT, CUSTOMS
from api.documents import Change, Kind
from api.identifiers import organisation_of
from push.message import Message
from tests.api.documents.makers import NUMBER

AT = datetime(2026, 11, 21, 1, 12, 30, tzinfo=UTC)
ROOM = 20
SIGNATURE = len("【陕西单一窗口】")
ONE_PART = 70


def heard(step: str, kind: Kind = CUSTOMS, **changes: Any) -> Message:
    message = told(step, kind, **changes)
    assert message is not None
    return message


def told(step: str, kind: Kind, note: str = "", number: str = NUMBER, **facts: str) -> Message | None:
    lifecycle = kind.lifecycle
    status = next((target for (_status, each), target in lifecycle.table.items() if each == step), "pending")
    return kind.notices(
        Change(
            kind=kind.name, number=number, facts=facts, lifecycle=lifecycle, axis="", step=step, status=status,
            previous="unseen", occurred_at=AT, note=note, stale=False,
        )
    )  # fmt: skip


@pytest.mark.feature("CO-93")
def test_an_approval_says_what_the_template_asks_for_and_the_next_step() -> None:
    message = heard("approved")
    assert (message.title, message.kind) == ("证书审核结果通知", "T1")
    assert [(fact.label, fact.value) for fact in message.facts] == [
        ("证书号", "E261026902330183"),
        ("证书类型", "中国-东盟自贸协定"),
        ("审核结果", "审核通过"),
        ("处理时间", "2026-11-21 09:12"),
    ]
    assert message.remark == "请安排打印并补录报关单号"
    assert message.brief == "证书E261026902330183审核通过，请打印并补录报关单号。"
    assert message.link == "/h5/co/E261026902330183"


def test_a_rejection_gives_the_reason_and_then_the_next_step() -> None:
    message = heard("returned", note="运输路线与提单不符。")
    assert message.remark == "运输路线与提单不符，请修改后再申报"
    assert message.brief == "证书E261026902330183审核不通过：运输路线与提单不符。请改后再申报。"
    assert message.link == "/h5/co/E261026902330183#receipt"
    assert message.value("审核结果") == "审核不通过"


def test_without_a_reason_the_sentence_is_whole() -> None:
    message = heard("returned")
    assert message.remark == "请查看原因，修改后再申报"
    assert message.brief == "证书E261026902330183审核不通过。请改后再申报。"


def test_a_long_reason_is_cut_and_the_next_step_never() -> None:
    message = heard("returned", note="货物描述\n与发票不一致，请核对品名、规格、数量和单价后重新申报")
    assert message.remark == "货物描述 与发票不一致…，请修改后再申报"
    assert len(message.remark) == ROOM
    assert "：货物描述 与发票不一致，请核对品名、规…。" in message.brief


def test_a_reason_shows_no_phone_and_no_identity_number() -> None:
    """P-1: what an officer typed goes out masked."""
    message = heard("returned", note="请联系13812345678")
    assert "13812345678" not in message.remark + message.brief
    assert "138****5678" in message.brief


def test_an_attachments_file_name_is_not_told() -> None:
    message = heard("attachment_refused", note="ACME合同.pdf：格式不正确")
    assert message.remark == "格式不正确，请重新上传附件"
    assert message.value("审核结果") == "附件接收失败"
    assert "ACME" not in message.remark + message.brief


@pytest.mark.parametrize("step", ["attachment_accepted", "unknown"])
def test_what_asks_nothing_of_anybody_is_not_told(step: str) -> None:
    assert told(step, CUSTOMS) is None


def test_each_authority_speaks_of_itself_and_of_its_own_types() -> None:
    """CCPIT's number names no type: the form does."""
    message = heard("received", CCPIT, number="26C2102M9997/00001", certificate_type="HM")
    assert message.value("审核结果") == "贸促会已接收"
    assert message.value("证书类型") not in {"", "HM证书", "原产地证书"}
    assert message.link == "/h5/co/26C2102M9997%2F00001"
    assert heard("received", CCPIT, number="123").value("证书类型") == "原产地证书"
    assert heard("received").value("审核结果") == "海关已接收"


def test_a_type_that_no_table_knows_is_called_by_its_letters() -> None:
    """The authorities add types before any table knows of them; the enterprise is read all the same."""
    assert heard("approved", number="ZQ261026902330183").value("证书类型") == "ZQ证书"
    assert organisation_of("ZQ261026902330183") == "102690233"
    assert organisation_of("26C2102M9997/00001") == ""


@pytest.mark.parametrize("kind", [CUSTOMS, CCPIT], ids=lambda kind: kind.name)
def test_results_are_worth_a_short_message_and_progress_is_not(kind: Kind) -> None:
    """ux.md §3.3 has words for results and for what asks somebody to act, and none for what is under way."""
    heard_of = {step: message for step in kind.lifecycle.steps if (message := told(step, kind))}
    assert {step for step, message in heard_of.items() if not message.brief} == {
        "declare",
        "received",
        "pending_review",
    }
    assert {"approved", "returned", "failed", "void", "attachment_refused"} <= heard_of.keys()


@pytest.mark.parametrize("kind", [CUSTOMS, CCPIT], ids=lambda kind: kind.name)
def test_every_message_fits_its_template_and_one_sms(kind: Kind) -> None:
    """With the longest realistic values: every field within 20 characters, every SMS within one part."""
    for step in kind.lifecycle.steps:
        message = told(step, kind, note="很长的原因" * 30, number="RC261026902330183")
        if message is None:
            continue
        assert 0 < len(message.remark) <= ROOM, step
        assert SIGNATURE + len(message.brief) <= ONE_PART, step
        assert all(0 < len(fact.value) <= ROOM for fact in message.facts), step
        assert "【" not in message.brief
        assert "{" not in message.remark + message.brief
