"""The desk of an authority: letters come in once, are judged by the rules, and answered in time or by hand."""

import asyncio
from dataclasses import replace

from sandbox.authority.answers import answer
from sandbox.authority.letters import Letter
from sandbox.authority.rules import Plan, plan_for
from sandbox.world import World

AT_LEAST = 1.0  # seconds between two moments: the customs write no fractions
WITHDRAWAL, WITHDRAWN = "coordination_withdrawal", "coordination"
TOO_LATE = "已经受理，不能撤回"


def take(world: World, letter: Letter) -> Letter:
    """Enter a letter and let the rules answer it; one that came before is only counted."""
    known = world.authority.letters.get(letter.id)
    if known is not None:
        known.copies += 1
        world.note(f"authority {letter.side}", "taken again", to=letter.kind, key=letter.number, id=letter.id)
        return known
    world.authority.letters[letter.id] = letter
    world.note(f"authority {letter.side}", "taken", to=letter.kind, key=letter.number, id=letter.id)
    plan = plan_for(letter, world.knobs.authority.word)
    if letter.kind == WITHDRAWAL and not _recalled(world, letter.number):
        plan = replace(plan, steps=(), because=TOO_LATE)
    letter.verdict = plan.because or "照常办理"
    if world.knobs.authority.by_rules and not world.knobs.authority.silent:
        world.spawn(_work_through(world, letter, plan))
    return letter


def _recalled(world: World, number: str) -> bool:
    """Put an application aside that its writer wants back, unless it was accepted already."""
    sent = [one for one in world.authority.letters.values() if (one.kind, one.number) == (WITHDRAWN, number)]
    if sent and any(told.step == "accepted" for told in sent[-1].answers):
        return False
    for one in sent:
        one.recalled = True
    return True


async def _work_through(world: World, letter: Letter, plan: Plan) -> None:
    """Answer step by step; out of order, each step still has the moment at which it happened."""
    pause, begun = world.knobs.authority.pace * plan.pace, world.now()
    steps = list(enumerate(plan.steps))
    for place, step in reversed(steps) if plan.disordered else steps:
        await asyncio.sleep(pause)
        if letter.recalled:
            return
        moment = begun + place * AT_LEAST if plan.disordered else world.now()
        note = plan.note if place == len(steps) - 1 else ""
        for _ in range(2 if plan.twice else 1):
            await answer(world, letter, step, note, moment)
