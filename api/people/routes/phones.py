"""Proving a mobile by a code (PUSH: SMS numbers are proven first)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from api.people import binding, clients, doors, phones, schemas
from api.people.actor import Actor
from kit import masking

router = APIRouter(tags=["手机验证"])
Person = Annotated[Actor, Depends(doors.person)]


@router.post("/phones/code", status_code=202, summary="发送验证码", operation_id="send_code")
async def send_code(wish: schemas.PhoneWish, request: Request, actor: Person) -> schemas.CodeOnItsWay:
    """Send a code to a mobile, whoever's it is; five minutes, five tries."""
    sent = await phones.send_code(
        wish.mobile,
        purpose=binding.FOLLOW,
        holder=binding.holder_of_session(actor),
        ip=clients.address_of(request),
        account=f"person:{actor.person_id}",
    )
    masked = masking.phone(phones.normalised(wish.mobile))
    return schemas.CodeOnItsWay(mobile=masked, expires_at=sent.expires_at, resend_after=sent.resend_after)


@router.post("/phones/proof", summary="验证手机号", operation_id="prove_phone")
async def prove(wish: schemas.PhoneProof, request: Request, actor: Person) -> schemas.BindingOut:
    """Make a mobile one's own with the code it received; replacing another one also takes the password (S-7)."""
    proof = binding.Proof(mobile=wish.mobile, code=wish.code, password=wish.password, ip=clients.address_of(request))
    address = await binding.prove_phone(actor, proof)
    return schemas.BindingOut(channel=address.channel, address=address.masked())
