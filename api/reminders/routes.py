"""提醒设置 under /api/v1/reminders: what one is told without asking, as 提醒, 日报 and 周报 do it in the chat."""

from datetime import time
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from api import problems
from api.people import Actor, doors
from api.reminders import switches
from api.reminders.kinds import DAILY, KINDS
from api.reminders.schemas import Name, SwitchIn, SwitchOut
from kit import database

router = APIRouter(prefix="/api/v1/reminders", tags=["提醒设置"], responses=problems.RESPONSES)
Person = Annotated[Actor, Depends(doors.person)]
KindName = Annotated[Name, Path(description="哪一项提醒", examples=["print"])]
_BY_NAME = {kind.name: kind for kind in KINDS}


@router.get("", summary="我的提醒", operation_id="list_reminders")
async def list_reminders(actor: Person) -> list[SwitchOut]:
    """Return every kind of reminder with whether one hears it, in the order of 提醒."""
    return [SwitchOut.of(each) for each in await switches.of_person(actor)]


@router.put("/{kind}", summary="开关一项提醒", operation_id="set_reminder")
async def set_reminder(kind: KindName, wish: SwitchIn, actor: Person) -> SwitchOut:
    """Switch a kind on or off; for the daily report choose its hour too. Raises channel_not_bound."""
    about = _BY_NAME[kind]
    async with database.transaction():
        told = await (switches.turn_on(actor, about, wish.channel) if wish.on else switches.turn_off(actor, about))
        if wish.on and wish.at and about is DAILY:
            told = await switches.choose_hour(actor, time.fromisoformat(wish.at))
    return SwitchOut.of(told)
