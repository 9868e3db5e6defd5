"""Signing in: one answer and one time for every way of being wrong, slowed down; sessions end (A-1…A-4, A-6)."""

import asyncio
import statistics
import time
from datetime import timedelta

import pytest

from api import people
from api.people import password_rules, passwords, persons, sessions, signing_in, throttling
from api.people.actor import Actor
from api.people.models import Person
from api.people.signing_in import Attempt
from kit import database, settings
from kit.clock import now
from kit.refusals import Kind, Refusal
from tests.api.people import makers
from tests.api.people.makers import OTHER_PASSWORD, PASSWORD


async def _refused(login: str, password: str, ip: str = "") -> Refusal:
    with pytest.raises(Refusal) as caught:
        await people.sign_in(login, password, ip)
    return caught.value


async def _age_failures(by: timedelta) -> None:
    rows = await database.fetch("select id, at from sign_in_failures")
    for row in rows:
        await database.execute(
            "update sign_in_failures set at = $2 where id = $1", row["id"], database.as_time(row["at"]) - by
        )


@pytest.mark.feature("USER-03", "USER-07")
async def test_name_and_password_open_a_session(db: str) -> None:
    """The right pair opens a session for the person's enterprise; logins are read as people type them."""
    enterprise, person = await makers.founded()
    opened = await people.sign_in("  ＢOSS ", PASSWORD)
    actor = await people.actor_of_session(opened.token)
    assert actor is not None
    assert (actor.person_id, actor.enterprise_id, actor.role) == (person.id, enterprise.id, "admin")
    assert actor.session_id is not None


async def test_wrong_password_unknown_login_and_disabled_person_get_one_answer(db: str) -> None:
    """Kind, code, sentence and facts are equal, so nobody learns who exists."""
    await makers.founded()
    await makers.founded("gone", makers.OTHER_CREDIT_CODE)
    await persons.disable(Actor.system("cli"), "gone")
    told = [
        await _refused("boss", "wrong password"),
        await _refused("nobody", PASSWORD),
        await _refused("gone", PASSWORD),
    ]
    assert len({(each.kind, each.code, each.sentence, str(each.facts)) for each in told}) == 1
    assert told[0].kind is Kind.UNAUTHENTICATED


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_unknown_logins_take_as_long_as_known_ones(db: str) -> None:
    """Medians differ by less than half: both look at one Argon2 hash."""
    await makers.founded()
    taken: dict[str, list[float]] = {"boss": [], "nobody": []}
    for login in ["boss", "nobody"] * 7:
        await throttling.forgive(login)
        began = time.perf_counter()
        await _refused(login, "wrong password")
        taken[login].append(time.perf_counter() - began)
    known, unknown = (statistics.median(each) for each in taken.values())
    assert abs(known - unknown) < 0.5 * max(known, unknown)


def test_the_hash_is_argon2id_at_owasp_strength_and_the_dummy_is_made_alike() -> None:
    """m=19,456 KiB, t=2, p=1; a hash with other parameters is outdated."""
    assert passwords.NOBODYS.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not passwords.is_outdated(passwords.NOBODYS)
    assert passwords.is_outdated(passwords.NOBODYS.replace("t=2", "t=1"))


async def test_an_outdated_hash_is_replaced_at_sign_in(db: str) -> None:
    """A-1: rehash on login, and the password stays the same."""
    _, person = await makers.founded()
    weak = passwords.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    await Person.filter(id=person.id).update(password_hash=weak)
    await people.sign_in("boss", PASSWORD)
    kept = (await Person.get(id=person.id)).password_hash
    assert not passwords.is_outdated(kept)
    with passwords.slot():
        assert await passwords.matches(kept, PASSWORD)


async def test_no_more_than_four_passwords_are_looked_at_at_once(db: str) -> None:
    """The fifth is asked to come back in a second, and is not counted as a failure."""
    await makers.founded()
    with passwords.slot(), passwords.slot(), passwords.slot(), passwords.slot():
        refusal = await _refused("boss", PASSWORD)
    assert (refusal.kind, refusal.facts["retry_after"]) == (Kind.TOO_OFTEN, 1)
    assert not await database.fetch("select id from sign_in_failures")
    await people.sign_in("boss", PASSWORD)


