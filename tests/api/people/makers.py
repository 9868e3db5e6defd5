"""Enterprises, people and signed-in clients for the tests of the people slice."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from stdnum.cn import ric

from api import people
from api.main import create_app
from api.people import memberships, operators, qualifying, sessions, steady
from api.people.actor import Actor
from api.people.models import Enterprise, Membership, Person
from api.people.papers import Papers
from api.people.persons import Newcomer
from kit import database, settings
from kit.clock import now
from kit.settings import House
from push.address import Address

PASSWORD = "lake-under-nine-bridges"
OTHER_PASSWORD = "seven-boats-at-the-quay"
MOBILE = "13800138000"
OTHER_MOBILE = "13900139000"
CREDIT_CODE = "91350100M000100Y43"
OTHER_CREDIT_CODE = "91110000600037341L"
BASE = "http://127.0.0.1:8000"
_SYSTEM = Actor.system("cli")
_SERIALS = count()


async def founded(login: str = "boss", credit_code: str = CREDIT_CODE, **more: str) -> tuple[Enterprise, Person]:
    """An enterprise with its first 管理员, as the command line makes it."""
    founding = people.Founding(
        name=more.get("name", "陕西示例贸易有限责任公司"),
        credit_code=credit_code,
        login=login,
        person_name=more.get("person_name", "高永欣"),
        mobile=more.get("mobile", ""),
        password=PASSWORD,
    )
    return await people.found_enterprise(_SYSTEM, founding)


async def at_work(person: Person, door: str = "http") -> Actor:
    """The person with a fresh session, as sign-in with a second factor would have it."""
    return (await sessions.open_session(person.id, door, proven=True)).actor


async def qualified(boss: Actor, ccpit_code: str = "2102M9997") -> None:
    """Complete the CCPIT qualification of the actor's enterprise: the gate of USER-18 is open. Not twice."""
    if not (await qualifying.qualification(boss)).complete:
        await qualifying.file_qualification(boss, qualifying.Filing("226100", ccpit_code, ["高永欣"]))


def an_id_card() -> str:
    """An ID-card number that nobody was given yet, in a county that is none."""
    body = f"61999919900307{next(_SERIALS) % 1000:03}"
    return body + str(ric.calc_check_digit(body + "0"))


async def an_operator(boss: Actor, login: str = "clerk", mobile: str = "") -> Person:
    """A 经办人 of the enterprise, whose password was chosen by the 管理员."""
    newcomer, papers = Newcomer(login, "李四", mobile), Papers(an_id_card())
    made = await operators.create_operator(boss, newcomer, OTHER_PASSWORD, papers)
    return await Person.get(id=made.person.id)


async def an_agent(boss: Actor, person: Person, expires_at: datetime | None = None) -> Membership:
    """A person of another enterprise who may act for this one."""
    grant = memberships.Grant(login=person.login, name=person.name, role="agent", expires_at=expires_at)
    return await memberships.grant(boss, grant)


@cache
def _app(_public_url: str) -> FastAPI:
    """One app for all tests at one public address: making its routes takes longer than most tests."""
    return create_app()


@asynccontextmanager
async def a_client(token: str = "", ip: str = "192.0.2.7") -> AsyncIterator[httpx.AsyncClient]:
    """A client of the whole app over ASGI; with a token it is signed in by bearer."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    transport = httpx.ASGITransport(
        _app(settings.load(House).public_url), raise_app_exceptions=False, client=(ip, 4711)
    )
    async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers) as client:
        yield client


async def a_token(person: Person | UUID) -> str:
    """A session's token for a person, without asking for password and second factor."""
    whose = person if isinstance(person, UUID) else person.id
    return (await sessions.open_session(whose, "http", proven=True)).token


async def outbox() -> list[dict[str, str]]:
    """What waits to be sent: channel, address, kind, brief, in the order in which it was written."""
    sql = """select d.channel, d.address, d.lane, m.kind, m.brief
             from deliveries d join messages m on m.id = d.message_id order by d.created_at, d.id"""
    rows = [dict(row) for row in await database.fetch(sql)]
    return [row | {"address": Address(row["channel"], row["address"]).opened().value} for row in rows]


async def last_code(mobile: str = MOBILE) -> str:
    """The code that was sent to the mobile last, as its holder reads it."""
    briefs = [each["brief"] for each in await outbox() if each["address"] == mobile and each["kind"] == "code"]
    found = re.search(r"\d{6}", briefs[-1])
    assert found
    return found[0]


def travel(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Let so much time really pass for codes and quotas."""
    there = steady.now() + by
    monkeypatch.setattr(steady, "now", lambda: there)


async def age_sessions(by: timedelta, *, column: str = "seen_at") -> None:
    """Make every session so much older."""
    sql = f"update sessions set {column} = $1"
    await database.execute(sql, now() - by)
