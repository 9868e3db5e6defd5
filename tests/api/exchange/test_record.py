"""What was sent and what was answered, for the enterprise it is about and for who runs the house."""

from api.exchange import post, receive_once, record, sending, store
from api.exchange.outgoing import Outgoing
from api.exchange.record import Wanted
from api.people.actor import Actor
from kit import database
from tests.api.documents.makers import CREDIT_CODE, a_document, a_person, an_enterprise
from tests.api.exchange.letters import received
from tests.api.exchange.test_outgoing import a_message
from tests.api.people.makers import OTHER_CREDIT_CODE, a_client, a_token, founded

HOUSE = Actor.system("operator")


async def a_posted(**changes: object) -> Outgoing:
    message = await a_message(**changes)
    await post(message)
    return message


async def test_an_enterprise_sees_its_own_and_the_operator_all(db: str) -> None:
    mine, other = await an_enterprise(CREDIT_CODE), await an_enterprise(OTHER_CREDIT_CODE)
    messages = [
        await a_posted(enterprise_id=firm, document_id=await a_document(firm, f"E26102690233018{n}"), key=str(n))
        for n, firm in enumerate((mine, other, mine))
    ]
    lines, total = await record.page(await a_person(mine), Wanted(), offset=0, limit=10)
    assert ([line.id for line in lines], total) == ([messages[2].id, messages[0].id], 2)
    assert (lines[0].number, lines[0].state, lines[0].size) == ("E261026902330182", "new", len(messages[0].body))
    _, everything = await record.page(HOUSE, Wanted(), offset=0, limit=1)
    _, of_other = await record.page(HOUSE, Wanted(enterprise_id=other, state="new"), offset=0, limit=1)
    assert (everything, of_other) == (3, 1)


async def test_a_message_tells_its_story(db: str) -> None:
    """With the receipts since; its text is shown to the enterprise's own people, not to who runs the house."""
    message = await a_posted()
    await store("gacc", "1", received(), "test")
    await receive_once()
    told = await record.story(await a_person(message.enterprise_id), message.id)
    assert told.body == "<Certificate/>"
    assert [(each.source, each.state) for each in told.replies] == [("gacc", "applied")]
    assert (await record.story(HOUSE, message.id)).body == ""


async def test_a_failed_message_is_sent_again_by_the_administrator(db: str) -> None:
    """Over HTTP: only what failed, and under the same id."""
    firm, boss = await founded()
    message = await a_posted(enterprise_id=firm.id, document_id=await a_document(firm.id))
    address = f"/api/v1/outgoing/{message.id}/again"
    async with a_client(await a_token(boss)) as client:
        refused = await client.post(address)
        assert (refused.status_code, refused.json()["code"]) == (409, "not_failed")
        await database.execute("update outgoing set state = 'failed', tries = 441, explanation = 'x'")
        assert (await client.post(address)).status_code == 202
        shown = (await client.get(f"/api/v1/outgoing/{message.id}")).json()
        assert (shown["id"], shown["state"], shown["tries"], shown["explanation"]) == (str(message.id), "new", 0, "")
        listed = (await client.get("/api/v1/outgoing", params={"state": "new", "kind": "certificate"})).json()
        assert [each["id"] for each in listed["items"]] == [str(message.id)]
    assert await sending.send_once() == 0  # no gateway is configured here
