"""登录设备: where one is signed in, and ending it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from api.people import doors, sessions
from api.people import session_schemas as schemas
from api.people.actor import Actor

router = APIRouter(tags=["登录"])
Person = Annotated[Actor, Depends(doors.person)]


@router.get("/me/sessions", summary="登录设备", operation_id="list_my_sessions")
async def list_mine(actor: Person) -> list[schemas.SessionOut]:
    """Return the sessions in which one is signed in now, the one used last first."""
    return [schemas.session_out(each, actor) for each in await sessions.of_person(actor)]


@router.delete("/me/sessions", summary="退出其他设备", operation_id="end_my_other_sessions")
async def end_others(actor: Person) -> schemas.SessionsEnded:
    """Sign out everywhere but here, at once."""
    return schemas.SessionsEnded(ended=await sessions.end_all_others(actor))


@router.delete("/me/sessions/{session_id}", status_code=204, summary="退出一台设备", operation_id="end_my_session")
async def end(session_id: UUID, actor: Person) -> None:
    """Sign out of one of one's own sessions; somebody else's is unknown."""
    await sessions.end(actor, session_id)
