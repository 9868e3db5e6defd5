"""切换企业: for whom somebody of several enterprises acts in this chat."""

from api import people
from api.people import enterprises
from api.people.models import Membership
from bot.replies import Reply, quoted
from bot.turn import Turn


async def switch(turn: Turn) -> Reply:
    """切换企业: list the enterprises by number; with a number or a name, act for that one."""
    found = await enterprises.of_actor(turn.actor)
    if len(found) < 2:  # noqa: PLR2004 — nothing to choose from
        return Reply("您只在一家企业办理业务，不用切换。" if found else "🚫 您还没有加入企业，请联系企业管理员。")
    chosen = _chosen(found, "".join(turn.words))
    if chosen is None:
        return _listed(turn, found)
    actor = await people.switch_enterprise(turn.actor, chosen.enterprise.id)
    return Reply(f"✅ 已切换到 {quoted(chosen.enterprise.name)}（{actor.role_name}）。")


def _chosen(found: list[Membership], said: str) -> Membership | None:
    if said.isascii() and said.isdigit() and 0 < int(said[:4]) <= len(found):
        return found[int(said[:4]) - 1]
    named = [each for each in found if said and said in each.enterprise.name]
    return named[0] if len(named) == 1 else None


def _listed(turn: Turn, found: list[Membership]) -> Reply:
    turn.thread.offer(**{str(place): f"切换企业 {place}" for place in range(1, len(found) + 1)})
    lines = [
        f"<{place}|切换企业 {place}> {quoted(each.enterprise.name)}{_mark(turn, each)}"
        for place, each in enumerate(found, 1)
    ]
    return Reply("\n".join(["为哪家企业办理？回复序号", *lines]))


def _mark(turn: Turn, each: Membership) -> str:
    return "（当前）" if each.enterprise.id == turn.actor.enterprise_id else ""
