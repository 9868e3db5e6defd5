"""Following, cancelling, restoring: each checks the right, is one transaction, is audited, and says what it did."""

from collections.abc import Collection, Sequence
from uuid import UUID

from api.following import finding, listing, notices, refusals, wishes
from api.following.listing import Done
from api.following.wishes import ALWAYS, Subject, Validity
from api.people import Actor, audit
from api.people import refusals as people_refusals
from kit import bell, database
from kit.clock import now
from push import addresses, outbox
from push.address import SMS
from subscriptions import follows
from subscriptions.follows import News
from subscriptions.topics import EVERYTHING, PERSON, topic
from subscriptions.vocabulary import FOLLOW


async def follow_document(
    actor: Actor, named: str, channels: Sequence[str], validity: Validity = ALWAYS, content: str = EVERYTHING
) -> Done:
    """Follow one document by its number or id (PUSH-13); raises document_unknown, channel_not_bound.

    `content` is where in the tree the number was entered: a number that is of another content is unknown there.
    """
    document = await finding.document(actor, named, content)
    return await _follow(actor, wishes.of_document(actor, document), channels, validity)


async def follow_enterprise(
    actor: Actor, contents: Sequence[str], channels: Sequence[str], validity: Validity = ALWAYS
) -> Done:
    """Follow all documents of the enterprise one acts for (PUSH-14); raises no_enterprise, channel_not_bound."""
    finding.require_scope(actor)
    if actor.enterprise_id is None:
        raise people_refusals.no_enterprise()
    await finding.require_right(actor, [actor.enterprise_id])
    return await _follow(actor, wishes.of_enterprise(actor.enterprise_id, contents), channels, validity)


async def follow_person(
    actor: Actor, contents: Sequence[str], channels: Sequence[str], validity: Validity = ALWAYS
) -> Done:
    """Follow all documents that one entered oneself (PUSH-15); raises channel_not_bound."""
    finding.require_scope(actor)
    return await _follow(actor, wishes.of_person(actor.person_id, contents), channels, validity)


async def follow_report(actor: Actor, report: str, channel: str) -> Done:
    """Ask for a report of `vocabulary.REPORTS` on one channel (ux.md M9); raises channel_not_bound."""
    finding.require_scope(actor)
    return await _follow(actor, wishes.of_report(actor.person_id, report), [channel], ALWAYS)


async def drop_report(actor: Actor, report: str) -> int:
    """Ask for a report no more, on any channel; return how many subscriptions that ended."""
    finding.require_scope(actor)
    async with database.transaction():
        rows = await follows.standing(actor.person_id, [topic(PERSON, actor.person_id)])
        gone = await follows.cancel(actor.person_id, [each.id for each in rows if each.content == report])
        await audit.record(actor, "subscription.cancel", _named(gone))
    return len(gone)


async def follows_report(actor: Actor, report: str) -> list[str]:
    """Return the channels on which the actor hears a report."""
    rows = await follows.standing(actor.person_id, [topic(PERSON, actor.person_id)])
    return sorted(each.channel for each in rows if each.content == report)


async def cancel(actor: Actor, ids: Collection[UUID]) -> Done:
    """Cancel some of one's subscriptions (PUSH-25); raises subscription_unknown, and then cancels none."""
    async with database.transaction():
        await finding.rows(actor, ids)
        gone = await follows.cancel(actor.person_id, ids)
        await audit.record(actor, "subscription.cancel", _named(gone))
    return Done(await listing.of_ids(actor, ids), f"已取消 {len(gone)} 项。", already=not gone)


async def cancel_all(actor: Actor, channel: str = "") -> Done:
    """Cancel everything one follows, or everything on one channel; what is muted stays muted.

    Raises in_person_only: a machine's token does not speak for what its maker follows elsewhere.
    """
    finding.require_scope(actor)
    if actor.scopes is not None:
        raise people_refusals.in_person_only()
    async with database.transaction():
        gone = await follows.cancel_all(actor.person_id, channel)
        await audit.record(actor, "subscription.cancel", _named(gone))
    return Done(await listing.of_ids(actor, gone), f"已取消 {len(gone)} 项。", already=not gone)


async def restore(actor: Actor, ids: Collection[UUID]) -> Done:
    """Bring back what one cancelled, if one still may follow it; what happened meanwhile is not told.

    Raises subscription_unknown, subscription_expired, no_such_enterprise, channel_not_bound.
    """
    async with database.transaction():
        rows = await finding.rows(actor, ids)
        await finding.require_right(actor, {each.tenant_id for each in rows})
        if any(each.valid_until is not None and each.valid_until <= now() for each in rows):
            raise refusals.subscription_expired()
        await _require_bound(actor, [each.channel for each in rows if each.mode == FOLLOW])
        back = await follows.restore(actor.person_id, ids)
        await audit.record(actor, "subscription.restore", _named(back))
    return Done(await listing.of_ids(actor, ids), f"已恢复 {len(back)} 项。", already=not back)


async def _follow(actor: Actor, subject: Subject, channels: Sequence[str], validity: Validity) -> Done:
    chosen = wishes.chosen_channels(channels)
    validity.check()
    await _require_bound(actor, chosen)
    wanted = list(subject.wishes(actor.person_id, chosen, validity))
    async with database.transaction():
        before = await follows.standing(actor.person_id, [subject.topic, *subject.wider])
        # Whoever asks for a document by its number wants to hear of it: an older mute of it would beat the wish.
        muted = [await follows.unmute(actor.person_id, channel, subject.topic) for channel in chosen]
        made = [(wish.channel, await follows.follow(wish)) for wish in wanted]
        if any(channel == SMS and row.news is not News.STANDING for channel, row in made):
            await notices.tell_of_short_messages(actor.person_id, subject)
        await audit.record(actor, "subscription.follow", f"{subject.topic} {' '.join(chosen)}")
    await bell.ring(outbox.BELL)
    level = "" if any(muted) else wishes.coming_already(wanted, before)
    sentence = subject.told_already(level) if level else subject.told(chosen)
    return Done(await listing.of_ids(actor, [row.id for _channel, row in made]), sentence, already=bool(level))


async def _require_bound(actor: Actor, channels: Sequence[str]) -> None:
    reachable = await addresses.active_for([actor.person_id])
    for channel in channels:
        if (actor.person_id, channel) not in reachable:
            raise refusals.channel_not_bound(channel)


def _named(ids: Collection[UUID]) -> str:
    return " ".join(map(str, ids))
