"""Certificates from files: good ones become drafts once, bad ones say why, and running it again changes nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from api import certificates, files
from api.certificates import queries, xml
from api.certificates.certificate import Draft
from api.certificates.forms import BasicForm, GoodsForm
from api.certificates.importing import Done, Found, Unusable, from_file, take, taking
from api.certificates.importing.taking import AT_ONCE
from api.certificates.queries import Wanted
from api.documents import Entry, Key, enter_many
from api.people import Actor
from kit import database
from kit.refusals import Refusal
from tests.api.certificates import makers
from tests.api.certificates.full import a_certificate
from tests.api.files.papers import in_pieces, xlsx

HEADING = ["受理机构", "证书类型", "发票号", "发票日期", "进口商", "商品HS编码", "数量"]
GOOD = ["贸促会", "C", "A1", "46347", "HANOI PLASTICS", "39269090", "1,000"]
OURS = "C26M000100Y49001"


@pytest.fixture
async def clerk(db: str) -> Actor:
    return await makers.a_clerk()


def book(tmp_path: Path, *rows: list[str]) -> Path:
    path = tmp_path / "十一月.xlsx"
    path.write_bytes(xlsx([HEADING, *rows]))
    return path


async def taken(actor: Actor, path: Path) -> Done:
    return await take(actor, await from_file(path))


def of(*drafts: Draft) -> list[Found | Unusable]:
    return [Found(f"第{n}行", draft, told_whole=True) for n, draft in enumerate(drafts, 1)]


def customs(number: str = "", invoice: str = "A1", **boxes: str) -> Draft:
    return Draft(authority="customs", type_code="C", form=BasicForm(inv_no=invoice, **boxes), number=number)


async def count() -> int:
    return int((await database.fetch("select count(*) as n from documents"))[0]["n"])


@pytest.mark.feature("HOME-17")
async def test_a_table_becomes_drafts_filled_up_with_what_the_house_knows(clerk: Actor, tmp_path: Path) -> None:
    done = await taken(clerk, book(tmp_path, GOOD, ["", "", "", "", "", "39261000", "5"]))
    assert (done.known, done.bad) == (0, [])
    (new,) = done.new
    kept = await certificates.read(clerk, new)
    assert (kept.status, kept.authority, kept.type_code, kept.revision) == ("draft", "ccpit", "C", 1)
    assert (kept.form.inv_no, kept.form.inv_date, kept.form.consignee) == ("A1", "2026-11-21", "HANOI PLASTICS")
    assert [(line.hs_code, line.goods_qty) for line in kept.goods] == [("39269090", "1000"), ("39261000", "5")]
    assert (kept.form.etps_name, kept.form.ccpit_enterprise_code) == ("陕西示例贸易有限责任公司", "2102M9997")
    assert kept.form.apl_date == ""
    items, total = await queries.page(clerk, Wanted(shelf="general"))
    assert (total, items[0].invoice_no) == (1, "A1")


@pytest.mark.feature("HOME-17")
async def test_bad_rows_are_named_with_every_reason_and_the_good_ones_are_kept(clerk: Actor, tmp_path: Path) -> None:
    done = await taken(
        clerk,
        book(
            tmp_path,
            GOOD,
            ["贸促会", "ZZ", "A2", "明天", "", "3926", "x"],
            ["贸促会", "P", "A3", "", "", "", ""],
            ["商会", "C", "A4", "", "", "", ""],
            ["", "", "A5", "", "", "", ""],
            ["贸促会", "S", "A6", "", "", "", ""],
        ),
    )
    assert len(done.new) == 2
    assert {each.place.removeprefix("十一月.xlsx "): list(each.reasons) for each in done.bad} == {
        "第3行": [
            "贸促会没有证书类型“ZZ”，或该类型尚未启用。",
            "发票日期应为YYYY-MM-DD格式的日期。",
            "第1项商品的商品HS编码应为6、8、10位纯数字。",
            "第1项商品的数量应为数字，整数部分最多19位，小数部分最多5位。",
        ],
        "第4行": ["贸促会没有证书类型“P”，或该类型尚未启用。"],
        "第5行": ["受理机构“商会”不正确，应为海关或贸促会。"],
        "第6行": ["没有填写证书类型。"],
    }
    assert done.sentence == "新证书 2 份，已有 0 份，未导入 4 份。"


async def test_running_it_again_changes_nothing_even_after_an_edit(clerk: Actor, tmp_path: Path) -> None:
    path = book(tmp_path, GOOD, [*GOOD[:2], "A2", *GOOD[3:]])
    first = await taken(clerk, path)
    kept = await certificates.read(clerk, first.new[0])
    await certificates.save_basic(clerk, kept.id, kept.form.model_copy(update={"inv_no": "EDITED"}))
    before = await count()
    again = await taken(clerk, path)
    assert (again.new, again.known, again.bad, await count()) == ([], 2, [], before)
    assert (await certificates.read(clerk, first.new[0])).form.inv_no == "EDITED"


async def test_the_same_content_twice_in_one_file_is_one_certificate(clerk: Actor) -> None:
    done = await take(clerk, of(customs(), customs(), customs(invoice="A2")))
    assert (len(done.new), done.known) == (2, 1)


async def test_a_draft_that_was_deleted_may_come_again(clerk: Actor) -> None:
    first = await take(clerk, of(customs()))
    await certificates.remove(clerk, first.new[0])
    again = await take(clerk, of(customs()))
    assert len(again.new) == 1
    assert (await take(clerk, of(customs()))).known == 1


async def test_what_one_enterprise_took_another_may_take_too(clerk: Actor) -> None:
    await take(clerk, of(customs()))
    assert len((await take(await makers.a_neighbour(), of(customs()))).new) == 1


async def test_a_number_of_ours_is_kept_known_the_second_time_and_one_of_others_refused(clerk: Actor) -> None:
    assert len((await take(clerk, of(customs(OURS)))).new) == 1
    assert (await take(clerk, of(customs(OURS, "another content")))).known == 1
    (bad,) = (await take(clerk, of(customs("C26102690233" + "0001")))).bad
    assert bad.reasons == ["证书编号C261026902330001不是本企业的。"]


async def test_a_number_that_stands_twice_is_kept_once_and_the_other_is_told(clerk: Actor) -> None:
    """Kept together or alone: the second of two contents under one number hears why, and stops no other."""
    done = await take(clerk, of(customs(OURS), customs(OURS, invoice="A2"), customs(invoice="A3")))
    assert len(done.new) == 2
    ((place, (reason,)),) = [(each.place, each.reasons) for each in done.bad]
    assert place == "第2行"
    assert OURS in reason
    assert {(await certificates.read(clerk, each)).form.inv_no for each in done.new} == {"A1", "A3"}


async def test_a_chunk_is_written_with_few_statements_and_each_gets_a_number_of_its_own(
    clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fifty certificates cost no more round trips than one: 24 each, before they were written together."""
    trips = 0
    execute = database.execute

    async def counting(sql: str, *args: object) -> int:
        nonlocal trips
        trips += 1
        return await execute(sql, *args)

    monkeypatch.setattr(database, "execute", counting)
    done = await take(clerk, of(*(customs(invoice=f"B{n}") for n in range(AT_ONCE))))
    assert (len(done.new), done.bad) == (AT_ONCE, [])
    assert trips < AT_ONCE
    rows = await database.fetch("select count(distinct number) as n from documents")
    assert rows[0]["n"] == AT_ONCE


