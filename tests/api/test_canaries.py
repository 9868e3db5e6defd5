"""T-3: nothing of one enterprise stands in any list, figure or workbook that another one may ask for."""

import io
import re
import zipfile
from dataclasses import replace
from uuid import UUID

import httpx
import orjson
import pytest

from api import demo
from api.demo import Player, Stage
from api.people.models import Person
from kit import database
from tests.api.asking import Operation
from tests.api.matrix import OPERATIONS
from tests.api.people import makers
from tests.api.people.makers import a_client

OWNER = Player(login="gaoyongxin", name="高永欣", openid="o-1", mobile="13800138000", chat_id=1)
OWNERS = Stage(
    name="陕西示例贸易有限责任公司",
    credit_code="91610000102690233L",
    customs_code="6101960A12",
    players=(OWNER,),
)
SHARED = ("/healthz", "/readyz", "/metrics", "/openapi.json")
READS = {name: each for name, each in OPERATIONS.items() if each.method == "GET" and not each.named}


async def _marks() -> set[str]:
    """What only the owner's papers say: every id and number, its name and codes, its people and partners."""
    rows = await database.fetch("select id, number from documents")
    parties = await database.fetch("select id, form from parties")
    found = {str(UUID(str(row["id"]))) for row in [*rows, *parties]}
    found |= {row["number"] for row in rows if len(row["number"]) > 6}
    for row in parties:
        form = orjson.loads(row["form"]) if isinstance(row["form"], str) else row["form"]
        found |= {said for box, said in form.items() if "name" in box and isinstance(said, str) and len(said) > 6}
    return found | {OWNERS.name, OWNERS.credit_code, OWNER.mobile}


def _text(answer: httpx.Response) -> str:
    """The words of an answer; a workbook's are those of its sheets."""
    if not answer.content.startswith(b"PK"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


async def _heard(client: httpx.AsyncClient, operation: Operation) -> str:
    answer = await client.get(operation.path, params=operation.query)
    return _text(answer)


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_no_list_figure_or_workbook_shows_a_neighbours_things(db: str) -> None:
    """Asked as the example asks, and with nothing asked for; the owner finds its own there, so the marks are real."""
    await demo.furnish(OWNERS)
    owner = await Person.get(login=OWNER.login)
    _, neighbour = await makers.founded("neighbour", makers.OTHER_CREDIT_CODE, name="沈阳某报关行")
    await makers.qualified(await makers.at_work(neighbour), "2102M9998")
    marks = re.compile("|".join(re.escape(each) for each in sorted(await _marks(), key=len, reverse=True)))
    telling, leaking = set(), {}
    async with a_client(await makers.a_token(owner)) as own, a_client(await makers.a_token(neighbour)) as other:
        for name, operation in READS.items():
            if operation.path in SHARED:
                continue
            for asked in (operation, replace(operation, query={})):
                if marks.search(await _heard(own, asked)):
                    telling.add(name)
                if found := marks.findall(await _heard(other, asked)):
                    leaking[name] = sorted(set(found))[:3]
    assert leaking == {}
    assert len(telling) >= 18, sorted(telling)
