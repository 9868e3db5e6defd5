"""导入 and 导出 over HTTP, and on the command line."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

import huizhi
from api import files
from api.certificates import excel, listing, xml
from api.certificates.importing import Found
from api.certificates.routes import tables
from kit import database, settings
from tests.api.certificates.full import a_certificate
from tests.api.certificates.walks import API, filled, said
from tests.api.files.papers import xlsx
from tests.api.people import makers as people
from tests.support.models import MODELS

HEADING = ["受理机构", "证书类型", "发票号", "商品HS编码", "货物描述"]
GOOD = ["贸促会", "C", "A1", "39269090", "=1+1"]
BAD = ["贸促会", "ZZ", "A2", "", ""]
Say = Callable[..., Result]


@pytest.fixture(autouse=True)
def _a_place_for_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HUIZHI_DATA_DIR", str(tmp_path))
    settings.forget()


async def uploaded(client: httpx.AsyncClient, name: str, content: bytes) -> str:
    answer = await client.post("/api/v1/files?purpose=import", files={"file": (name, content)})
    return str(said(answer, 201)["id"])


async def rows_of(answer: httpx.Response, tmp_path: Path) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith("attachment; ")
    path = tmp_path / "answer.xlsx"
    path.write_bytes(answer.content)
    return await files.parse("xlsx", path)


async def imported(client: httpx.AsyncClient, *rows: list[str]) -> Any:
    file_id = await uploaded(client, "十一月.xlsx", xlsx([HEADING, *rows]))
    return said(await client.post(f"{API}/imports", json={"file_id": file_id}))


@pytest.mark.feature("HOME-17")
async def test_an_uploaded_table_is_taken_in_and_says_what_was_not(client: httpx.AsyncClient) -> None:
    done = await imported(client, GOOD, BAD)
    assert done["sentence"] == "新证书 1 份，已有 0 份，未导入 1 份。"
    assert done["bad"] == [{"place": "十一月.xlsx 第3行", "reasons": ["贸促会没有证书类型“ZZ”，或该类型尚未启用。"]}]
    made = said(await client.get(f"{API}/{done['new'][0]}"))
    assert (made["status_label"], made["form"]["inv_no"]) == ("暂存", "A1")
    assert (await imported(client, GOOD, BAD))["known"] == 1


async def test_an_uploaded_message_is_taken_in(client: httpx.AsyncClient) -> None:
    file_id = await uploaded(client, "a.xml", xml.write(a_certificate()))
    done = said(await client.post(f"{API}/imports", json={"file_id": file_id}))
    assert (len(done["new"]), done["bad"]) == (1, [])


async def test_too_many_at_once_are_refused_and_none_is_taken(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_WHOLE", 1)
    file_id = await uploaded(client, "a.xlsx", xlsx([HEADING, GOOD, [*GOOD[:2], "A2", "", ""]]))
    refused = said(await client.post(f"{API}/imports", json={"file_id": file_id}), 422)
    assert refused["code"] == "too_many_certificates"
    assert said(await client.get(f"{API}?list=general"))["total"] == 0


@pytest.mark.feature("CO-57")
async def test_goods_from_a_table_stand_behind_the_others_or_in_their_place(client: httpx.AsyncClient) -> None:
    own = await filled(client)
    file_id = await uploaded(
        client, "goods.xlsx", xlsx([["商品HS编码", "货物描述"], ["39261000", "PENS"], ["39262000", "GLOVES"]])
    )
    behind = said(await client.post(f"{own}/goods/import", json={"file_id": file_id}))
    assert [line["form"]["hs_code"] for line in behind["lines"]][1:] == ["39261000", "39262000"]
    instead = said(await client.post(f"{own}/goods/import", json={"file_id": file_id, "replace": True}))
    assert [line["form"]["goods_desc"] for line in instead["lines"]] == ["PENS", "GLOVES"]


@pytest.mark.feature("CO-89")
async def test_a_query_list_leaves_as_a_workbook_with_its_own_rows_alone(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    await filled(client)
    await filled(client, "customs")
    rows = await rows_of(await client.get(f"{API}/tables/list?list=general"), tmp_path)
    assert rows[0] == list(listing.COLUMNS)
    assert [row[:2] for row in rows[1:]] == [["1", "XA261101"]]
    none = await rows_of(await client.get(f"{API}/tables/list?list=general&invoice_no=other"), tmp_path)
    assert none == [list(listing.COLUMNS)]


async def test_whole_certificates_leave_as_a_workbook_that_the_house_knows_again(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    own = await filled(client)
    answer = await client.get(f"{API}/tables/whole?list=general")
    (found,) = excel.read(await rows_of(answer, tmp_path)).found
    assert isinstance(found, Found)
    assert found.draft.form.model_dump() == said(await client.get(own))["form"]
    file_id = await uploaded(client, "again.xlsx", answer.content)
    assert said(await client.post(f"{API}/imports", json={"file_id": file_id}))["known"] == 1


async def test_the_template_is_read_again_without_a_stranger_among_its_columns(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    rows = await rows_of(await client.get(f"{API}/tables/template"), tmp_path)
    assert excel.read(rows).ignored == []


async def test_a_certificate_leaves_as_the_customs_message_not_submitted(client: httpx.AsyncClient) -> None:
    own = await filled(client, "customs")
    answer = await client.get(f"{own}/message")
    assert answer.headers["content-type"].startswith("application/xml")
    assert b"<ApplyType>0</ApplyType>" in answer.content
    assert xml.read(answer.content).form.inv_no == "XA261101"


async def test_files_and_certificates_of_others_are_unknown(client: httpx.AsyncClient, db: str) -> None:
    own = await filled(client)
    file_id = await uploaded(client, "a.xlsx", xlsx([HEADING, GOOD]))
    _, neighbour = await people.founded("neighbour", people.OTHER_CREDIT_CODE)
    async with people.a_client(await people.a_token(neighbour)) as theirs:
        assert (await theirs.post(f"{API}/imports", json={"file_id": file_id})).status_code == 404
        assert (await theirs.get(f"{own}/message")).status_code == 404
        assert (await theirs.post(f"{own}/goods/import", json={"file_id": file_id})).status_code == 404
        assert len((await theirs.get(f"{API}/tables/whole?list=general")).content) < 3000


@pytest.fixture
def say(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Run `huizhi …` on a database with one enterprise."""
    monkeypatch.setenv("HUIZHI_DATABASE_URL", database_url)
    settings.forget()

    async def prepare() -> None:
        await database.connect(database_url, MODELS)
        await people.founded("boss")
        await database.disconnect()

    asyncio.run(prepare())
    return lambda *words: CliRunner().invoke(huizhi.app, ["certificates", *map(str, words)])