async def test_working_numbers_of_another_house_hide_no_certificate(clerk: Actor) -> None:
    """What another house exported under its working numbers is taken, though ours gives the same ones."""
    first = await take(clerk, of(customs(invoice="A1")))
    (number,) = [row["number"] for row in await database.fetch("select number from documents")]
    told = of(customs(number, invoice="A1"), customs(number, invoice="B7"))
    done = await take(clerk, told)
    assert (len(first.new), len(done.new), done.known, done.bad) == (1, 1, 1, [])
    assert (await take(clerk, told)).known == 2


async def test_whether_others_have_a_number_is_not_told(clerk: Actor) -> None:
    """CCPIT's numbers have no owner in them: one that another enterprise has is taken for none at all."""
    neighbour = await makers.a_neighbour()
    assert neighbour.enterprise_id
    await enter_many([Entry(key=Key("ccpit_certificate", "261102M99970001"), enterprise_id=neighbour.enterprise_id)])
    draft = replace(customs("261102M99970001"), authority="ccpit")
    assert len((await take(clerk, of(draft))).new) == 1


async def test_a_message_of_the_import_client_becomes_a_draft_as_it_says(clerk: Actor, tmp_path: Path) -> None:
    told = Draft(
        authority="customs",
        type_code="C",
        form=BasicForm(inv_no="A1", inv_date="2026-11-20", exporter="A CO\nXI'AN", fob_value="5", etps_name="示例"),
        goods=[GoodsForm(hs_code="39269090", goods_desc="BOXES\nOF PLASTICS")],
        number=OURS,
    )
    (tmp_path / "a.xml").write_bytes(xml.write(a_certificate(told)))
    done = await taken(clerk, tmp_path / "a.xml")
    kept = await certificates.read(clerk, done.new[0])
    assert (kept.number, kept.form, kept.goods) == (OURS, told.form, told.goods)
    assert (await taken(clerk, tmp_path / "a.xml")).known == 1


