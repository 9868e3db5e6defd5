"""Certificates for the tests: whole and fit to go out unless the test says otherwise."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from api import certificates
from api.certificates.certificate import Authority, Certificate, Draft
from api.certificates.forms import BasicForm, GoodsForm
from api.documents import Move, advance
from api.masterdata import today
from api.people import Actor, qualifying
from api.people.qualifying import Filing
from kit.clock import now
from tests.api.people import makers as people

SIGNER = "张丹"
GACC = Actor.system("gateway:gacc")


async def a_clerk() -> Actor:
    """The 管理员 of a qualified enterprise, at work."""
    _, person = await people.founded("boss")
    actor = await people.at_work(person)
    at_the_desk = replace(actor, session_id=None)  # the second factor is proven elsewhere
    await qualifying.file_qualification(at_the_desk, Filing("610000", "2102M9997", (SIGNER,)))
    return actor


async def a_neighbour() -> Actor:
    """The 管理员 of another enterprise."""
    _, person = await people.founded("neighbour", people.OTHER_CREDIT_CODE)
    return await people.at_work(person)


def basic(authority: Authority = "ccpit", **changes: Any) -> BasicForm:
    """基本信息 of a consignment of plastics to Viet Nam that nothing is wrong with."""
    day = today()
    form = BasicForm(
        ciq_reg_no=people.CREDIT_CODE,
        apl_reg_no=people.CREDIT_CODE,
        etps_name="陕西示例贸易有限责任公司",
        appl_name="高永欣",
        applicant="11010519491231002X",
        appl_tel="029-88888888",
        org_code="9001",
        fetch_place="9001",
        apl_add="XI'AN, CHINA",
        inv_no="XA261101",
        inv_date=day.isoformat(),
        apl_date=day.isoformat(),
        sign_place="XI'AN, CHINA",
        sign_date=day.isoformat(),
        intend_exp_date=(day + timedelta(days=4)).isoformat(),
        dest_country="VIET NAM",
        dest_country_code="704" if authority == "customs" else "141",
        dest_country_name="越南",
        exporter="SHAANXI EXAMPLE TRADING CO., LTD.\nNO.1 GAOXIN ROAD, XI'AN, CHINA",
        consignee="HANOI PLASTICS JSC\n12 TRAN PHU, HANOI, VIET NAM",
        load_port="SHANGHAI, CHINA",
        unload_port="HAIPHONG, VIET NAM",
        trans_means="SEA",
        trans_details="FROM SHANGHAI, CHINA TO HAIPHONG, VIET NAM BY SEA",
        trade_mode_code="1" if authority == "customs" else "0110",
        curr="USD" if authority == "customs" else "502",
        price_terms="FOB",
        fob_value="1200.00",
        total_amt="1200.00",
        exporter_tel="029-88888888",
        exporter_fax="029-88888889",
        exporter_email="co@example.com",
        mark="N/M",
        signer=SIGNER,
    )
    return form.model_copy(update=changes)


def goods(**changes: Any) -> GoodsForm:
    """A line of goods that nothing is wrong with."""
    form = GoodsForm(
        hs_code="392690",
        goods_name="塑料制品",
        goods_name_e="PLASTIC ARTICLES",
        pack_qty="200",
        pack_unit="CTNS",
        goods_qty="1000",
        goods_unit_e="PCS",
        goods_unit="个",
        goods_unit_ref="千克",
        inv_price="1.20",
        inv_value="1200.00",
        fob_value="1200.00",
        ciq_reg_no="M000100Y4",
        prdc_etps_name="陕西示例塑料厂",
        goods_desc="TWO HUNDRED(200) CTNS OF PLASTIC ARTICLES",
        mark="N/M",
    )
    return form.model_copy(update=changes)


async def a_draft(actor: Actor, authority: Authority = "ccpit", type_code: str = "C", **changes: Any) -> Certificate:
    """A whole draft; `changes` are of 基本信息."""
    draft = Draft(authority=authority, type_code=type_code, form=basic(authority, **changes), goods=[goods()])
    return await certificates.save_draft(actor, draft)


async def declared(actor: Actor, authority: Authority = "ccpit", type_code: str = "C") -> Certificate:
    """A certificate that went out."""
    return await certificates.declare(actor, (await a_draft(actor, authority, type_code)).id)


async def approved(actor: Actor, authority: Authority = "ccpit", type_code: str = "C") -> Certificate:
    """A certificate that its authority approved."""
    made = await declared(actor, authority, type_code)
    await advance(Move(made.id, "approved", GACC, now()))
    return replace(made, status="approved")
