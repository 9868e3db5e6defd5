"""四眼 for 申报 (M13): over HTTP, what was consented to is what is declared, and no door goes around it."""

from dataclasses import dataclass

import httpx
import pytest

from api import approvals, certificates
from api.certificates import Certificate
from api.people import Actor
from api.people.models import Membership, Person
from kit import database
from kit.clock import now
from kit.refusals import Refusal
from tests.api.certificates.makers import a_clerk, a_draft
from tests.api.people.makers import a_client, a_token

pytestmark = pytest.mark.usefixtures("valkey")


@dataclass
class Two:
    """The 管理员 who fills in, the one who consents, and a draft that is fit."""

    boss: Actor
    second: Person
    draft: Certificate

    async def post(self, person: Person | Actor, path: str, **body: object) -> httpx.Response:
        whose = person.id if isinstance(person, Person) else person.person_id
        async with a_client(await a_token(whose)) as client:
            return await client.post(f"/api/v1{path}", json=body or None)

    async def asked(self) -> httpx.Response:
        return await self.post(self.boss, "/approvals", act="certificate.declare", document_ids=[str(self.draft.id)])

    async def status(self) -> str:
        return (await certificates.read(self.boss, self.draft.id)).status

    async def sent(self) -> int:
        rows = await database.fetch("select count(*) as n from outgoing where kind = 'certificate'")
        return int(rows[0]["n"])


@pytest.fixture
async def two(db: str) -> Two:
    boss = await a_clerk()
    second = await Person.create(login="second", name="王经理", password_hash="", password_at=now(), created_at=now())
    await Membership.create(person_id=second.id, enterprise_id=boss.enterprise_id, role="admin", granted_at=now())
    await approvals.change(boss, [certificates.DECLARATION.name])
    return Two(boss, second, await a_draft(boss))


async def test_a_declaration_waits_and_goes_out_once_consented_to(two: Two) -> None:
    refused = await two.post(two.boss, f"/certificates/{two.draft.id}/declaration")
    assert (refused.status_code, refused.json()["code"]) == (409, "consent_wanted")
    asked = await two.asked()
    assert asked.status_code == 201
    shown = asked.json()
    assert (shown["label"], shown["state"]) == ("申报证书", "open")
    assert "发票号" in shown["matters"][0]["says"]
    assert (await two.status(), await two.sent()) == ("draft", 0)
    own = await two.post(two.boss, f"/approvals/{shown['id']}/consent")
    assert (own.status_code, own.json()["code"]) == (403, "not_your_own")
    given = await two.post(two.second, f"/approvals/{shown['id']}/consent")
    assert (given.status_code, given.json()["state"]) == (200, "done")
    assert (await two.status(), await two.sent()) == ("declared", 1)
    again = await two.post(two.second, f"/approvals/{shown['id']}/consent")
    assert (again.status_code, again.json()["code"], await two.sent()) == (409, "decided_already", 1)


async def test_a_draft_that_was_changed_is_not_what_was_consented_to(two: Two) -> None:
    request = (await two.asked()).json()["id"]
    form = two.draft.form.model_copy(update={"remark": "CHANGED"})
    await certificates.save_basic(two.boss, two.draft.id, form, two.draft.revision)
    given = await two.post(two.second, f"/approvals/{request}/consent")
    assert given.json()["state"] == "failed"
    assert "在同意之前修改过" in given.json()["matters"][0]["result"]
    assert (await two.status(), await two.sent()) == ("draft", 0)


async def test_what_is_not_fit_is_refused_before_anybody_is_asked(two: Two) -> None:
    form = two.draft.form.model_copy(update={"inv_no": ""})
    await certificates.save_basic(two.boss, two.draft.id, form, two.draft.revision)
    answer = await two.asked()
    assert (answer.status_code, answer.json()["code"]) == (422, "check_failed")
    assert (await two.asked()).status_code == 422
    assert await database.fetch("select id from approvals") == []


async def test_what_went_out_already_needs_no_consent_any_more(two: Two) -> None:
    await approvals.change(two.boss, [])
    await certificates.declare(two.boss, two.draft.id)
    with pytest.raises(Refusal, match="已经申报"):
        await approvals.ask(two.boss, certificates.DECLARATION.name, [two.draft.id])