def test_waits_double_from_half_a_minute_to_an_hour() -> None:
    """A-4: five free tries, then 30 s, 60 s … 3,600 s."""
    seconds = [throttling.wait_after(failures).total_seconds() for failures in (0, 4, 5, 6, 11, 12, 5000)]
    assert seconds == [0, 0, 30, 60, 1920, 3600, 3600]


async def test_five_wrong_passwords_shut_the_login_for_half_a_minute_even_to_the_right_one(db: str) -> None:
    """Known and unknown logins alike; afterwards the right password opens and forgets what was."""
    await makers.founded()
    for login in ("boss", "nobody"):
        for _ in range(throttling.FREE):
            assert (await _refused(login, "wrong password")).code == "wrong_credentials"
        refusal = await _refused(login, PASSWORD)
        assert (refusal.code, refusal.facts["retry_after"]) == ("sign_in_throttled", 30)
    await _age_failures(timedelta(seconds=31))
    await people.sign_in("boss", PASSWORD)
    assert (await _refused("boss", "wrong password")).code == "wrong_credentials"


async def test_tries_at_once_count_fully(db: str) -> None:
    """Forty at once: no more than five passwords are looked at before the login is shut."""
    await makers.founded()
    told = await asyncio.gather(*(_refused("boss", "wrong password") for _ in range(40)))
    assert sum(each.code == "wrong_credentials" for each in told) <= throttling.FREE
    assert (await database.fetch("select count(*) as n from sign_in_failures"))[0]["n"] <= throttling.FREE


async def test_tries_at_once_from_many_processes_count_fully(db: str) -> None:
    """The four places for hashing are a process's own; the count is everybody's."""
    told = await asyncio.gather(*(throttling.begin("boss", "") for _ in range(40)), return_exceptions=True)
    assert sum(isinstance(each, throttling.Try) for each in told) == throttling.FREE


async def test_a_hundred_failures_shut_an_address_but_not_its_neighbour(db: str) -> None:
    """A-4: per address 100 an hour, whichever logins were tried."""
    await makers.founded()
    rows = [(passwords_id, f"login{n}", "192.0.2.1", now()) for n, passwords_id in enumerate(_ids(throttling.IP_LIMIT))]
    await database.executemany("insert into sign_in_failures (id, login, ip, at) values ($1, $2, $3, $4)", rows)
    assert (await _refused("boss", PASSWORD, "192.0.2.1")).code == "sign_in_throttled"
    await people.sign_in("boss", PASSWORD, "192.0.2.2")


def _ids(count: int) -> list[object]:
    from kit.ids import new_id

    return [new_id() for _ in range(count)]


async def test_a_shut_login_still_speaks_from_its_chat_and_its_open_session(db: str) -> None:
    """An attacker who shuts the password door shuts no other (A-4)."""
    _, person = await makers.founded()
    opened = await people.sign_in("boss", PASSWORD)
    for _ in range(throttling.FREE + 1):
        await _refused("boss", "wrong password")
    assert await people.actor_of_session(opened.token)
    assert await people.actor_of_person(person.id, "wechat")


async def test_after_a_hundred_failures_a_code_is_wanted_too(db: str) -> None:
    """The code goes to the phone on file, after a right password only; with it the door opens (A-4)."""
    await makers.founded(mobile=makers.MOBILE)
    rows = [(each, "boss", "", now() - timedelta(hours=2)) for each in _ids(throttling.SECOND_FACTOR)]
    await database.executemany("insert into sign_in_failures (id, login, ip, at) values ($1, $2, $3, $4)", rows)
    refusal = await _refused("boss", PASSWORD)
    assert (refusal.code, refusal.facts["mobile"]) == ("second_factor_required", "138****8000")
    code = await makers.last_code()
    opened = await signing_in.sign_in_with(Attempt(login="boss", password=PASSWORD, code=code))
    assert opened.token


async def test_a_password_that_somebody_else_chose_is_changed_at_the_first_sign_in(db: str) -> None:
    """ASVS 6.4.1: the initial password opens nothing but its own replacement."""
    _, person = await makers.founded()
    await makers.an_operator(await makers.at_work(person))
    assert (await _refused("clerk", OTHER_PASSWORD)).code == "password_change_required"
    same = Attempt(login="clerk", password=OTHER_PASSWORD, new_password=OTHER_PASSWORD)
    with pytest.raises(Refusal, match="不能与原密码相同"):
        await signing_in.sign_in_with(same)
    fresh = "thirteen cranes over the lake"
    await signing_in.sign_in_with(Attempt(login="clerk", password=OTHER_PASSWORD, new_password=fresh))
    assert (await people.sign_in("clerk", fresh)).actor.name == "李四"
    assert (await _refused("clerk", OTHER_PASSWORD)).code == "wrong_credentials"


