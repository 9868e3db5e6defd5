"""Lists by status and by its moment are read beside the register, and say what it says."""

from datetime import timedelta

from api import documents
from api.documents import Wanted, advance, standings
from kit import database
from tests.api.documents.makers import MINUTE, NINE, a_document, a_move, a_person, an_enterprise

_APART = """
    select count(*) as n from documents d left join document_standings s
    on s.document_id = d.id and s.enterprise_id = d.enterprise_id and s.kind = d.kind and s.status = d.status
    and s.status_at = d.status_at where s.document_id is null"""


async def _apart() -> int:
    return int((await database.fetch(_APART))[0]["n"])


async def test_what_lists_are_read_from_follows_every_move(db: str) -> None:
    """Entered by an authority or begun by us, moved, moved late, refused: the two never differ."""
    clerk = await a_person(enterprise := await an_enterprise())
    certificate = await a_document(enterprise)
    own = await documents.create(clerk, "coordination")
    await documents.create_many(clerk, "filing", [documents.Begun(number="F1", at=NINE)])
    assert await _apart() == 0
    for step, minutes in (("received", 5), ("returned", 9), ("approved", 7), ("approved", 20)):
        await advance(a_move(certificate, step, minutes))
        assert await _apart() == 0
    found, _ = await documents.page(clerk, Wanted(statuses=["approved", "draft"]))
    assert {each.id for each in found} >= {certificate, own.id}


async def test_a_list_of_a_status_shows_first_what_came_into_it_last(db: str) -> None:
    clerk = await a_person(enterprise := await an_enterprise())
    ids = [await a_document(enterprise, f"E26102690233000{n}") for n in range(3)]
    for id_, minutes in zip(ids, (7, 9, 5), strict=True):
        await advance(a_move(id_, "approved", minutes))
    wanted = Wanted(kinds=["customs_certificate"], statuses=["approved"])
    assert [each.id for each in (await documents.page(clerk, wanted))[0]] == [ids[1], ids[0], ids[2]]
    within = Wanted(since=NINE + 6 * MINUTE, until=NINE + 9 * MINUTE)
    assert [each.id for each in (await documents.page(clerk, within))[0]] == [ids[0]]


async def test_what_strayed_is_led_back(db: str) -> None:
    """A status written past the one way, or by an older version during an update, is found and put right."""
    enterprise = await an_enterprise()
    document = await a_document(enterprise)
    await documents.Document.filter(id=document).update(status="approved", status_at=NINE + timedelta(days=1))
    assert await _apart() == 1
    assert await standings.restore() == 1
    assert (await _apart(), await standings.restore()) == (0, 0)


async def test_what_lists_lack_is_put_there(db: str) -> None:
    """A document that an older version entered is found by its status and by a part of its number again."""
    clerk = await a_person(enterprise := await an_enterprise())
    document = await a_document(enterprise)
    for table, column in (("document_standings", "document_id"), ("text_tails", "owner_id")):
        await database.execute(f"delete from {table} where {column} = $1", document)
    assert await standings.restore() == 1
    for wanted in (Wanted(statuses=["unseen"]), Wanted(number="0183")):
        assert [each.id for each in (await documents.page(clerk, wanted))[0]] == [document]
