"""What it costs to find who follows a receipt, with a thousand and with a million subscriptions.

Each receipt is about a document that one person follows, of an enterprise that three people follow: four subscriptions
match, and three people are told. A batch of 300 receipts concerns a hundred enterprises, picked at random from all, so
that the table's size is the only difference. Addresses, rights and quiet hours are asked for as in production.
"""

import asyncio
import os
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import uvloop

from api.people.rights import may_see
from kit import database, migrating, trace
from kit.clock import now
from kit.ids import new_id
from push.message import Fact, Message
from subscriptions import fanout
from subscriptions.announcing import Announcement, announce_many
from subscriptions.topics import DOCUMENT, ENTERPRISE, PERSON, topic
from subscriptions.vocabulary import Announced
from tests.bench.meter import Parts, metered
from tests.bench.result import Figure, Result
from tests.bench.services import Services
from tests.bench.sink import Sink
from tests.support.models import MODELS

SMALL = 1_000
BOUND = 1.5
_RECEIPTS = 9_000
_BATCH = 300
_FIRMS = 100  # of a batch
_ROUNDS = 5
_COLLEAGUES = 3
_DAY = datetime(2026, 11, 1, tzinfo=UTC)
# Ids are hashes of a running number: spread over the whole index, and known without asking.
_ID = "md5('{kind}' || {number})::uuid"
_GROW = """
    insert into enterprises (id, name, credit_code, org_code, customs_code, ccpit_code, created_at)
    select {firm}, 'e' || n, 'c' || n, 'o' || n, '', '', $3 from generate_series($1 / 3, $2 / 3 - 1) n;
    insert into persons (id, login, name, password_hash, mobile, created_at)
    select {person}, 'p' || n, 'p', '', '', $3 from generate_series($1::int, $2 - 1) n;
    insert into memberships (id, person_id, enterprise_id, role, granted_at)
    select {person}, {person}, {firm_of}, 'operator', $3 from generate_series($1::int, $2 - 1) n;
    insert into addresses (id, person_id, channel, value, state, reason, proven_at, changed_at)
    select {person}, {person}, 'wechat', 'o' || n, 'active', '', $3, $3 from generate_series($1::int, $2 - 1) n;
    insert into subscriptions (id, person_id, channel, level, topic, content, mode, tenant_id, label, valid_from,
                               created_at)
    select {person}, {person}, 'wechat', 'enterprise', 'enterprise:' || {firm_of}, '', 'follow', {firm_of}, '', $3, $3
    from generate_series($1::int, $2 - 1) n
"""
_FOLLOW = """
    insert into subscriptions (id, person_id, channel, level, topic, content, mode, tenant_id, label, valid_from,
                               created_at)
    select {document}, {holder}, 'wechat', 'document', 'document:' || {document}, 'trade/origin/customs', 'follow',
           {holder_firm}, 'E' || n, $4, $4
    from generate_series($1::int, $2 - 1) n where $3 > 0
"""
_SAMPLE = """
    select {document} as document, {holder_firm} as firm from unnest($1::int[]) n where $2::int > 0 and $3::int > 0
"""
_WORDS = {
    "firm": _ID.format(kind="e", number="n"),
    "firm_of": _ID.format(kind="e", number="(n / 3)"),
    "person": _ID.format(kind="p", number="n"),
    "document": _ID.format(kind="d", number="n"),
    "holder": _ID.format(kind="p", number="(n % $3)"),
    "holder_firm": _ID.format(kind="e", number="(n % $3 / 3)"),
}


def run(services: Services, sink: Sink, n: int) -> Result:
    """Measure both sizes in one database, the small one first; `sink` is not needed."""
    parts = {"ours": [os.getpid()], "postgres": [services.postgres().pid]}
    os.environ.setdefault("HUIZHI_SECRET_KEY", "a-secret-key-for-benches-only-0123456789")
    os.environ["HUIZHI_BURST_SIZE"] = "0"
    return uvloop.run(_measured(services.postgres().url, parts, n))


