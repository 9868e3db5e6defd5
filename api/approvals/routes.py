"""四眼 under /api/v1/approvals: what is demanded, what waits, and deciding about it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from api import problems
from api.approvals import asking, deciding, policies, requests, schemas
from api.approvals.schemas import PolicyIn, PolicyOut, Refusing, RequestOut, Wish
from api.paging import Page, Paging, page_of
from api.people import Actor, doors

router = APIRouter(prefix="/api/v1/approvals", tags=["第二人同意"], responses=problems.RESPONSES)
Reader = Annotated[Actor, Depends(doors.in_scope("read"))]
Member = Annotated[Actor, Depends(doors.member)]
Manager = Annotated[Actor, Depends(doors.manager)]
One = Annotated[UUID, Path(description="申请标识", examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]


@router.get("/policy", summary="哪些事项要第二人同意", operation_id="get_approval_policy")
async def get_policy(actor: Reader) -> PolicyOut:
    """Return every act that may be made to wait, and which ones the enterprise wants to."""
    return schemas.policy_out(await policies.demanded(actor.enterprise_id))


@router.put("/policy", summary="设置哪些事项要第二人同意", operation_id="change_approval_policy")
async def change_policy(wish: PolicyIn, actor: Manager) -> PolicyOut:
    """Set which acts wait from now on; the other 管理员 hear of it."""
    return schemas.policy_out(await policies.change(actor, wish.acts))


@router.get("", summary="同意申请", operation_id="list_approvals")
async def list_all(actor: Reader, paging: Annotated[Paging, Query()]) -> Page[RequestOut]:
    """Return the requests of one's enterprise, newest first."""
    found, total = await requests.page(actor, paging.size, paging.offset)
    return page_of([schemas.request_out(each) for each in found], paging, total)


@router.post("", status_code=201, summary="提交同意申请", operation_id="ask_approval")
async def ask(wish: Wish, actor: Member) -> RequestOut:
    """Ask another 管理员 for consent; once given, it is done at once."""
    return schemas.request_out(await asking.ask(actor, wish.act, wish.document_ids))


@router.get("/{approval_id}", summary="一项同意申请", operation_id="get_approval")
async def get(approval_id: One, actor: Reader) -> RequestOut:
    """Return one request."""
    return schemas.request_out(await requests.get(actor, approval_id))


@router.post("/{approval_id}/consent", summary="同意", operation_id="consent_approval")
async def consent(approval_id: One, actor: Manager) -> RequestOut:
    """Consent to what somebody else asked for, which is done at once."""
    return schemas.request_out(await deciding.consent(actor, approval_id))


@router.post("/{approval_id}/refusal", summary="不同意", operation_id="refuse_approval")
async def refuse(approval_id: One, wish: Refusing, actor: Manager) -> RequestOut:
    """Do not consent; nothing is done."""
    return schemas.request_out(await deciding.refuse(actor, approval_id, wish.note))


@router.delete("/{approval_id}", summary="取消申请", operation_id="cancel_approval")
async def cancel(approval_id: One, actor: Member) -> RequestOut:
    """Take back what one asked for oneself."""
    return schemas.request_out(await deciding.cancel(actor, approval_id))