async def test_what_is_no_certificate_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(b"<Receipt/>")
    (tmp_path / "b.xlsx").write_bytes(b"no workbook")
    (tmp_path / "c.csv").write_bytes(b"a,b")
    (tmp_path / "d.xml").write_bytes(b" " * (2 * 1024 * 1024 + 1))
    said = [(await from_file(tmp_path / name))[0] for name in ("a.xml", "b.xlsx", "c.csv", "d.xml", "gone.xml")]
    reasons = [each.reasons[0] for each in said if isinstance(each, Unusable)]
    assert reasons == [
        "这不是原产地证书报文（根元素应为Certificate）。",
        "文件内容不是XLSX格式，请核对后重新上传。",
        "只能导入XLSX或XML格式的文件。",
        "文件超过2MiB。",
        "无法读取：No such file or directory。",
    ]


async def test_texts_of_boxes_that_the_message_has_not_are_held_to_their_lengths(clerk: Actor) -> None:
    draft = replace(customs(signer="丹" * 21), goods=[GoodsForm(filing_no="1" * 21)])
    (bad,) = (await take(clerk, of(draft))).bad
    assert bad.reasons == ["手签员超过20字。", "第1项商品的申请备案号超过20字。"]


async def test_progress_is_told_and_a_fault_in_one_chunk_stops_no_other(clerk: Actor) -> None:
    drafts = [customs(invoice=f"A{n}") for n in range(AT_ONCE + 2)]
    drafts[1] = customs(invoice="x" * 51)
    heard: list[tuple[int, int]] = []
    done = await take(clerk, of(*drafts), lambda *told: heard.append(told))
    assert heard == [(AT_ONCE, AT_ONCE + 2), (AT_ONCE + 2, AT_ONCE + 2)]
    assert (len(done.new), [each.place for each in done.bad]) == (AT_ONCE + 1, ["第2行"])


async def test_who_writes_for_no_enterprise_takes_nothing_in(clerk: Actor) -> None:
    with pytest.raises(Refusal) as refused:
        await take(replace(clerk, enterprise_id=None), of(customs()))
    assert refused.value.code == "no_enterprise"


async def test_a_workbook_that_was_uploaded_is_read_under_its_own_name(
    clerk: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUIZHI_DATA_DIR", str(tmp_path))
    file = await files.save(clerk, "十二月.xlsx", in_pieces(xlsx([HEADING, GOOD])), files.rules.TABLE)
    (found,) = await from_file(files.path_of(file), file.name)
    assert found.place == "十二月.xlsx 第2行"


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_what_is_known_is_looked_up_and_not_read_through(clerk: Actor) -> None:
    """Joined the other way round, a second import of 5,000 certificates took ten times as long."""
    sql = f"explain query plan {taking._PRINTS.into(taking._KNOWN, 2)}"
    rows = await database.fetch(sql, clerk.enterprise_id, *taking._PRINTS.arguments([("a",)]))
    assert any("enterprise_id=? AND fingerprint=?" in row["detail"] for row in rows)