async def _measured(url: str, parts: Parts, n: int) -> Result:
    await database.connect(url, MODELS)
    try:
        await migrating.migrate()
        people, few = await _grow_to(SMALL, 0, 0)
        small = await _matching_cost(parts, people, few)
        people, many = await _grow_to(n, people, few)
        large = await _matching_cost(parts, people, many)
        whole = await _fan_out_cost(parts, people, many)
    finally:
        await database.disconnect()
    return Result(
        "matching",
        figures=(
            Figure(f"a receipt among {SMALL:,} subscriptions", small, "µs CPU"),
            Figure(f"a receipt among {n:,} subscriptions", large, "µs CPU"),
            Figure("growth", large / small, "×", bound=BOUND),
            Figure("fan-out with its writes, a delivery", whole, "µs CPU"),
        ),
    )


async def _grow_to(total: int, people: int, followed: int) -> tuple[int, int]:
    """Fill the tables up to `total` subscriptions; return how many people there are and how many documents."""
    wanted = max(SMALL // 3, total // 50) // _COLLEAGUES * _COLLEAGUES
    for statement in _GROW.split(";"):
        await database.execute(statement.format(**_WORDS), people, wanted, _DAY)
    await database.execute(_FOLLOW.format(**_WORDS), followed, total - wanted, wanted, _DAY)
    await database.execute("vacuum analyze")
    return wanted, total - wanted


async def _receipts(people: int, followed: int, seed: int) -> list[Announced]:
    """Return announcements about followed documents, one for each person of the enterprises of each batch."""
    dice = random.Random(seed)
    firms = [firm for _ in range(_RECEIPTS // _BATCH) for firm in dice.sample(range(people // _COLLEAGUES), _FIRMS)]
    persons = [firm * _COLLEAGUES + each for firm in firms for each in range(_COLLEAGUES)]
    numbers = [person + people * dice.randrange(followed // people) for person in persons]
    rows = await database.fetch(_SAMPLE.format(**_WORDS), numbers, 1, people)
    return [_announced(row["document"], row["firm"]) for row in rows]


def _announced(document: UUID, firm: UUID) -> Announced:
    topics = topic(DOCUMENT, document), topic(ENTERPRISE, firm), topic(PERSON, firm)
    return Announced(new_id(), *topics, "trade/origin/customs", firm, 1, False, trace.new(), now())


async def _matching_cost(parts: Parts, people: int, followed: int) -> float:
    """Return the least whole CPU of a receipt over some rounds, in microseconds; the first warms up."""
    costs = []
    for seed in range(_ROUNDS):
        said = await _receipts(people, followed, seed)
        with metered(parts) as window:
            told = [await _match(said[start : start + _BATCH]) for start in range(0, len(said), _BATCH)]
        assert sum(told) == _COLLEAGUES * len(said), "three people hear of each receipt"
        costs.append(window.result("matching", len(said)).cpu_per_item)
    return min(costs[1:])


async def _match(said: Sequence[Announced]) -> int:
    decided = await fanout.decided_on(said, may_see, now())
    return sum(not one.reason for _said, made in decided for one in made)


async def _fan_out_cost(parts: Parts, people: int, followed: int) -> float:
    said = await _receipts(people, followed, _ROUNDS)
    words = Message(title="证书审核结果通知", facts=(Fact("证书号", "E261026902330183", "number"),), kind="T1")
    for start in range(0, len(said), _BATCH):
        async with database.transaction():
            await announce_many([_as_announcement(each, words) for each in said[start : start + _BATCH]])
    with metered(parts) as window:
        while await fanout.fan_out_once(_BATCH, may_see):
            await asyncio.sleep(0)
    return window.result("fan-out", _COLLEAGUES * len(said)).cpu_per_item


def _as_announcement(said: Announced, words: Message) -> Announcement:
    document, enterprise = (each.partition(":")[2] for each in said[1:3])
    return Announcement(
        id=said.id,
        document=document,
        enterprise=enterprise,
        person=None,
        content=said.content,
        tenant_id=said.tenant_id,
        seq=said.seq,
        urgent=said.urgent,
        message=words,
        occurred_at=said.created_at,
        trace=said.trace,
    )
