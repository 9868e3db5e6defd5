"""Whatever text comes in, what goes out fits its field's type (wechat-and-bots.md §1.8, formats.md §6)."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from push.channels.wechat import fields

HAN = re.compile("[\u3400-\u9fff\u3007]+")
EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")


def _moment(value: str, *, with_time: bool) -> bool:
    day = re.compile(
        r"\d{4}年\d{2}月\d{2}日" + (r" \d{2}:\d{2}(:\d{2})?" if with_time else r"( \d{2}:\d{2}(:\d{2})?)?")
    )
    clock = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")
    return all(day.fullmatch(part) or (with_time and clock.fullmatch(part)) for part in value.split("~"))


# Written from the platform's published table, not from the encoder.
JUDGES: dict[str, Callable[[str], bool]] = {
    "thing": lambda v: 1 <= len(v) <= 20 and not EMOJI.search(v) and "\n" not in v,
    "character_string": lambda v: 1 <= len(v) <= 32 and v.isascii() and v.isprintable() and not HAN.search(v),
    "number": lambda v: len(v) <= 32 and float(v) == float(v),
    "letter": lambda v: 1 <= len(v) <= 32 and v.isascii() and v.isalpha(),
    "symbol": lambda v: 1 <= len(v) <= 5 and not any(c.isalnum() for c in v),
    "phrase": lambda v: 1 <= len(v) <= 5 and HAN.fullmatch(v) is not None,
    "name": lambda v: (len(v) <= 10 and HAN.fullmatch(v) is not None) or (len(v) <= 20 and v.isascii()),
    "time": lambda v: _moment(v, with_time=True),
    "date": lambda v: _moment(v, with_time=False),
    "amount": lambda v: re.fullmatch(r"[¥$€£]?[0-9]{1,10}(\.[0-9]+)?元?", v) is not None,
    "phone_number": lambda v: 1 <= len(v) <= 17 and not re.search("[A-Za-z]", v),
    "car_number": lambda v: 1 <= len(v) <= 8,
    "const": lambda v: 1 <= len(v) <= 20,
}


def test_every_type_of_template_messages_is_known() -> None:
    """A type without a judge, or a judge without a type, would go untested."""
    assert JUDGES.keys() == fields.TYPES.keys()


@pytest.mark.parametrize("kind", sorted(JUDGES))
def test_any_text_fits_once_encoded(kind: str) -> None:
    """Property: encode() and tighten() give a value that the platform's table takes, for any text at all."""

    @given(st.text(max_size=60) | st.text("0123456789.-: ~年月日¥$元AZaz证书通过😀\n", max_size=40))
    def check(text: str) -> None:
        encoded = fields.encode(f"{kind}1", text)
        assert JUDGES[kind](encoded), (text, encoded)
        assert fields.encode(f"{kind}1", encoded) == encoded
        plainer = fields.tighten(f"{kind}1", encoded)
        assert plainer.strip()
        assert len(plainer) <= 32

    check()


@pytest.mark.parametrize(
    ("name", "value", "encoded"),
    [
        ("thing5", "请安排打印并补录报关单号", "请安排打印并补录报关单号"),
        ("thing5", "一二三四五六七八九十一二三四五六七八九十", "一二三四五六七八九十一二三四五六七八九十"),
        ("thing5", "一二三四五六七八九十一二三四五六七八九十末", "一二三四五六七八九十一二三四五六七八九…"),
        ("thing5", "第一行\n第二行😀", "第一行 第二行"),
        ("thing5", "  ", "无"),
        ("character_string1", "E261026902330183", "E261026902330183"),
        ("character_string1", "18S2102M9997/00054", "18S2102M9997/00054"),
        ("character_string1", "Ｅ２６１０ 证书", "E2610"),
        ("character_string1", "证书", "-"),
        ("character_string1", "4" * 33, "4" * 29 + "..."),
        ("phrase3", "审核不通过", "审核不通过"),
        ("phrase3", "海关接收成功", "已更新"),
        ("time4", "2026-11-21 09:12", "2026年11月21日 09:12"),
        ("time4", "2026-11-21T01:12:00Z", "2026年11月21日 09:12"),
        ("time4", "2026-11-21T09:12:00+08:00", "2026年11月21日 09:12"),
        ("time4", "2026年11月21日 09:12~2026年11月22日 10:00", "2026年11月21日 09:12~2026年11月22日 10:00"),
        ("date2", "2026-11-21", "2026年11月21日"),
        ("number1", "7条", "7"),
        ("amount1", "12,345.60元", "12345.60元"),
        ("name1", "高永欣", "高永欣"),
        ("phone_number1", "138****1234", "138****1234"),
    ],
)
def test_values_of_the_trade(name: str, value: str, encoded: str) -> None:
    """The values that really occur, and what becomes of those that do not fit."""
    assert fields.encode(name, value) == encoded


def test_a_time_that_is_none_becomes_the_present(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message is never refused for a missing time."""
    assert re.fullmatch(r"20\d\d年\d\d月\d\d日 \d\d:\d\d", fields.encode("time1", "昨天"))


def test_a_type_that_does_not_exist_is_an_error() -> None:
    """A misspelt field name in the settings is found, not sent."""
    with pytest.raises(KeyError):
        fields.encode("keyword1", "x")
