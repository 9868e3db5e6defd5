"""Binding a chat by scan or deep link, with both sides confirming (B-1), and unbinding."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from api.paging import Page, Paging, page_of
from api.people import binding, doors, invitations, schemas, tickets
from api.people.actor import Actor

router = APIRouter(tags=["绑定"])
Person = Annotated[Actor, Depends(doors.person)]


@router.get("/bindings", summary="我的绑定", operation_id="list_bindings")
async def list_mine(actor: Person, paging: Annotated[Paging, Query()]) -> Page[schemas.BindingOut]:
    """Return one's own addresses, masked."""
    found = await binding.of_actor(actor)
    shown = found[paging.offset : paging.offset + paging.size]
    items = [schemas.BindingOut(channel=each.channel, address=each.masked()) for each in shown]
    return page_of(items, paging, len(found))


@router.delete("/bindings/{channel}", status_code=204, summary="解除绑定", operation_id="unbind")
async def unbind(channel: Literal["wechat", "sms", "telegram"], actor: Person) -> None:
    """Let go of one's address on a channel; it hears of it."""
    await binding.unbind(actor, channel)


@router.post("/bindings/tickets", status_code=201, summary="生成绑定二维码", operation_id="open_ticket")
async def open_ticket(wish: schemas.TicketWish, actor: Person) -> schemas.TicketOpened:
    """Open a ticket for this session: five minutes, one phone, once."""
    ticket = await tickets.open_ticket(actor, wish.channel, consent=wish.consent)
    return schemas.ticket_opened(ticket, await invitations.invite(ticket))


@router.get("/bindings/tickets/{ticket_id}", summary="绑定进度", operation_id="get_ticket")
async def get_ticket(
    ticket_id: UUID,
    actor: Person,
    wait: Annotated[int, Query(ge=0, le=25, description="最多等待多少秒直到手机有动作", examples=[0])] = 0,
) -> schemas.TicketOut:
    """Return where a ticket stands, waiting for the phone if asked to."""
    return schemas.ticket_out(await tickets.watch(actor, ticket_id, wait))


@router.post("/bindings/tickets/{ticket_id}/confirmation", summary="确认绑定", operation_id="confirm_ticket")
async def confirm(ticket_id: UUID, actor: Person) -> schemas.BindingOut:
    """Confirm on the web what the phone has confirmed; only now the chat is bound."""
    address = await tickets.confirm_on_web(actor, ticket_id)
    return schemas.BindingOut(channel=address.channel, address=address.masked())
