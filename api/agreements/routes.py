"""Certificate types and what they ask, under /api/v1/agreements."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api import problems
from api.agreements import rules, schemas
from api.agreements.advice import advise
from api.agreements.schemas import AdviceOut, RuleOut, TypeOut
from api.agreements.types import Authority, types
from api.people import doors
from api.people.actor import Actor

router = APIRouter(prefix="/api/v1/agreements", tags=["产地证规则"], responses=problems.RESPONSES)
Reader = Annotated[Actor, Depends(doors.actor)]
Code = Annotated[str, Path(pattern=r"^[A-Z]{1,2}$", description="产地证类型代码", examples=["S"])]
OfAuthority = Annotated[Authority, Path(description="签证机构", examples=["ccpit"])]


@router.get("/types", summary="产地证类型", operation_id="list_certificate_types")
async def list_types(_actor: Reader, asked: Annotated[schemas.AskedTypes, Query()]) -> list[TypeOut]:
    """Return what an authority issues on a day, in the order of its menu."""
    return [schemas.type_out(each) for each in types(asked.authority, asked.day)]


@router.get("/rules/{authority}/{code}", summary="产地证类型的规则", operation_id="get_certificate_rule")
async def get_rule(
    authority: OfAuthority, code: Code, _actor: Reader, asked: Annotated[schemas.AskedRule, Query()]
) -> RuleOut:
    """Return what a type asks on a day: partners, criteria, limits, deadlines, each with its standing."""
    return schemas.rule_out(rules.rule(authority, code, asked.day))


@router.get("/advice", summary="可以用哪种产地证", operation_id="advise_certificate")
async def get_advice(_actor: Reader, asked: Annotated[schemas.AskedAdvice, Query()]) -> list[AdviceOut]:
    """Return which certificates serve for goods to a country on a day, preferences first, and what each asks."""
    return [schemas.advice_out(each) for each in advise(asked.hs, asked.country, asked.day)]
