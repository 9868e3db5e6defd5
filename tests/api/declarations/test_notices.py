"""What followers of declarations, licences and consignments hear, in the template of any document."""

from datetime import UTC, datetime

import pytest

from api.consignments import CONSIGNMENT
from api.declarations import DECLARATION
from api.documents import Change, Kind
from api.licences import LICENCE
from push.message import Message

AT = datetime(2026, 11, 21, 1, 12, 30, tzinfo=UTC)
EXPORT, IMPORT = "900220260000000001", "900220261000000001"
ROOM = 20
ONE_PART = 70
SIGNATURE = len("【陕西单一窗口】")


def told(kind: Kind, step: str, number: str, note: str = "", *, stale: bool = False) -> Message | None:
    lifecycle = kind.lifecycle
    status = next((target for (_status, each), target in lifecycle.table.items() if each == step), lifecycle.start)
    return kind.notices(
        Change(
            kind=kind.name, number=number, facts={}, lifecycle=lifecycle, axis="", step=step, status=status,
            previous="unseen", occurred_at=AT, note=note, stale=stale,
        )
    )  # fmt: skip


def heard(kind: Kind, step: str, number: str, note: str = "") -> Message:
    message = told(kind, step, number, note)
    assert message is not None
    return message


def test_a_released_declaration_is_told_with_its_direction() -> None:
    message = heard(DECLARATION, "released", EXPORT, note="海关已放行")
    assert (message.title, message.kind) == ("单证状态通知", "T0")
    assert [(fact.label, fact.value) for fact in message.facts] == [
        ("单证号", EXPORT),
        ("单证类型", "出口报关单"),
        ("状态", "已放行"),
        ("时间", "2026-11-21 09:12"),
    ]
    assert heard(DECLARATION, "released", IMPORT).value("单证类型") == "进口报关单"
    assert heard(DECLARATION, "released", "X1").value("单证类型") == "报关单"


def test_a_closed_export_says_that_it_may_be_back_filled() -> None:
    assert "补录" in heard(DECLARATION, "closed", EXPORT).remark
    assert "补录" not in heard(DECLARATION, "closed", IMPORT).remark


def test_what_the_customs_note_is_told_unless_the_status_has_moved_on() -> None:
    assert heard(DECLARATION, "noted", EXPORT, note="准予进港").remark == "准予进港"
    assert told(DECLARATION, "noted", EXPORT, note="准予进港", stale=True) is None


def test_a_licence_sent_back_says_why() -> None:
    message = heard(LICENCE, "returned", "XK20260001", note="数量与合同不符")
    assert message.brief == "许可证XK20260001审核不通过：数量与合同不符。请修改后再申请。"
    assert message.remark == "数量与合同不符，请修改后再申请"


def test_a_consignment_is_told_only_if_it_was_not_taken() -> None:
    assert told(CONSIGNMENT, "accepted", "610020260000001") is None
    assert heard(CONSIGNMENT, "refused", "610020260000001").brief.endswith("接收失败。请核对后重新发送。")


@pytest.mark.parametrize(
    ("kind", "progress"),
    [
        (DECLARATION, {"draft_saved", "draft_failed", "declared", "received", "examined", "noted"}),
        (LICENCE, {"received", "pending_review"}),
        (CONSIGNMENT, set()),
    ],
    ids=["declaration", "licence", "consignment"],
)
def test_progress_is_worth_no_short_message(kind: Kind, progress: set[str]) -> None:
    """Results and what asks somebody to act go out by SMS too; what is under way does not."""
    heard_of = {step: message for step in kind.lifecycle.steps if (message := told(kind, step, EXPORT))}
    assert {step for step, message in heard_of.items() if not message.brief} == progress


@pytest.mark.parametrize("kind", [DECLARATION, LICENCE, CONSIGNMENT], ids=lambda kind: kind.name)
def test_every_message_fits_its_template_and_one_sms(kind: Kind) -> None:
    for step in kind.lifecycle.steps:
        message = told(kind, step, EXPORT, note="很长的原因" * 30)
        if message is None:
            continue
        assert 0 < len(message.remark) <= ROOM, step
        assert SIGNATURE + len(message.brief) <= ONE_PART, step
        assert all(0 < len(fact.value) <= ROOM for fact in message.facts), step


@pytest.mark.parametrize("kind", [DECLARATION, LICENCE, CONSIGNMENT], ids=lambda kind: kind.name)
def test_a_code_nobody_knows_is_no_news_to_followers(kind: Kind) -> None:
    assert told(kind, "unknown", EXPORT) is None
