"""What the dialects make of bytes: the customs' messages in any shape, our JSON form, and everything that is broken."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.gateways import gacc_messages
from api.exchange.gateways.dialects import read
from api.exchange.readings import LARGEST, UNKNOWN, Reading, Unread
from tests.api.documents.makers import CREDIT_CODE, NUMBER
from tests.api.exchange.letters import (
    NAMESPACE,
    answer_fields,
    answered,
    attachment,
    consignment,
    form,
    moment,
    received,
    wall,
    xml,
)


def reading(body: bytes) -> Reading:
    found = read(body)
    assert isinstance(found, Reading), found
    return found


def fault(body: bytes) -> tuple[str, str]:
    found = read(body)
    assert isinstance(found, Unread), found
    assert found.sentence.endswith("。")
    return found.outcome, found.sentence


@pytest.mark.parametrize(
    ("rep_type", "step"),
    [("1", "failed"), ("2", "pending_review"), ("3", "returned"), ("5", "approved"), ("6", "returned")],
)
def test_an_answer_of_the_customs_is_read_by_its_type(rep_type: str, step: str) -> None:
    found = reading(answered(rep_type, minutes=5, note="运输路线与提单不符"))
    assert (found.kind, found.number, found.step) == ("customs_certificate", NUMBER, step)
    assert (found.note, found.owner) == ("运输路线与提单不符", "102690233")
    assert found.occurred_at == moment(5)  # RspGenTime, in Asia/Shanghai


@pytest.mark.parametrize(("channel", "step"), [("1", "received"), ("2", "failed")])
def test_a_receipt_without_an_answer_is_read_by_its_channel(channel: str, step: str) -> None:
    found = reading(received(minutes=3, Channel=channel))
    assert (found.step, found.occurred_at) == (step, moment(3))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (answered("8"), "RepType=8"),
        (answered("99"), "RepType=99"),
        (received(Channel="7"), "Channel=7"),
        (attachment("9"), "RetType=9"),
        (received(Channel=""), "Channel="),
    ],
)
def test_a_code_that_no_table_holds_is_unknown_and_keeps_the_code(body: bytes, code: str) -> None:
    found = reading(body)
    assert (found.step, found.code, found.number) == (UNKNOWN, code, NUMBER)


@given(st.data())
def test_fields_are_found_in_any_order_with_any_namespace_or_prefix(data: st.DataObject) -> None:
    """Whatever the order on both levels, the namespace and the prefix: the same reading and the same serial."""
    fields = dict(answer_fields("5", minutes=5))
    answer = fields["CusRespData"]
    assert isinstance(answer, dict)
    fields["CusRespData"] = dict(data.draw(st.permutations(list(answer.items()))))
    shuffled = dict(data.draw(st.permutations(list(fields.items()))))
    namespace = data.draw(st.sampled_from([NAMESPACE, "", "urn:another"]))
    prefix = data.draw(st.sampled_from(["", "ns1"])) if namespace else ""
    body = xml("Receipt", shuffled, namespace, prefix)
    assert reading(body) == reading(answered("5", minutes=5))
    assert gacc_messages.examine(body) == gacc_messages.examine(answered("5", minutes=5))


def test_an_attachment_is_told_with_its_file_and_a_consignment_by_its_own_number() -> None:
    refused = reading(attachment("2", note="格式不正确"))
    assert (refused.step, refused.note) == ("attachment_refused", "发票.pdf：格式不正确")
    assert reading(attachment("3")).step == "attachment_accepted"
    taken, not_taken = reading(consignment("0")), reading(consignment("E01", message="委托书不存在"))
    assert (taken.kind, taken.number, taken.step, taken.occurred_at) == (
        "consignment", "610020260000001", "accepted", None,
    )  # fmt: skip
    assert (not_taken.step, not_taken.note) == ("refused", "委托书不存在")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_bytes_in_another_encoding_than_they_declare_are_read(encoding: str) -> None:
    """Declared UTF-8 but written in GBK: read all the same, Chinese intact. UTF-16 shows itself by its mark."""
    text = answered("3", note="发票不清晰").decode()
    if encoding == "utf-16":
        text = text.replace('encoding="UTF-8"', 'encoding="UTF-16"')
    assert reading(text.encode(encoding)).note == "发票不清晰"


def test_bytes_that_declare_gbk_and_are_utf_8_are_read() -> None:
    body = answered("3", note="发票不清晰，请补").replace(b"UTF-8", b"GB2312")
    assert reading(body).note == "发票不清晰，请补"


ENTITY_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><Receipt>&b;</Receipt>'
)
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><Receipt/>'


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "回执是空的。"),
        (b" \n", "回执是空的。"),
        (ENTITY_BOMB.encode(), "含有DOCTYPE声明，出于安全考虑不予解析。"),
        (ENTITY_BOMB[:60].encode(), "含有DOCTYPE声明，出于安全考虑不予解析。"),  # refused before any of it is parsed
        (EXTERNAL.encode(), "含有DOCTYPE声明，出于安全考虑不予解析。"),
        (
            ENTITY_BOMB.replace('"1.0"', '"1.0" encoding="UTF-16"').encode("utf-16"),
            "含有DOCTYPE声明，出于安全考虑不予解析。",
        ),
        (b"<a>" * 33 + b"</a>" * 33, "XML嵌套超过32层。"),
        (b"<a>" + b"<b/>" * 1000 + b"</a>", "XML元素超过1000个。"),
        (b"<Receipt>" + b" " * LARGEST + b"</Receipt>", "文件超过2MiB。"),
        (received(number=""), "回执里没有证书编号。"),
        (received(number="E" * 65), "证书编号超过64个字符。"),
        (consignment("0", number=""), "回执里没有委托编号。"),
        (received(ReceiveTime="", SendTime=""), "回执里没有时间，不能判断先后。"),
        (received(ReceiveTime="昨天"), "回执的时间“昨天”无法识别，不能判断先后。"),
        (received(ReceiveTime="2026-11-21"), "回执的时间“2026-11-21”无法识别，不能判断先后。"),
        (received(ReceiveTime="0001-01-01 00:00:00"), "回执的时间“0001-01-01 00:00:00”无法识别，不能判断先后。"),
        (xml("Receipt", {"CertNo": NUMBER, "x": {"CertNo": "E261026902339999"}}), "“CertNo”出现了两个不同的值。"),
        (b"[]", "JSON回执应当是一个对象。"),
        (form(kind="licence", step="approved"), "回执里没有许可证编号。"),
        (form(kind="licence", number="XK1"), "回执既没有step，也没有code。"),
        (form(kind="licence", number="XK1", step="approved", occurred_at=""), "回执的时间“”无法识别，不能判断先后。"),
        (form(kind="licence", number="XK1", step=5), "“step”应当是文本。"),
    ],
)
def test_a_damaged_receipt_says_in_a_sentence_why(body: bytes, sentence: str) -> None:
    assert fault(body) == ("damaged", sentence)


def test_a_message_that_breaks_off_says_where() -> None:
    outcome, sentence = fault(answered("5")[:200])
    assert outcome == "damaged"
    assert sentence.startswith("不是完整的XML：第")
    outcome, sentence = fault(b'{"kind": "licence", ')
    assert sentence.startswith("不是完整的JSON：第1行")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (xml("Invoice", {"No": "1"}), "没有见过的报文“Invoice”。"),
        (form(kind="passport", number="1", step="approved"), "没有见过的单证种类“passport”。"),
    ],
)
def test_a_whole_message_of_a_sort_that_nobody_knows_is_unknown(body: bytes, sentence: str) -> None:
    assert fault(body) == ("unknown", sentence)


def test_a_form_names_the_step_or_the_authoritys_code() -> None:
    """Licences name the step; declarations may give the letter; an enterprise is named by its credit code."""
    named = reading(form(kind="licence", number=" xk-2026 0001", step="approved", enterprise_credit_code=CREDIT_CODE))
    assert (named.number, named.step, named.owner) == ("XK20260001", "approved", CREDIT_CODE)
    letter = reading(form(kind="declaration", number="900220261000000001", code="B", note="担保"))
    assert (letter.step, letter.label, letter.note) == ("released", "担保放行", "担保")
    assert reading(form(kind="declaration", number="900220261000000001", code="?")).step == UNKNOWN


@pytest.mark.parametrize("step", ["declare", "void", "no-such-step"])
def test_a_step_that_no_authority_takes_for_us_is_unknown(step: str) -> None:
    assert reading(form(kind="ccpit_certificate", number="C1", step=step)).step == UNKNOWN


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-21 09:12:00", datetime(2026, 11, 21, 1, 12, tzinfo=UTC)),
        ("2026-11-21T09:12:00+08:00", datetime(2026, 11, 21, 1, 12, tzinfo=UTC)),
        ("2026-11-21T01:12:00Z", datetime(2026, 11, 21, 1, 12, tzinfo=UTC)),
    ],
)
def test_a_time_without_a_zone_is_shanghais(written: str, meant: datetime) -> None:
    found = reading(form(kind="licence", number="XK1", step="approved", occurred_at=written))
    assert found.occurred_at == meant


def test_what_cannot_be_stored_is_taken_out_of_free_text() -> None:
    """A NUL would make PostgreSQL refuse the whole batch."""
    found = reading(form(kind="licence", number="XK\x001", step="returned", note="a\x00b\x07c\n😀"))
    assert (found.number, found.note) == ("XK1", "abc\n😀")
    told = {"goods\x00": ["a\x00", {"b": "\x00c", "n": 1}]}
    assert reading(form(kind="licence", number="XK1", step="approved", data=told)).data == {
        "goods": ["a", {"b": "c", "n": 1}]
    }


def test_serials_tell_receipts_apart_and_copies_together() -> None:
    """Another step, moment, file or message is another receipt; other bytes of the same are not."""
    serials = [
        gacc_messages.examine(body)[0]
        for body in (
            received(), received(minutes=1), answered("2"), answered("5"), attachment("1"),
            attachment("1", "报关单.pdf"), attachment("2"), consignment("0"), consignment("1"), b"damaged", b"x",
        )
    ]  # fmt: skip
    assert len(set(serials)) == len(serials)
    assert gacc_messages.examine(received(Note="x"))[0] == serials[0] == f"Receipt|{NUMBER}|Channel1|{wall(0)}"
    assert max(len(each) for each in (gacc_messages.examine(attachment("1", "长" * 400))[0], *serials)) <= 200


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_raise(body: bytes) -> None:
    assert isinstance(read(body), Reading | Unread)
    assert isinstance(read(b"<Receipt><CertNo>" + body + b"</CertNo></Receipt>"), Reading | Unread)
    assert isinstance(read(b'{"kind":"licence","number":"' + body + b'"}'), Reading | Unread)


def cost(body: bytes) -> float:
    """CPU seconds of reading it, the best of three: the machine may be busy with something else."""
    spent = []
    for _ in range(3):
        began = time.thread_time()
        assert isinstance(read(body), Unread)
        spent.append(time.thread_time() - began)
    return min(spent)


@pytest.mark.slow
def test_hostile_xml_costs_no_time() -> None:
    """F-6: bombs, depth and size are refused within 200 ms of CPU each."""
    attributes = b"<Receipt " + b" ".join(b'a%d="%s"' % (n, b"x" * 50) for n in range(20_000)) + b"/>"
    for body in (b"<a>" * 200_000, ENTITY_BOMB.encode(), attributes, b"<Receipt>" + b"<x/>" * 200_000 + b"</Receipt>"):
        assert cost(body) < 0.2
