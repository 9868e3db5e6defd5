"""What a new certificate begins with: the enterprise's own particulars, today, and the manual's defaults."""

from typing import Final
from uuid import UUID

from api.certificates.certificate import Authority
from api.certificates.forms import BasicForm, ChangeForm
from api.masterdata import today
from api.people import Actor
from api.people.models import Enterprise

# 公司中文名称, 贸促会编码 and 企业编码 come from 用户备案 and are shown, not typed (CO-21).
READ_ONLY: Final = frozenset({"etps_name", "ccpit_code", "ccpit_enterprise_code"})
_CHINA: Final[dict[Authority, str]] = {"customs": "156", "ccpit": "142"}
_GENERAL_TRADE: Final[dict[Authority, str]] = {"customs": "1", "ccpit": "0110"}
_DOLLAR: Final[dict[Authority, str]] = {"customs": "USD", "ccpit": "502"}


async def filled_in(actor: Actor, authority: Authority) -> BasicForm:
    """Return a form with what is known of the actor's enterprise, today's dates and the usual answers."""
    form = BasicForm(**_usual(authority), **_dates())
    if actor.enterprise_id:
        firm = await Enterprise.get(id=actor.enterprise_id)
        form = form.model_copy(update=_of_enterprise(firm) | {"appl_name": actor.name})
    return form


async def as_on_file(authority: Authority, enterprise_id: UUID, form: BasicForm) -> BasicForm:
    """Return a form whose read-only boxes say what is on file of the enterprise, whatever was sent."""
    if authority != "ccpit":
        return form
    told = _of_enterprise(await Enterprise.get(id=enterprise_id))
    return form.model_copy(update={box: told[box] for box in READ_ONLY})


def without_its_own(form: BasicForm) -> BasicForm:
    """Return a form for another consignment: today's dates, no declaration number, nothing of an older change."""
    return form.model_copy(update={**_dates(), "inv_no": "", "entry_id": "", "change": ChangeForm(), "ori_invs": []})


def _usual(authority: Authority) -> dict[str, str]:
    return {
        "load_country_code": _CHINA[authority],
        "trade_mode_code": _GENERAL_TRADE[authority],
        "fob_value": "0",
        "total_amt": "0",
        "curr": _DOLLAR[authority],
        "price_terms": "FOB",
        "payment": "M/T",
        "weight_mark": "数量",
    }


def _dates() -> dict[str, str]:
    day = today().isoformat()
    return dict.fromkeys(("inv_date", "apl_date", "sign_date", "intend_exp_date"), day)


def _of_enterprise(firm: Enterprise) -> dict[str, str]:
    return {
        "etps_name": firm.name,
        "ciq_reg_no": firm.credit_code,
        "apl_reg_no": firm.credit_code,
        "etps_customs_code": firm.customs_code,
        "ccpit_code": firm.ccpit_office,
        "ccpit_enterprise_code": firm.ccpit_code,
    }
