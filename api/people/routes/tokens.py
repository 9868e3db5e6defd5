"""API tokens for machines; for the enterprise's 管理员 alone."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from api.paging import Page, Paging, page_of
from api.people import doors, schemas, tokens
from api.people.actor import Actor

router = APIRouter(tags=["令牌"])
Manager = Annotated[Actor, Depends(doors.manager)]


@router.get("/tokens", summary="令牌列表", operation_id="list_tokens")
async def list_all(actor: Manager, paging: Annotated[Paging, Query()]) -> Page[schemas.TokenOut]:
    """Return the enterprise's tokens, without their secrets."""
    found = await tokens.of_enterprise(actor)
    shown = found[paging.offset : paging.offset + paging.size]
    return page_of([schemas.token_out(each) for each in shown], paging, len(found))


@router.post("/tokens", status_code=201, summary="新增令牌", operation_id="create_token")
async def create(wish: schemas.NewToken, actor: Manager) -> schemas.TokenMade:
    """Make a token; its secret is shown this once."""
    asked = tokens.TokenWish(name=wish.name, scopes=wish.scopes, expires_at=wish.expires_at)
    token, secret = await tokens.create(actor, asked)
    return schemas.TokenMade(**schemas.token_out(token).model_dump(), token=secret)


@router.delete("/tokens/{token_id}", status_code=204, summary="撤销令牌", operation_id="revoke_token")
async def revoke(token_id: UUID, actor: Manager) -> None:
    """End a token at once."""
    await tokens.revoke(actor, token_id)
