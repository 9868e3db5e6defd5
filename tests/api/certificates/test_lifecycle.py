"""Every (status, step) and every (status, action) pair of a certificate's life: done, or refused in a sentence."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import certificates
from api.certificates import goods, lifecycle
from api.certificates.certificate import Category
from api.documents import Entry, Key, Verdict, enter_many
from api.documents.lifecycle import Standing
from api.documents.refusals import illegal
from api.people import Actor
from kit import database
from kit.clock import now
from kit.refusals import Refusal
from tests.api.certificates import makers

CUSTOMS = lifecycle.of("海关")
LIVES = {"海关": CUSTOMS, "贸促会": lifecycle.of("贸促会")}
ANSWERS = {
    "received": "received",
    "failed": "failed",
    "pending_review": "pending",
    "returned": "returned",
    "approved": "approved",
}
OPEN = {"unseen", "draft", "declared", "received", "pending", "returned", "failed"}
ASIDES = {"attachment_accepted", "attachment_refused", "unknown"}
PAIRS = list(itertools.product(CUSTOMS.statuses, CUSTOMS.steps))


def expected(status: str, step: str) -> str | None:
    """Where a step leads, told once more and otherwise than the table tells it; None where it is refused."""
    if step in ASIDES:
        return status
    if step in ANSWERS:
        return ANSWERS[step] if status in OPEN or status == ANSWERS[step] else None
    ours = {
        ("draft", "declare"): "declared",
        ("returned", "declare"): "declared",
        ("failed", "declare"): "declared",
        ("declared", "declare"): "declared",
        ("approved", "void"): "voided",
        ("voided", "void"): "voided",
        ("draft", "remove"): "removed",
        ("removed", "remove"): "removed",
    }
    return ours.get((status, step))


@given(who=st.sampled_from(list(LIVES)), pair=st.sampled_from(PAIRS), minutes=st.integers(1, 60 * 24 * 365))
def test_each_pair_leads_where_it_should_or_is_refused_in_a_sentence(
    who: str, pair: tuple[str, str], minutes: int
) -> None:
    status, step = pair
    life, since = LIVES[who], now()
    verdict, after = life.judge(Standing(status, since), step, since + timedelta(minutes=minutes))
    target = expected(status, step)
    assert (verdict is Verdict.REFUSED) == (target is None)
    assert after == (target or status)
    if target is None:
        sentence = illegal(life, status, step).sentence
        assert life.statuses[status] in sentence
        assert life.steps[step] in sentence


def test_the_two_authorities_differ_in_their_name_alone() -> None:
    """The same statuses, steps and ways between them; 海关已接收 at one is 贸促会已接收 at the other."""
    customs, ccpit = LIVES["海关"], LIVES["贸促会"]
    assert customs.table == ccpit.table
    for told in ("statuses", "steps"):
        renamed = {name: label.replace("海关", "贸促会") for name, label in getattr(customs, told).items()}
        assert renamed == getattr(ccpit, told)


@pytest.mark.parametrize("who", LIVES)
@pytest.mark.parametrize("pair", PAIRS, ids="/".join)
def test_every_pair_is_told(who: str, pair: tuple[str, str]) -> None:
    """The same for each pair at least once, whatever the generator chose."""
    test = test_each_pair_leads_where_it_should_or_is_refused_in_a_sentence.hypothesis.inner_test  # type: ignore[attr-defined]
    test(who, pair, 1)


Act = Callable[[Actor, Any], Awaitable[object]]
ACTIONS: dict[str, tuple[Act, set[str]]] = {
    "save_basic": (
        lambda actor, key: certificates.save_basic(actor, key, makers.basic()),
        {"draft", "returned", "failed"},
    ),
    "add_goods": (lambda actor, key: goods.add(actor, key, makers.goods()), {"draft", "returned", "failed"}),
    "declare": (certificates.declare, {"draft", "returned", "failed", "declared"}),
    "remove": (certificates.remove, {"draft"}),
    "reissue": (lambda actor, key: certificates.reissue(actor, key, Category.CHANGE, "x"), {"approved"}),
    "void": (lambda actor, key: certificates.void(actor, key, "x"), {"approved", "voided"}),
    "copy": (certificates.copy, set(CUSTOMS.statuses) - {"removed"}),
}


@pytest.mark.parametrize("action", ACTIONS)
async def test_each_action_is_done_in_its_statuses_and_refused_in_all_others(db: str, valkey: str, action: str) -> None:
    act, allowed = ACTIONS[action]
    actor = await makers.a_clerk()
    for status in CUSTOMS.statuses:
        made = await makers.a_draft(actor)
        await database.execute("update documents set status = $1 where id = $2", status, made.id)
        if status == "removed":
            await database.execute("update certificates set shelf = 'removed' where document_id = $1", made.id)
        if status in allowed:
            await act(actor, made.id)
            continue
        with pytest.raises(Refusal) as refused:
            await act(actor, made.id)
        assert refused.value.sentence[-1] in "。!"
        (row,) = await database.fetch("select status from documents where id = $1", made.id)
        assert row["status"] == status


@pytest.mark.parametrize("action", ACTIONS)
async def test_a_neighbours_certificate_is_as_unknown_as_a_missing_one(db: str, action: str) -> None:
    act, _ = ACTIONS[action]
    made = await makers.a_draft(await makers.a_clerk())
    neighbour = await makers.a_neighbour()
    told = []
    for key in (made.id, neighbour.person_id):
        with pytest.raises(Refusal) as refused:
            await act(neighbour, key)
        told.append((refused.value.kind, refused.value.code, refused.value.sentence, refused.value.facts))
    assert told[0] == told[1]
    assert told[0][1] == "not_found"


async def test_declared_by_two_at_once_a_certificate_goes_out_once(db: str, valkey: str) -> None:
    clerk = await makers.a_clerk()
    made = await makers.a_draft(clerk, "customs")
    both = await asyncio.gather(*(certificates.declare(clerk, made.id) for _ in range(2)))
    assert len(await database.fetch("select id from outgoing")) == 1
    assert {each.status for each in both} == {"declared"}


async def test_certificates_declared_at_once_get_different_numbers(db: str, valkey: str) -> None:
    clerk = await makers.a_clerk()
    drafts = [await makers.a_draft(clerk, "customs") for _ in range(4)]
    made = await asyncio.gather(*(certificates.declare(clerk, each.id) for each in drafts))
    assert sorted(each.number[-4:] for each in made) == ["0001", "0002", "0003", "0004"]


async def test_a_serial_that_a_receipt_made_known_is_passed_over(db: str, valkey: str) -> None:
    clerk = await makers.a_clerk()
    assert clerk.enterprise_id
    taken = (await makers.declared(clerk, "customs")).number[:-1] + "2"
    await enter_many([Entry(key=Key("customs_certificate", taken), enterprise_id=clerk.enterprise_id)])
    assert (await makers.declared(clerk, "customs")).number[-4:] == "0003"
