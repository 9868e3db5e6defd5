"""The second factor of 管理员 (A-5): bound by password and code, asked at sign-in, each code once, lost and found."""

import time
from collections.abc import AsyncIterator

import httpx
import pytest

from api import people
from api.people import memberships, second_factor, signing_in, totp
from api.people.actor import Actor
from api.people.models import Membership, Person
from api.people.signing_in import Attempt
from kit import database, settings
from kit.refusals import Refusal
from tests.api.people import makers
from tests.api.people.makers import PASSWORD, a_client

API = "/api/v1"


def _code(key: str, steps: int = 0) -> str:
    return totp.code_at(key, int(time.time()) // totp.STEP + steps)


async def _boss() -> Actor:
    """A 管理员 whose session was opened by a password alone."""
    await makers.founded()
    return (await people.sign_in("boss", PASSWORD)).actor


async def _enrolled(actor: Actor) -> tuple[str, list[str]]:
    begun = await second_factor.begin(actor, PASSWORD)
    return begun.key, await second_factor.confirm(actor, _code(begun.key, -1))


async def _refused(work: object) -> str:
    with pytest.raises(Refusal) as caught:
        await work  # type: ignore[misc]
    return caught.value.code


@pytest.mark.parametrize(
    ("moment", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_codes_are_those_of_rfc_6238(moment: int, code: str) -> None:
    """The test vectors of appendix B, their last six digits; the step after still counts, two after do not."""
    key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    step = moment // totp.STEP
    assert totp.code_at(key, step) == code
    assert [totp.step_of(key, code, moment + drift) for drift in (0, 30)] == [step] * 2
    assert totp.step_of(key, code, moment + 60) is None


async def test_sign_in_asks_for_the_authenticator_once_it_is_bound(db: str) -> None:
    """A right password alone no longer opens; a code serves once; a wrong one opens nothing."""
    actor = await _boss()
    key, _ = await _enrolled(actor)
    assert await _refused(people.sign_in("boss", PASSWORD)) == "second_factor_required"
    attempt = Attempt(login="boss", password=PASSWORD, code=_code(key))
    opened = await signing_in.sign_in_with(attempt)
    found = await people.actor_of_session(opened.token)
    assert found
    assert (opened.actor.proven, found.proven) == (True, True)
    assert await _refused(signing_in.sign_in_with(attempt)) == "wrong_second_factor"


async def test_guessing_codes_is_slowed_down(db: str) -> None:
    """Five wrong codes shut this door for half a minute, even to the right one, whatever the password door says."""
    actor = await _boss()
    key, _ = await _enrolled(actor)
    wrong = f"{(int(_code(key)) + 1) % 10**6:06}"
    told = [await _refused(second_factor.prove(actor, wrong)) for _ in range(6)]
    assert told == ["wrong_second_factor"] * 5 + ["sign_in_throttled"]
    assert await _refused(second_factor.prove(actor, _code(key))) == "sign_in_throttled"


async def test_a_recovery_code_opens_once(db: str) -> None:
    """Ten of them, kept as hashes; each as good as a code, once, however it is typed."""
    actor = await _boss()
    _, codes = await _enrolled(actor)
    assert (len(set(codes)), (await second_factor.standing(actor)).recovery_codes_left) == (10, 10)
    assert codes[0] not in str([dict(row) for row in await database.fetch("select * from recovery_codes")])
    attempt = Attempt(login="boss", password=PASSWORD, code=codes[0].lower())
    assert (await signing_in.sign_in_with(attempt)).actor.proven
    assert await _refused(signing_in.sign_in_with(attempt)) == "wrong_second_factor"
    assert (await second_factor.standing(actor)).recovery_codes_left == 9


async def test_binding_takes_the_password_and_a_first_code(db: str) -> None:
    """Neither a stolen session nor a key that was never typed binds; a second authenticator is refused."""
    actor = await _boss()
    assert await _refused(second_factor.begin(actor, "wrong password")) == "wrong_password"
    assert await _refused(second_factor.confirm(actor, "123456")) == "second_factor_not_bound"
    await second_factor.begin(actor, PASSWORD)
    assert (await people.sign_in("boss", PASSWORD)).token
    key, _ = await _enrolled(actor)
    assert key not in str(dict((await database.fetch("select * from persons"))[0]))
    assert await _refused(second_factor.begin(actor, PASSWORD)) == "second_factor_bound"


async def test_unbinding_takes_both_and_ends_what_was_proven(db: str) -> None:
    actor = await _boss()
    key, codes = await _enrolled(actor)
    assert await _refused(second_factor.give_up(actor, "wrong password", _code(key))) == "wrong_password"
    assert await _refused(second_factor.give_up(actor, PASSWORD, "aaaa-aaaa-aaaa")) == "wrong_second_factor"
    await second_factor.give_up(actor, PASSWORD, codes[0])
    assert await second_factor.standing(actor) == second_factor.Standing(False, False, 0)
    assert not (await database.fetch("select id from sessions where proven_at is not null"))
    assert (await people.sign_in("boss", PASSWORD)).actor.proven is False


async def test_an_admin_frees_a_colleague_who_lost_the_phone(db: str) -> None:
    """Their sessions end; the password alone opens again, until they bind anew."""
    await makers.founded()
    boss = await makers.at_work(await Person.get(login="boss"))
    clerk = await makers.an_operator(boss)
    await Person.filter(id=clerk.id).update(password_hash=(await Person.get(login="boss")).password_hash)
    await database.execute("update persons set password_at = created_at")
    theirs = await people.sign_in("clerk", PASSWORD)
    await _enrolled(theirs.actor)
    membership = await Membership.get(person_id=clerk.id)
    await second_factor.reset(boss, membership.id)
    assert await people.actor_of_session(theirs.token) is None
    assert (await people.sign_in("clerk", PASSWORD)).token
    assert await _refused(second_factor.reset(theirs.actor, membership.id)) == "admins_only"


async def test_who_runs_the_site_frees_the_last_admin(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Phone and recovery codes lost, no colleague left: the site's own token unbinds."""
    house = "an-operators-token-of-32-characters!"
    monkeypatch.setenv("HUIZHI_OPERATOR_TOKEN", house)
    settings.forget()
    actor = await _boss()
    await _enrolled(actor)
    async with a_client(house) as client:
        assert (await client.delete(f"{API}/persons/nobody/second-factor")).json()["code"] == "person_unknown"
        assert (await client.delete(f"{API}/persons/BOSS/second-factor")).status_code == 204
    assert (await people.sign_in("boss", PASSWORD)).actor.proven is False


@pytest.fixture
async def admin(db: str, valkey: str) -> AsyncIterator[httpx.AsyncClient]:
    """A 管理员 signed in by password alone."""
    await makers.founded()
    async with a_client() as made:
        sign_in = {"login": "boss", "password": PASSWORD, "keep": "token"}
        token = (await made.post(f"{API}/session", json=sign_in)).json()["token"]
        made.headers["Authorization"] = f"Bearer {token}"
        yield made


async def test_what_only_admins_may_do_refuses_a_password_alone(
    admin: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """403 until proven, over HTTP from enrolment to proof; `offered` asks only who has bound one."""
    assert (await admin.get(f"{API}/memberships")).json()["code"] == "second_factor_required"
    assert (await admin.get(f"{API}/me")).status_code == 200
    begun = (await admin.post(f"{API}/me/second-factor", json={"password": PASSWORD})).json()
    assert begun["url"].startswith("otpauth://totp/")
    assert begun["svg"].startswith("<svg")
    code = {"code": _code(begun["key"])}
    told = await admin.post(f"{API}/me/second-factor/confirmation", json=code)
    assert len(told.json()["recovery_codes"]) == 10
    assert (await admin.get(f"{API}/memberships")).status_code == 200
    assert (await admin.get(f"{API}/me/second-factor")).json() == {
        "enrolled": True,
        "proven": True,
        "recovery_codes_left": 10,
    }
    await database.execute("update sessions set proven_at = null")
    assert (await admin.get(f"{API}/memberships")).status_code == 403
    assert (await admin.post(f"{API}/session/second-factor", json=code)).json()["code"] == "wrong_second_factor"
    fresh = {"code": _code(begun["key"], 1)}
    assert (await admin.post(f"{API}/session/second-factor", json=fresh)).status_code == 204
    assert (await admin.get(f"{API}/memberships")).status_code == 200
    await database.execute("update sessions set proven_at = null")
    monkeypatch.setenv("HUIZHI_SECOND_FACTOR", "offered")
    settings.forget()
    assert (await admin.get(f"{API}/memberships")).status_code == 200


async def test_every_route_of_the_admin_asks_for_it(db: str) -> None:
    """A-5: whatever goes through `require_admin` refuses a session without proof; a chat and the proven pass."""
    actor = await _boss()
    assert await _refused(memberships.of_enterprise(actor)) == "second_factor_required"
    chat = await people.actor_of_person(actor.person_id, "wechat")
    assert chat
    assert await memberships.of_enterprise(chat)
    assert await memberships.of_enterprise(await makers.at_work(await Person.get(id=actor.person_id)))