@pytest.mark.feature("HOME-17")
def test_the_command_line_imports_what_is_good_names_the_rest_and_exports_it_again(say: Say, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.xlsx").write_bytes(xlsx([HEADING, GOOD, BAD]))
    (folder / "b.xml").write_bytes(xml.write(a_certificate()))
    (folder / "~$a.xlsx").write_bytes(b"a lock file of the program")
    first = say("import", folder, "--as", "BOSS")
    assert first.exit_code == 1
    assert "新证书 2 份，已有 0 份，未导入 1 份。" in first.output
    assert "a.xlsx 第3行：贸促会没有证书类型“ZZ”" in first.stderr
    again = say("import", folder, "--as", "boss")
    assert "新证书 0 份，已有 2 份，未导入 1 份。" in again.output
    exported = say("export", tmp_path / "out.xlsx", "--as", "boss")
    assert (exported.exit_code, "已导出 1 份证书" in exported.output) == (0, True)
    assert "新证书 0 份，已有 1 份，未导入 0 份。" in say("import", tmp_path / "out.xlsx", "--as", "boss").output
    messages = say("export", tmp_path / "out", "--as", "boss", "--authority", "customs", "--list", "preferential")
    assert messages.exit_code == 0
    (message,) = (tmp_path / "out").iterdir()
    assert xml.read(message.read_bytes()).type_code == "RC"


def test_the_command_line_says_no_in_a_sentence(say: Say, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(xlsx([HEADING, GOOD]))
    nobody = say("import", tmp_path / "a.xlsx", "--as", "nobody")
    assert (nobody.exit_code, "没有这个用户，或该用户没有所属企业。" in nobody.output) == (1, True)
    assert say("export", tmp_path / "no" / "where" / "out.xlsx", "--as", "boss").exit_code == 1
