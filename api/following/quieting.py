"""免打扰: hearing nothing of one document, or nothing for some hours of each day (ux.md M10)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from typing import Final

from api.following import finding, listing, refusals, wishes
from api.following.listing import Done
from api.following.vocabulary import CHANNELS
from api.following.wishes import ALWAYS
from api.people import Actor, audit
from kit import database
from subscriptions import follows, preferences
from subscriptions.quiet import QuietHours
from subscriptions.vocabulary import MUTE

_CLOCK: Final = "%H:%M"


async def mute(actor: Actor, named: str, channels: Sequence[str] = CHANNELS) -> Done:
    """Hear no more of one document (its number or id), however broadly one follows; raises document_unknown."""
    document = await finding.document(actor, named)
    subject, chosen = wishes.of_document(actor, document), wishes.chosen_channels(channels)
    async with database.transaction():
        wanted = [replace(wish, mode=MUTE) for wish in subject.wishes(actor.person_id, chosen, ALWAYS)]
        made = [(await follows.follow(wish)).id for wish in wanted]
        await audit.record(actor, "subscription.mute", f"{subject.topic} {' '.join(chosen)}")
    return Done(await listing.of_ids(actor, made), f"已对这份{subject.noun}免打扰：{subject.number}。")


async def unmute(actor: Actor, named: str, channels: Sequence[str] = CHANNELS) -> Done:
    """Hear of a document again as before it was muted; raises document_unknown, nothing_muted."""
    document = await finding.document(actor, named)
    subject, chosen = wishes.of_document(actor, document), wishes.chosen_channels(channels)
    async with database.transaction():
        gone = [each for channel in chosen for each in await follows.unmute(actor.person_id, channel, subject.topic)]
        if not gone:
            raise refusals.nothing_muted()
        await audit.record(actor, "subscription.unmute", f"{subject.topic} {' '.join(chosen)}")
    return Done(await listing.of_ids(actor, gone), f"已取消这份{subject.noun}的免打扰：{subject.number}。")


async def quiet_of(actor: Actor) -> QuietHours | None:
    """Return the actor's quiet hours, Shanghai wall time; None when there are none."""
    finding.require_scope(actor)
    return await preferences.quiet_of(actor.person_id)


async def keep_quiet(actor: Actor, hours: QuietHours | None) -> str:
    """Set the actor's quiet hours, which may cross midnight, or end them; returns the sentence that says so."""
    finding.require_scope(actor)
    if hours is not None and hours.begins == hours.ends:
        raise refusals.no_length()
    async with database.transaction():
        await preferences.keep_quiet(actor.person_id, hours)
        await audit.record(actor, "preferences.quiet", _spoken(hours) or "none")
    return _told(hours)


async def only_important(actor: Actor) -> bool:
    """Tell whether the actor hears of results and of what asks them to act alone (ADR 0028)."""
    finding.require_scope(actor)
    return await preferences.only_important(actor.person_id)


async def hear_only_important(actor: Actor, *, only: bool) -> None:
    """Let the actor hear of what matters alone, or of everything again."""
    finding.require_scope(actor)
    async with database.transaction():
        await preferences.hear_only_important(actor.person_id, only)
        await audit.record(actor, "preferences.only_important", "on" if only else "off")


def _spoken(hours: QuietHours | None) -> str:
    return f"{hours.begins:{_CLOCK}}-{hours.ends:{_CLOCK}}" if hours else ""


def _told(hours: QuietHours | None) -> str:
    if hours is None:
        return "已关闭免打扰时段。"
    but = "退回、失败等重要结果仍会马上推送" if hours.urgent_breaks else "所有结果都等时段结束后合并推送"
    return f"已设置免打扰时段 {_spoken(hours)}：{but}。"


def clock(text: str) -> time:
    """Return the time of day that HH:MM names; raises ValueError for anything else."""
    hours, minutes = text.split(":")
    return time(int(hours), int(minutes))
