"""印章签名 under /api/v1/seals, and their 授权."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from api import problems
from api.paging import Page, page_of
from api.people import Actor, doors
from api.seals import authorising, making, operators, queries, results, schemas
from api.seals.schemas import (
    AuthorisationOut,
    CardIn,
    Choices,
    OperatorOut,
    SealIn,
    SealOut,
    SignatureIn,
    Standing,
    Submitted,
    operator_out,
    seal_out,
)
from api.seals.words import SealKind

router = APIRouter(prefix="/api/v1/seals", tags=["印章签名"], responses=problems.RESPONSES)
Reader = Annotated[Actor, Depends(doors.in_scope("read"))]
Manager = Annotated[Actor, Depends(doors.manager)]
One = Annotated[UUID, Path(description="印章或签名", examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]
Kind = Annotated[SealKind, Query(description="印章或签名", examples=["seal"])]


@router.get("", summary="印章签名列表", operation_id="list_seals")
async def list_seals(actor: Reader, asked: Annotated[schemas.Asked, Query()]) -> Page[SealOut]:
    """Return the seals and signatures of one's enterprise, the latest first."""
    found, total = await queries.page(actor, asked.kind, asked.page, asked.size)
    return page_of([seal_out(each) for each in found], asked, total)


@router.get("/choices", summary="印章管理页面说明", operation_id="seal_choices")
async def choices(_actor: Reader) -> Choices:
    """Return buttons, captions, columns, the notice shown first, and hints."""
    return schemas.choices()


@router.get("/operators", summary="可选的操作员", operation_id="list_seal_operators")
async def list_operators(kind: Kind, actor: Manager) -> list[OperatorOut]:
    """Return who may be chosen: for a seal who has a card, for a signature who has an ID card."""
    return [operator_out(each) for each in await operators.choices(actor, kind)]


@router.put("/operators/{person_id}/card", summary="卡证书有效期", operation_id="declare_card")
async def declare_card(person_id: UUID, wish: CardIn, actor: Manager) -> OperatorOut:
    """Keep how long a colleague's card serves: a seal serves no longer."""
    return operator_out(await operators.declare_card(actor, person_id, wish.valid_from, wish.valid_until))


@router.post("", status_code=201, summary="保存印章", operation_id="make_seal")
async def make_seal(wish: SealIn, actor: Manager) -> SealOut:
    """Make a seal from a scan; its ink is measured by the resolution that the picture tells."""
    return seal_out(await making.make(actor, wish.as_wish()))


@router.post("/signatures", status_code=201, summary="保存签名", operation_id="make_signature")
async def make_signature(wish: SignatureIn, actor: Manager) -> SealOut:
    """Make a signature from a scan."""
    return seal_out(await making.make(actor, wish.as_wish()))


@router.get("/authorisation", summary="印章签名授权", operation_id="get_seal_authorisation")
async def standing(actor: Reader) -> Standing:
    """Return both defaults as they are now; ask again for 刷新 (AUTH-02, AUTH-05, AUTH-07)."""
    seal, signature = await queries.default(actor, "seal"), await queries.default(actor, "signature")
    last = await results.latest(actor)
    return Standing(
        seal=seal_out(seal) if seal else None,
        signature=seal_out(signature) if signature else None,
        seconds=last.seconds if last else 0,
        authorised=await results.stands(last),
    )


@router.post("/authorisation", status_code=201, summary="授权", operation_id="authorise_seals")
async def authorise(actor: Manager) -> Submitted:
    """Put both defaults before customs; the result is pushed, and can be looked at after 300 seconds."""
    begun = await authorising.authorise(actor)
    return Submitted(number=begun.number, seconds=int(results.WAIT.total_seconds()))


@router.get("/authorisation/result", summary="授权结果", operation_id="get_seal_authorisation_result")
async def result(actor: Reader) -> AuthorisationOut:
    """Return the latest authorisation with its receipt; closed for 300 seconds (AUTH-08, AUTH-09)."""
    return schemas.authorisation_out(await results.result(actor))


@router.get("/{seal_id}", summary="印章签名详情", operation_id="get_seal")
async def get(seal_id: One, actor: Reader) -> SealOut:
    """Return one seal or signature."""
    return seal_out(await queries.read(actor, seal_id))


@router.put("/{seal_id}/default", summary="设为默认", operation_id="set_default_seal")
async def set_default(seal_id: One, actor: Manager) -> SealOut:
    """Make it the one that 授权 speaks of, in place of the former one."""
    return seal_out(await making.set_default(actor, seal_id))


@router.post("/{seal_id}/disable", summary="停用", operation_id="disable_seal")
async def disable(seal_id: One, actor: Manager) -> SealOut:
    """Take it out of use."""
    return seal_out(await making.disable(actor, seal_id))


@router.delete("/{seal_id}", status_code=204, summary="删除", operation_id="delete_seal")
async def delete(seal_id: One, actor: Manager) -> None:
    """Delete it, after it was disabled."""
    await making.delete(actor, seal_id)
