"""Declaration numbers as people type them, and what is said about those that look wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.declarations.backfill import numbers

EXPORT = "900220260000000001"
SECOND = "900220260000000002"


@pytest.mark.feature("SUPP-13")
@pytest.mark.parametrize("between", [";", "；", ",", "，", "、", " ", "\n", " ;\r\n ", "　", "；；"])
def test_numbers_may_stand_apart_by_whatever_people_type(between: str) -> None:
    assert numbers.split(f" {EXPORT}{between}{SECOND}{between}") == [EXPORT, SECOND]


@given(st.lists(st.from_regex(r"[0-9]{18}", fullmatch=True), unique=True, max_size=8), st.data())
def test_any_numbers_come_out_as_they_went_in(told: list[str], data: st.DataObject) -> None:
    """Whatever separators stand between, each number comes out once, in its order."""
    between = st.text(alphabet=";；,，、 \n\t", min_size=1, max_size=3)
    text = "".join(number + data.draw(between) for number in told)
    assert numbers.split(text + (told[0] if told else "")) == told


def test_full_width_and_lower_case_are_folded() -> None:
    assert numbers.split("９００２２０２６Ｅ０００００００１ 9002-2026-e000000001") == [
        "90022026E00000001",
        "90022026E000000001",
    ]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("08112026123", "第 1 个「08112026123」只有 11 位，报关单号一般是 18 位。"),
        (EXPORT + "9", f"第 1 个「{EXPORT}9」有 19 位，报关单号一般是 18 位。"),
        ("990120260000000001", "第 1 个「990120260000000001」的前四位 9901 不在关区代码表中，请核对。"),
        ("900220261000000001", "第 1 个「900220261000000001」看起来不是出口报关单（第九位应为 0 或 E），请核对。"),
    ],
)
def test_what_looks_wrong_is_said_in_a_sentence(number: str, sentence: str) -> None:
    assert [doubt.sentence for doubt in numbers.doubts([number])] == [sentence]


def test_an_export_declaration_of_a_known_district_raises_no_doubt() -> None:
    assert numbers.doubts([EXPORT, "90022026E000000001"]) == []


def test_what_can_be_no_number_is_told_apart() -> None:
    assert numbers.unreadable([EXPORT, "报关单", "A" * 33]) == ["报关单", "A" * 33]
