"""A certificate as a picture: every box of its paper, whatever was typed into it, and nothing of it left behind."""

import struct
import sys
from dataclasses import replace
from itertools import chain, product
from typing import Any

import httpx
import psutil
import pytest

from api import agreements
from api.agreements import Authority
from api.certificates import picture
from api.certificates.certificate import Certificate
from api.certificates.forms import BasicForm
from api.certificates.preview import shown
from api.files.readers import ink, png
from api.masterdata import today
from kit.refusals import Weather
from tests.api.certificates import makers
from tests.api.certificates.cases import a_certificate
from tests.api.certificates.walks import filled

LAID_OUT = [
    kind.code for kind in agreements.types("customs", today()) if agreements.rule("customs", kind.code, today()).boxes
]
SLY = '{{7*7}} #panic("x") #{1+1} $1/0$ *b* _i_ <a> \\ @ref `raw` // c'
FIRM = "QINGDAO INTERNATIONAL ECONOMIC AND TECHNICAL COOPERATION (GROUP) CORPORATION LIMITED\n青岛市市南区香港中路128号"
MARGIN, BAND = 28, 100  # pixels beside the paper and above it


def hard(type_code: str, authority: Authority = "customs") -> Certificate:
    """What nobody types and somebody will: no blanks, no end, signs of every language of templates."""
    goods = makers.goods(
        goods_desc=f"{SLY}\n{'X' * 400}\n{'汉' * 500}", mark="W" * 90, hs_code="1" * 16, ori_criteria="RVC 45.123%" * 3,
        gross_wt="9" * 25, wt_unit="KGS", goods_origin_country_en="CHINA" * 9,
    )  # fmt: skip
    head: dict[str, Any] = {"exporter": "A\n" * 4000, "consignee": "Y" * 8000, "producer": FIRM, "inv_no": "W" * 50}
    return a_certificate(authority, type_code, [goods] * 20, remark=SLY * 4, **head)


def size(made: bytes) -> tuple[int, int]:
    assert made.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", made[16:24])
    return width, height


def ink_beside_the_paper(made: bytes) -> int:
    """How many dark pixels lie where nothing but the watermark may be."""
    header, kept, pixels = png.opened(made)
    shape = ink._Shape(*struct.unpack(">IIBB", header[:10]))
    found, table = 0, ink._table(shape, dict(kept))
    for row in list(ink._rows(shape, pixels))[BAND:]:
        mask = ink._mask(shape, row, table).to_bytes(shape.width, "big")
        found += sum(mask[:MARGIN]) + sum(mask[-MARGIN:])
    return found


@pytest.mark.feature("CO-18", "CO-19")
@pytest.mark.parametrize("type_code", [*LAID_OUT, "G", "NI"])
async def test_every_type_is_drawn_with_every_box_of_its_paper_once(type_code: str) -> None:
    """G and NI: their layouts are not known, so a plain card of the main facts."""
    certificate = a_certificate(type_code=type_code, lines=[makers.goods(), makers.goods(ori_criteria="WO")])
    card = picture.card_of(certificate, picture.PREVIEW)
    drawn = [*card["left"], *card["right"], *chain(*card["tiers"]), *chain(*card["tail"])]
    wanted = sorted((box.number, box.content) for box in shown(certificate))
    assert sorted((each["number"], each["content"]) for each in drawn) == wanted
    assert bool(card["note"]) is (type_code not in LAID_OUT)
    width, height = size(await picture.draw(certificate))
    assert width == 1080
    assert 900 < height < 1700


def test_the_table_of_layouts_is_the_one_of_the_agreements() -> None:
    assert len(LAID_OUT) >= 18
    assert all(not agreements.rule("customs", code, today()).boxes for code in ("G", "NI"))


