"""状态推送 under /api/v1: subscriptions, mutes, quiet hours, and why something came or did not."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api import problems
from api.following import actions, queries, quieting, schemas
from api.following.listing import Done
from api.following.schemas import Choices, DoneOut, ExplanationOut, NumberedLine, Preferences, PreferencesKept
from api.following.vocabulary import CHANNELS, HINT, LEVEL_HINTS, LEVEL_LABELS, TREE
from api.paging import Page, page_of
from api.people import doors
from api.people.actor import Actor

router = APIRouter(prefix="/api/v1", tags=["状态推送"], responses=problems.RESPONSES)
Follower = Annotated[Actor, Depends(doors.actor)]
Number = Annotated[
    str, Path(min_length=1, max_length=64, description="业务单据号或单据标识", examples=["E261026902330183"])
]
OnChannel = Annotated[schemas.Channel | None, Query(description="推送方式，不选为全部", examples=["wechat"])]


@router.get("/subscriptions", summary="订阅信息记录", operation_id="list_subscriptions")
async def list_mine(actor: Follower, asked: Annotated[schemas.Asked, Query()]) -> Page[NumberedLine]:
    """Return one's own subscriptions, newest first."""
    wanted = queries.Wanted(valid_only=asked.valid_only, mode=asked.mode, page=asked.page, size=asked.size)
    lines, total = await queries.page(actor, wanted)
    items = [schemas.numbered(line, no) for no, line in enumerate(lines, asked.offset + 1)]
    return page_of(items, asked, total)


@router.post("/subscriptions", status_code=201, summary="订阅", operation_id="follow")
async def follow(wish: schemas.FollowWish, actor: Follower) -> DoneOut:
    """Follow a document, the enterprise, or what one entered oneself; what comes already is said, not refused."""
    return schemas.done_out(await _follow(actor, wish))


async def _follow(actor: Actor, wish: schemas.FollowWish) -> Done:
    if wish.level == "document":
        return await actions.follow_document(actor, wish.number, wish.channels, wish.validity, wish.contents[0])
    if wish.level == "enterprise":
        return await actions.follow_enterprise(actor, wish.contents, wish.channels, wish.validity)
    return await actions.follow_person(actor, wish.contents, wish.channels, wish.validity)


@router.post("/subscriptions/cancellation", summary="取消订阅", operation_id="cancel_subscriptions")
async def cancel(wish: schemas.Cancellation, actor: Follower) -> DoneOut:
    """Cancel some of one's subscriptions, or all."""
    if wish.everything:
        return schemas.done_out(await actions.cancel_all(actor, wish.channel or ""))
    return schemas.done_out(await actions.cancel(actor, wish.ids))


@router.post("/subscriptions/restoration", summary="恢复订阅", operation_id="restore_subscriptions")
async def restore(wish: schemas.Restoration, actor: Follower) -> DoneOut:
    """Bring back what one cancelled; what happened meanwhile is not told."""
    return schemas.done_out(await actions.restore(actor, wish.ids))


@router.get("/subscriptions/tree", summary="订阅选项", operation_id="subscription_choices")
async def choices(actor: Follower) -> Choices:
    """Return what can be chosen: channels with whether they reach one, ways of following, contents as a tree."""
    found = await queries.channels(actor)
    return Choices(
        hint=HINT,
        channels=[schemas.ChannelOut.model_validate(each, from_attributes=True) for each in found],
        levels=[schemas.LevelOut(name=name, label=LEVEL_LABELS[name], hint=LEVEL_HINTS[name]) for name in LEVEL_LABELS],
        contents=[schemas.content_out(TREE)],
    )


@router.get("/subscriptions/explain", summary="为何收到或没收到", operation_id="explain_subscriptions")
async def explain(actor: Follower, asked: Annotated[schemas.Explained, Query()]) -> ExplanationOut:
    """Return what became of each announcement of a document, for oneself; as 管理员 for anybody of the enterprise."""
    return schemas.explanation_out(await queries.explain(actor, asked.document, asked.person))


@router.put("/subscriptions/mutes/{document:path}", summary="对单据免打扰", operation_id="mute_document")
async def mute(document: Number, actor: Follower, channel: OnChannel = None) -> DoneOut:
    """Hear no more of one document, however broadly one follows."""
    return schemas.done_out(await quieting.mute(actor, document, _channels(channel)))


@router.delete("/subscriptions/mutes/{document:path}", summary="取消单据免打扰", operation_id="unmute_document")
async def unmute(document: Number, actor: Follower, channel: OnChannel = None) -> DoneOut:
    """Hear of a document again as before it was muted."""
    return schemas.done_out(await quieting.unmute(actor, document, _channels(channel)))


def _channels(channel: str | None) -> tuple[str, ...]:
    return CHANNELS if channel is None else (channel,)


@router.get("/preferences", summary="免打扰时段", operation_id="get_preferences")
async def get_preferences(actor: Follower) -> Preferences:
    """Return one's quiet hours, and whether only what matters comes."""
    hours, only = await quieting.quiet_of(actor), await quieting.only_important(actor)
    return schemas.preferences_out(hours, only_important=only)


@router.put("/preferences", summary="设置免打扰时段", operation_id="set_preferences")
async def set_preferences(wish: Preferences, actor: Follower) -> PreferencesKept:
    """Set one's quiet hours, or end them; and whether only what matters comes."""
    sentence = await quieting.keep_quiet(actor, wish.hours)
    await quieting.hear_only_important(actor, only=wish.only_important)
    return PreferencesKept(**wish.model_dump(), sentence=sentence)
