"""What people hear of a request: managers that something waits for them, who asked what became of it (M13).

A push names the document, what is to be done and what to answer; who asked is said in the chat alone (P-1).
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from api.approvals.requests import Request
from api.people.models import Membership
from kit import trace
from kit.clock import in_shanghai, now
from kit.ids import new_id
from push import addresses, outbox
from push.address import SMS, Address
from push.message import Fact, Message

KIND: Final = "approval"  # no template of its own: T0, that of any document
PAGES: Final = "/h5/approvals"
_LIFE: Final = timedelta(hours=72)
RESULTS: Final = {
    "done": "已同意，已办理",
    "failed": "已同意，没有办成",
    "refused": "未获同意",
    "expired": "已过期，没有办理",
}
_NEXT: Final = {
    "done": "可在系统中查看结果",
    "failed": "请在系统中核对后再办",
    "refused": "请联系管理员",
    "expired": "需要时请重新申请",
}


async def managers(enterprise_id: UUID, *, but: UUID) -> list[UUID]:
    """Return the 管理员 of an enterprise who are at work now, all but one person."""
    moment = now()
    found = await Membership.filter(
        enterprise_id=enterprise_id, role="admin", revoked_at__isnull=True, person__disabled_at__isnull=True
    ).select_related("person")
    return sorted({each.person.id for each in found if each.is_active(moment) and each.person.id != but})


async def tell_managers(request: Request, label: str, told: Collection[UUID]) -> None:
    """Tell those who may consent what waits, and what to answer; joins the transaction."""
    first = request.matters[0].number
    facts = (*_facts(request, label), Fact("状态", "等您同意", "status"), _moment(request.asked_at))
    remark = f"回复：同意 {request.code} 或不同意 {request.code}"
    brief = f"{label}{first}等您同意，请在公众号回复“同意 {request.code}”，{_short(request.expires_at)}前有效。"
    message = Message(title="待同意事项", facts=facts, remark=remark, link=page_of(request), kind=KIND, brief=brief)
    await _enqueue(message, request.enterprise_id, told, request.expires_at)


async def tell_requester(request: Request, label: str) -> None:
    """Tell who asked what became of it; joins the transaction."""
    result = RESULTS[request.state]
    facts = (*_facts(request, label), Fact("状态", result, "status"), _moment(now()))
    remark = _NEXT[request.state]
    brief = f"{label}{request.matters[0].number}的同意申请：{result}。"
    message = Message(title="同意申请结果", facts=facts, remark=remark, link=page_of(request), kind=KIND, brief=brief)
    await _enqueue(message, request.enterprise_id, [request.requester_id], now() + _LIFE)


async def tell_of_policy(enterprise_id: UUID, changed_by: UUID, labels: Sequence[str]) -> None:
    """Tell the other 管理员 that the demand was changed; joins the transaction."""
    said = "、".join(labels) if labels else "不再要求"
    facts = (Fact("单证类型", "第二人同意的设置"), Fact("状态", said, "status"), _moment(now()))
    brief = f"贵企业第二人同意的设置已改为：{said}。如有疑问请联系其他管理员。"
    message = Message(title="设置变更", facts=facts, remark="如有疑问请联系其他管理员", kind=KIND, brief=brief)
    await _enqueue(message, enterprise_id, await managers(enterprise_id, but=changed_by), now() + _LIFE)


def _facts(request: Request, label: str) -> tuple[Fact, ...]:
    count = len(request.matters)
    many = f" {count} 张" if count > 1 else ""
    return Fact("单证号", request.matters[0].number, "number"), Fact("单证类型", f"{label}{many}")


def page_of(request: Request) -> str:
    """Return where the page of a request is."""
    return f"{PAGES}/{request.id}"


def _moment(at: datetime) -> Fact:
    return Fact("时间", f"{in_shanghai(at):%Y-%m-%d %H:%M}", "time")


def _short(at: datetime) -> str:
    return f"{in_shanghai(at):%m-%d %H:%M}"


async def _enqueue(message: Message, enterprise_id: UUID, people: Collection[UUID], until: datetime) -> None:
    """One delivery on each chat that a person has; by SMS only to who has none."""
    letter = outbox.Letter(new_id(), message, trace.current(), now())
    reached = await addresses.active_for(people)
    chatting = {person for person, channel in reached if channel != SMS}
    await outbox.write_messages([letter])
    await outbox.enqueue(
        [
            outbox.direct(letter, Address(channel, value), person, until, enterprise_id)
            for (person, channel), value in sorted(reached.items())
            if channel != SMS or person not in chatting
        ]
    )