@pytest.mark.parametrize(("stamp", "band"), [(picture.PREVIEW, (179, 38, 30)), (picture.COPY, (8, 71, 127))])
async def test_each_third_of_a_picture_wears_the_word_that_it_is_none(
    stamp: picture.Stamp, band: tuple[int, int, int]
) -> None:
    """A band of the stamp's colour above, and the word in a light tint of it on the white everywhere."""
    header, _, pixels = png.opened(await picture.draw(replace(a_certificate(), status="approved"), stamp))
    shape = ink._Shape(*struct.unpack(">IIBB", header[:10]))
    rows = list(ink._rows(shape, pixels))
    assert tuple(rows[BAND // 4][:3]) == band
    light = [round(255 - 0.16 * (255 - each)) for each in band]
    tints = [bytes(each) for each in product(*(range(value - 1, value + 2) for value in light))]
    third = (shape.height - BAND) // 3
    for start in range(BAND, BAND + 3 * third, third):
        worn = sum(row.count(tint) for row in rows[start : start + third] for tint in tints)
        assert worn > 3000, (start, worn)


@pytest.mark.slow
@pytest.mark.parametrize(("authority", "type_code"), [("customs", "RC"), ("ccpit", "H"), ("ccpit", "HM")])
async def test_nothing_runs_out_of_its_box_or_makes_the_picture_endless(authority: Authority, type_code: str) -> None:
    made = await picture.draw(hard(type_code, authority))
    assert size(made)[1] < 3600
    assert len(made) < 2_000_000
    assert ink_beside_the_paper(made) == 0


def test_what_is_typed_stands_as_it_was_typed_and_a_cut_says_so() -> None:
    card = picture.card_of(hard("A"), picture.PREVIEW)
    exporter, _producer, consignee = (each["text"] for each in card["left"][:3])
    assert exporter == "\n".join("A" * 16) + "…（未完，共 7999 字）"
    assert consignee == "Y" * 600 + "…（未完，共 8000 字）"
    assert card["right"][0]["text"] == SLY * 4
    assert card["lines"][0][0][2]["text"].startswith(SLY)
    (only,) = card["lines"]
    assert only
    assert card["more"] == "另有 19 项商品，共 20 项"


def test_what_cannot_be_seen_is_not_drawn() -> None:
    form = {"exporter": "GOOD\u202efdp.exe\x07\tFIRM\u3000中国\u200b"}
    card = picture.card_of(a_certificate(**form), picture.PREVIEW)
    assert card["left"][0]["text"] == "GOODfdp.exe FIRM 中国"


def test_a_page_holds_as_many_lines_as_fit_and_counts_the_others() -> None:
    few = picture.card_of(a_certificate(lines=[makers.goods()] * 5), picture.PREVIEW)
    many = picture.card_of(a_certificate(lines=[makers.goods()] * 40), picture.PREVIEW)
    assert (len(few["lines"]), few["more"]) == (5, "")
    assert 5 < len(many["lines"]) < 12
    assert many["more"] == f"另有 {40 - len(many['lines'])} 项商品，共 40 项"


async def test_an_empty_draft_is_drawn_too() -> None:
    empty = replace(a_certificate(type_code="F"), form=BasicForm(), lines=[])
    assert size(await picture.draw(empty))[0] == 1080
    card = picture.card_of(empty, picture.PREVIEW)
    assert {each["text"] for each in card["left"]} == {"未填"}
    assert picture.spoken(empty)[0] == ("1 出口商名称、地址、国家", "未填")


def test_the_words_say_what_the_picture_shows() -> None:
    told = dict(picture.spoken(a_certificate(type_code="E", lines=[makers.goods(), makers.goods(mark="TLE")])))
    assert told["1 出口商名称、地址、国家"].startswith("SHAANXI EXAMPLE TRADING")
    assert told["6 唛头及包装号"] == "第 1 项：N/M\n第 2 项：TLE"
    assert "4 官方使用" not in told


def test_the_fob_value_stands_where_the_rule_of_the_type_shows_it() -> None:
    lines = [makers.goods(ori_criteria="WO"), makers.goods(ori_criteria="RVC 45%")]
    for type_code, seen in (("X", [True, True]), ("A", [False, False]), ("RC", [False, True]), ("G", [True, True])):
        told = [
            text for name, text in picture.spoken(a_certificate(type_code=type_code, lines=lines)) if "毛重" in name
        ]
        assert ["USD 1200.00" in line for line in told[0].split("\n")] == seen, type_code


def test_the_amount_is_in_letters_and_a_party_has_its_own_telephone() -> None:
    form = {"consignee_tel": "00886-2-1234", "curr": "502"}
    told = dict(picture.spoken(a_certificate("ccpit", "H", [makers.goods(producer_tel="0755-1")], **form)))
    assert told["13 货物价格；发票号码和日期"].startswith("USD 1200.00\n")
    asked = "名称、地址、国家；电话、传真、电子邮件"
    assert told[f"1 出口商{asked}"].endswith("029-88888888 029-88888889 co@example.com")
    assert told[f"2 生产商{asked}"].endswith("0755-1 无 无")
    assert told[f"3 进口商{asked}"].endswith("00886-2-1234 无 无")


async def test_drawing_leaves_nothing_in_this_process() -> None:
    process = psutil.Process()
    others = set(process.children())  # who looks into files may wait for the next one
    await picture.draw(a_certificate())
    before = process.memory_info().rss
    for _ in range(3):
        await picture.draw(hard("RC"))
    assert process.memory_info().rss - before < 8 * 1024 * 1024
    assert not {"typst", "pylopdf_fonts_zh_cn"} & set(sys.modules)
    assert set(process.children()) <= others


@pytest.mark.feature("CO-18", "CO-19")
async def test_the_api_gives_the_picture_and_says_so_where_it_cannot(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = await filled(client)
    answer = await client.get(f"{own}/preview.png")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert size(answer.content)[0] == 1080

    async def nothing(*_: object) -> bytes:
        raise Weather("no child process")

    monkeypatch.setattr("api.drawing.draw", nothing)
    answer = await client.get(f"{own}/preview.png")
    assert (answer.status_code, answer.json()["detail"]) == (503, "系统忙，没有办成。请稍后再试。")
