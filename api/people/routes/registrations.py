"""注册 as 企业用户, and what who runs the site decides about it (USER-01, USER-02)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from api.paging import Page, Paging, page_of
from api.people import doors, forms, phones, registering, schemas
from api.people.actor import Actor
from api.people.papers import Papers
from kit import masking

router = APIRouter(tags=["注册"])
Stranger = Annotated[str, Depends(doors.stranger)]
Operator = Annotated[Actor, Depends(doors.operator)]
_OPEN: dict[str, list[str]] = {"security": []}


@router.post(
    "/registrations/code",
    status_code=202,
    summary="注册验证码",
    operation_id="send_registration_code",
    openapi_extra=_OPEN,
)
async def send_code(wish: forms.MobileOnly, ip: Stranger) -> schemas.CodeOnItsWay:
    """Send a code to the mobile of who registers."""
    sent = await registering.send_code(wish.mobile, ip)
    masked = masking.phone(phones.normalised(wish.mobile))
    return schemas.CodeOnItsWay(mobile=masked, expires_at=sent.expires_at, resend_after=sent.resend_after)


@router.post("/registrations", status_code=202, summary="企业用户注册", operation_id="register", openapi_extra=_OPEN)
async def register(form: forms.RegistrationForm, _ip: Stranger) -> forms.RegistrationOut:
    """Take a registration; it waits until who runs the site has checked the enterprise."""
    wish = registering.Wish(
        login=form.login,
        password=form.password,
        name=form.name,
        mobile=form.mobile,
        code=form.code,
        enterprise_name=form.enterprise_name,
        credit_code=form.credit_code,
        papers=Papers(form.id_card, form.post, form.card_no),
        customs_code=form.profile.customs_code,
        profile=form.profile.profile(),
    )
    return forms.registration_out(await registering.register(wish))


@router.get("/registrations", summary="待核验的注册", operation_id="list_registrations")
async def list_pending(_operator: Operator, paging: Annotated[Paging, Query()]) -> Page[forms.RegistrationToDecide]:
    """Return the registrations that wait, oldest first."""
    found, total = await registering.pending(paging.offset, paging.size)
    return page_of([forms.registration_to_decide(each) for each in found], paging, total)


@router.get(
    "/registrations/{registration_id}", summary="注册进度", operation_id="get_registration", openapi_extra=_OPEN
)
async def get(registration_id: UUID, _ip: Stranger) -> forms.RegistrationOut:
    """Return where a registration stands, to whoever holds its id."""
    return forms.registration_out(await registering.find(registration_id))


@router.post("/registrations/{registration_id}/decision", summary="核验注册", operation_id="decide_registration")
async def decide(registration_id: UUID, wish: forms.Decision, operator: Operator) -> forms.RegistrationOut:
    """Let an enterprise in with its first 管理员, or not; the applicant hears by SMS."""
    found = await registering.decide(operator, registration_id, approved=wish.approved, note=wish.note)
    return forms.registration_out(found)