async def test_a_session_ends_idle_after_half_an_hour_and_at_the_latest_after_twelve(db: str) -> None:
    """A-2, and each use keeps the idle time from running out."""
    _, person = await makers.founded()
    token = await makers.a_token(person)
    await makers.age_sessions(timedelta(minutes=29))
    assert await people.actor_of_session(token)
    await makers.age_sessions(timedelta(minutes=31))
    assert await people.actor_of_session(token) is None
    await makers.age_sessions(timedelta())
    assert await people.actor_of_session(token)
    await makers.age_sessions(timedelta(seconds=1), column="expires_at")
    assert await people.actor_of_session(token) is None


async def test_use_is_noted_at_most_once_a_minute(db: str) -> None:
    """A request costs a write only when the last one is a minute old."""
    _, person = await makers.founded()
    token = await makers.a_token(person)
    await makers.age_sessions(timedelta(minutes=20))
    await people.actor_of_session(token)
    row = (await database.fetch("select seen_at from sessions"))[0]
    assert now() - database.as_time(row["seen_at"]) < timedelta(minutes=1)


async def test_signing_out_disabling_and_a_new_password_end_sessions_at_once(db: str) -> None:
    """A-2: effective at the next request."""
    _, person = await makers.founded()
    first, second = await makers.a_token(person), await makers.a_token(person)
    actor = await people.actor_of_session(first)
    assert actor is not None
    await persons.change_password(actor, PASSWORD, OTHER_PASSWORD)
    assert await people.actor_of_session(first)
    assert await people.actor_of_session(second) is None
    await people.sign_out(actor)
    assert await people.actor_of_session(first) is None
    third = await makers.a_token(person)
    await persons.disable(Actor.system("cli"), "boss")
    assert await people.actor_of_session(third) is None


async def test_tokens_are_kept_as_hashes_keyed_with_our_secret(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the token stands in the table, and another HUIZHI_SECRET_KEY ends every session."""
    _, person = await makers.founded()
    token = await makers.a_token(person)
    kept = (await database.fetch("select token_hash from sessions"))[0]["token_hash"]
    assert token not in kept
    assert token.removeprefix("hzs_") not in kept
    monkeypatch.setenv("HUIZHI_SECRET_KEY", "another-secret-key-0123456789-abcdef")
    settings.forget()
    assert await people.actor_of_session(token) is None


@pytest.mark.parametrize(
    "password",
    [
        "short-one-1",
        "password1234",
        "P@ssw0rd2026!!",
        "aaaaaaaaaaaa",
        "abababababab",
        "qwertyuiopqw",
        "123456789012",
        "gaoyongxin-12",
    ],
)
def test_weak_passwords_are_refused_with_a_reason(password: str) -> None:
    """A-6 profile asvs: length, known words with decoration, runs, rows of the keyboard, the login itself."""
    with pytest.raises(Refusal) as caught:
        password_rules.check(password, "gaoyongxin")
    assert caught.value.code == "weak_password"


def test_the_second_profile_asks_for_classes_and_rotation(monkeypatch: pytest.MonkeyPatch) -> None:
    """A-6 profile mlps: eight characters of three classes, renewed after ninety days; asvs asks for neither."""
    old = now() - timedelta(days=91)
    password_rules.check("lake-under-nine-bridges")
    assert not password_rules.has_expired(old, now())
    monkeypatch.setenv("HUIZHI_PASSWORD_PROFILE", "mlps")
    settings.forget()
    assert password_rules.has_expired(old, now())
    password_rules.check("Kranich-7")
    with pytest.raises(Refusal, match="三种"):
        password_rules.check("lake-under-nine-bridges")


async def test_old_rows_are_forgotten_and_young_ones_kept(db: str) -> None:
    """The clock's sweep leaves what still counts."""
    _, person = await makers.founded()
    await makers.a_token(person)
    await _refused("boss", "wrong password")
    assert (await sessions.forget_old(), await throttling.forget_old()) == (0, 0)
    await makers.age_sessions(timedelta(days=190), column="expires_at")
    await _age_failures(timedelta(days=31))
    assert (await sessions.forget_old(), await throttling.forget_old()) == (1, 1)
