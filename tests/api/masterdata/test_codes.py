"""The code tables: dated rows with their source, found by code, Chinese, English and pinyin initials."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api import masterdata
from api.masterdata import Code, codetables
from tests.api.people import makers

DAY = date(2026, 11, 21)


@pytest.mark.parametrize("table", masterdata.tables())
def test_every_table_has_rows_with_a_source_and_no_code_twice_on_one_day(table: str) -> None:
    rows = masterdata.codes(table, DAY)
    assert rows
    assert all(row.source and (row.name_zh or row.name_en) for row in rows)
    assert [code for code, times in Counter(row.code for row in rows).items() if times > 1] == []


@pytest.mark.parametrize("table", masterdata.tables())
def test_chinese_names_can_be_found_by_initials(table: str) -> None:
    for row in masterdata.codes(table, DAY):
        assert re.fullmatch(r"[A-Z0-9]*", row.initials)
        assert row.initials or not re.search(r"[一-鿿]", row.name_zh)


@pytest.mark.feature("CO-30", "CO-40")
def test_the_two_systems_of_countries_and_currencies_share_no_column() -> None:
    """formats.md §5: 142 is China in one system and nothing in the other; USD is 502 here and USD there."""
    china, legacy = masterdata.code("country_customs", "156"), masterdata.code("country_ccpit", "142")
    assert china
    assert legacy
    assert (china.name_zh, china.name_en, legacy.name_zh) == ("中国", "CHINA", "中国")
    assert masterdata.code("country_customs", "142") is None
    peso, dollar = masterdata.code("currency_customs", "CLP"), masterdata.code("currency_ccpit", "502")
    assert peso
    assert dollar
    assert (peso.name_zh, dollar.name_zh) == ("智利比索", "美元")
    assert masterdata.code("currency_customs", "502") is None


@pytest.mark.feature("CO-41")
def test_the_two_systems_of_trade_modes_both_know_general_trade() -> None:
    customs, ccpit = masterdata.code("trade_mode_customs", "1"), masterdata.code("trade_mode_ccpit", "0110")
    assert customs
    assert ccpit
    assert customs.name_zh == ccpit.name_zh == "一般贸易"


def test_sizes_of_the_published_tables_are_whole() -> None:
    sizes = {table: len(masterdata.codes(table, DAY)) for table in masterdata.tables()}
    assert sizes["country_ccpit"] == 243
    assert sizes["country_customs"] == 249
    assert sizes["district"] == 1399
    assert sizes["trade_mode_ccpit"] == 93
    assert sum(len(row.code) == 2 for row in masterdata.codes("hs", DAY)) == 96
    assert sum(len(row.code) == 4 for row in masterdata.codes("hs", DAY)) > 1200


@pytest.mark.parametrize(
    ("table", "text", "code"),
    [
        ("country_customs", "156", "156"),
        ("country_customs", "马来", "458"),
        ("country_customs", "malaysia", "458"),
        ("country_customs", "ＭＬＸＹ", "458"),
        ("country_customs", "cn", "156"),
        ("port", "tjxg", "CNTXG"),
        ("port", "xm", "CNXMN"),
        ("port", "Busan", "KRPUS"),
        ("port", "pusan", "KRPUS"),
        ("unit", "千克", "035"),
        ("hs", "8517", "8517"),
        ("hs", "tableware", "6911"),
        ("hs", "羊肉", "0204"),
        ("hs", "sj", "8517"),
        ("district", "shanghai", "2200"),
        ("agreement", "14", "14"),
        ("agreement", "瑞士", "17"),
    ],
)
def test_a_code_is_found_as_people_type_it(table: str, text: str, code: str) -> None:
    assert code in [row.code for row in masterdata.search(table, text, 8, DAY)]


def test_the_very_thing_comes_before_what_contains_it() -> None:
    assert masterdata.search("country_ccpit", "印度")[0].name_zh == "印度"
    assert masterdata.search("country_customs", "niger")[0].code == "562"
    assert masterdata.search("unit", "米")[0].code == "030"


def test_what_answers_to_nothing_finds_nothing_and_a_limit_holds() -> None:
    assert masterdata.search("port", "zzzzzz") == []
    assert len(masterdata.search("district", "", 7)) == 7


def test_a_row_holds_from_its_first_day_to_its_last() -> None:
    """DPU came with Incoterms 2020."""
    assert masterdata.code("price_terms", "DPU", date(2019, 12, 31)) is None
    assert masterdata.code("price_terms", "DPU", date(2020, 1, 1)) is not None
    row = Code("t", "1", "", "", "", (), None, date(2020, 1, 31), "s", verified=True)
    assert row.holds_on(date(2020, 1, 31))
    assert not row.holds_on(date(2020, 2, 1))


@pytest.fixture
def changed_fact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A unit that is called otherwise from 2026 on: the old row stays, the new one follows it."""
    header = "code,name_zh,name_en,initials,aliases,valid_from,valid_to,source,verified\n"
    rows = "001,台,,T,,,,test,yes\n001,架,,J,,2026-01-01,,test,yes\n"
    (tmp_path / "unit.csv").write_text(header + rows, encoding="utf-8")
    monkeypatch.setattr(codetables, "_DATA", tmp_path)
    _forget()
    yield
    _forget()


def _forget() -> None:
    codetables.rows.cache_clear()
    codetables._by_code.cache_clear()


def test_a_changed_fact_is_a_later_row_and_wins_from_its_day(changed_fact: None) -> None:
    before, after = masterdata.code("unit", "001", date(2025, 12, 31)), masterdata.code("unit", "001", DAY)
    assert before
    assert after
    assert (before.name_zh, after.name_zh) == ("台", "架")


def test_a_table_that_is_not_there_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        masterdata.codes("countries")


@pytest.mark.feature("CO-30")
async def test_a_country_stands_in_the_picker_as_the_manual_writes_it(db: str) -> None:
    _, person = await makers.founded()
    async with makers.a_client(await makers.a_token(person)) as client:
        labels = [
            (await client.get(f"/api/v1/masterdata/codes/{table}", params={"text": "china", "limit": 1})).json()[0][
                "label"
            ]
            for table in ("country_ccpit", "country_customs")
        ]
    assert labels == ["CHINA(中国)(142)", "CHINA(中国)(156)"]
