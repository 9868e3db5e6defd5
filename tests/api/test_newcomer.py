"""The OpenAPI document as a newcomer meets it: it tells in Chinese what there is, and its examples work as they are."""

import re
from typing import Any

import pytest

from api import box_names
from api.main import create_app
from tests.api.asking import Document
from tests.api.people import makers
from tests.api.people.makers import a_client, a_token

DOCUMENT = create_app().openapi()
OPERATIONS = Document(DOCUMENT).operations()
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TOLD = {
    told["operationId"]: told
    for path, item in DOCUMENT["paths"].items()
    for told in item.values()
    if path.startswith("/api/v1/")
}


def test_every_operation_has_a_chinese_summary_a_tag_and_says_what_it_does() -> None:
    puzzling = [
        name
        for name, told in TOLD.items()
        if not CHINESE.search(told.get("summary", "")) or not told.get("tags") or not told.get("description")
    ]
    assert puzzling == []


def test_every_operation_names_the_problems_that_it_answers_with() -> None:
    for name, told in TOLD.items():
        answers = {status: each for status, each in told["responses"].items() if not status.startswith("2")}
        assert {"401", "403", "404", "409", "422", "429"} <= set(answers), name
        assert all(list(each["content"]) == ["application/problem+json"] for each in answers.values()), name


def test_every_box_and_every_parameter_says_in_chinese_what_it_is() -> None:
    """By its own title or description, or by a line of api/box_names.tsv."""
    assert [place for place, _ in box_names.silent(DOCUMENT)] == []


def test_no_name_in_the_table_is_idle() -> None:
    """Each line of it names a box or a parameter that there is."""
    boxes = {box for schema in DOCUMENT["components"]["schemas"].values() for box in schema.get("properties", {})}
    named = {each["name"] for item in DOCUMENT["paths"].values() for told in item.values()
             for each in told.get("parameters", ())}  # fmt: skip
    assert {place.rpartition(".")[2] for place in box_names.NAMES} <= boxes | named


def test_the_document_begins_with_how_to_begin() -> None:
    """In Chinese; the addresses that it names are addresses of the document."""
    told = DOCUMENT["info"]["description"]
    assert told.startswith("回执通的接口。第一次使用：")
    named = set(re.findall(r"`(?:GET|POST|PUT) (/api/v1/[^`]+)`", told))
    assert named <= set(DOCUMENT["paths"])
    assert len(named) == 5
    described = {each["name"] for each in DOCUMENT["tags"]}
    assert described <= {tag for each in TOLD.values() for tag in each["tags"]}


async def _asked(client: Any, name: str, body: Any = None, **named: str) -> Any:
    """Send an operation with the document's own example, or with what only its caller can know."""
    operation = OPERATIONS[name]
    path = operation.path.format(**named)
    sent = operation.body if body is None else body
    answer = await client.request(operation.method, path, **({} if sent is None else {"json": sent}))
    assert answer.is_success, f"{name}: {answer.status_code} {answer.text[:600]}"
    return answer.json() if answer.content else None


async def test_a_newcomer_walks_from_the_qualification_to_a_declared_certificate_by_the_examples_alone(
    db: str, valkey: str
) -> None:
    """资质备案, 新建, 基本信息, 商品, 运输路线, 体检 without any error, 申报: only ids are carried over."""
    _, boss = await makers.founded()
    async with a_client(await a_token(boss)) as client:
        await _asked(client, "change_enterprise_profile")
        await _asked(client, "file_qualification")
        made = (await _asked(client, "begin_certificate"))["id"]
        assert (await _asked(client, "make_route"))["text"].startswith("FROM SHANGHAI, CHINA TO HAIPHONG")
        await _asked(client, "save_basic", certificate_id=made)
        line = (await _asked(client, "add_goods", certificate_id=made))["id"]
        await _asked(client, "save_goods", certificate_id=made, line_id=line)
        await _asked(client, "save_all_goods", certificate_id=made)
        checked = await _asked(client, "check_certificate", certificate_id=made)
        assert (checked["fit"], checked["sentence"]) == (True, "可以申报")
        declared = await _asked(client, "declare_certificate", certificate_id=made)
        assert declared["status_label"] == "已申报"
        steps = await _asked(client, "list_certificate_receipts", certificate_id=made)
        assert [each["step_label"] for each in steps] == ["录入", "申报"]
        assert await _asked(client, "preview_certificate", certificate_id=made)
        await _asked(client, "copy_certificate", certificate_id=made)


async def test_the_examples_of_filings_and_of_master_data_work_as_they_stand(db: str, valkey: str) -> None:
    _, boss = await makers.founded()
    async with a_client(await a_token(boss)) as client:
        await _asked(client, "file_qualification")
        filing = (await _asked(client, "create_filing"))["id"]
        await _asked(client, "save_filing", filing_id=filing)
        assert await _asked(client, "check_filing", filing_id=filing) == []
        assert (await _asked(client, "declare_filing", filing_id=filing))["status_label"] == "已申报"
        await _asked(client, "copy_filing", filing_id=filing)
        party = (await _asked(client, "create_party", kind="exporter"))["id"]
        await _asked(client, "update_party", kind="exporter", party_id=party)
        made = (await _asked(client, "begin_certificate"))["id"]
        picked = await _asked(
            client, "pick_party", {**OPERATIONS["pick_party"].body, "party_id": party}, certificate_id=made
        )
        assert picked["form"]["exporter"].startswith("DAL INTERNATIONAL TRADING CO., LTD.")
        await _asked(client, "delete_parties", {"ids": [party]}, kind="exporter")


async def test_a_registration_needs_nothing_but_the_code_that_came_by_sms(db: str, valkey: str) -> None:
    async with a_client() as visitor:
        await _asked(visitor, "send_registration_code")
        body = {**OPERATIONS["register"].body, "code": await makers.last_code()}
        assert (await _asked(visitor, "register", body))["state_name"] == "待核验"


@pytest.mark.parametrize("name", ["create_person", "create_token"])
async def test_what_a_manager_enters_by_the_example_is_taken(db: str, valkey: str, name: str) -> None:
    _, boss = await makers.founded()
    async with a_client(await a_token(boss)) as client:
        await _asked(client, name, {**OPERATIONS[name].body, "login": "clerk"} if name == "create_person" else None)
