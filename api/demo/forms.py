"""What the demo's clerks filled in: invented goods for invented buyers, with amounts that add up."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from api.certificates import Draft
from api.certificates.forms import BasicForm, GoodsForm
from api.demo.calendar import Calendar
from api.demo.partners import ADDRESS, EXPORTER
from api.demo.tables import rows
from api.people.actor import Actor
from api.people.models import Enterprise

CCPIT_EVERY = 3  # every third certificate is CCPIT's, the others are the customs'
_FIRST = 5000  # the serials below are for whoever tries the demo, and for its customs
_CENT = Decimal("0.01")


def draft(actor: Actor, firm: Enterprise, serial: int, begun: datetime, calendar: Calendar) -> Draft:
    """Return a certificate of the demo's year; every third goes to CCPIT, the others to the customs."""
    ccpit = serial % CCPIT_EVERY == 0
    partner = calendar.dice.choice(rows("partners"))
    goods = [_line(calendar, partner["type"]) for _ in range(calendar.dice.choice((1, 1, 2, 3)))]
    total = str(sum((Decimal(line.inv_value) for line in goods), Decimal(0)))
    year = f"{begun:%y}"
    ours, theirs = (
        f"{partner['type']}{year}{firm.org_code}{_FIRST + serial}",
        f"{year}{partner['type']}6101A0001{serial:05}",
    )
    return Draft(
        authority="ccpit" if ccpit else "customs",
        type_code=partner["type"],
        number=theirs if ccpit else ours,
        form=_basic(actor, firm, partner, begun, total, serial),
        goods=goods,
    )


def _line(calendar: Calendar, type_code: str) -> GoodsForm:
    goods = calendar.dice.choice(rows("goods"))
    quantity = calendar.dice.randrange(2, 60) * 100
    price = (Decimal(goods["price"]) * Decimal(str(round(calendar.dice.uniform(0.9, 1.1), 2)))).quantize(_CENT)
    cartons, weight = quantity // 20, quantity * 2
    return GoodsForm(
        hs_code=goods["hs"],
        goods_name=goods["name_zh"],
        goods_name_e=goods["name_en"],
        pack_qty=str(cartons),
        pack_unit="CTNS",
        goods_qty=str(quantity),
        goods_unit_e=goods["unit"],
        goods_unit=goods["unit_zh"],
        gross_wt=str(weight + cartons),
        net_wt=str(weight),
        inv_price=str(price),
        inv_value=str((price * quantity).quantize(_CENT)),
        ori_criteria="" if type_code == "C" else "WO",
        goods_desc=f"{cartons} CTNS OF {goods['name_en']}",
    )


def _basic(
    actor: Actor, firm: Enterprise, partner: Mapping[str, str], begun: datetime, total: str, serial: int
) -> BasicForm:
    day, port = f"{begun:%Y-%m-%d}", partner["port"]
    return BasicForm(
        ciq_reg_no=firm.credit_code,
        apl_reg_no=firm.credit_code,
        etps_name=firm.name,
        appl_name=actor.name,
        signer=actor.name,
        org_code="9001",
        fetch_place="9001",
        apl_add="XI'AN, CHINA",
        inv_date=day,
        inv_no=f"XA{begun:%y%m}-{serial:04}",
        apl_date=day,
        contract_no=f"HT{begun:%Y}-{serial:04}",
        dest_country=partner["country"],
        dest_country_code=partner["country_customs"],
        dest_country_name=partner["country_zh"],
        exporter=f"{EXPORTER}\n{ADDRESS}",
        consignee=f"{partner['buyer']}\n{partner['address']}",
        mark="N/M",
        load_port="SHANGHAI, CHINA",
        unload_port=port,
        trans_means="SEA",
        trans_details=f"FROM SHANGHAI, CHINA TO {port} BY SEA",
        intend_exp_date=day,
        trade_mode_code="1",
        fob_value=total,
        total_amt=total,
        curr="USD",
        price_terms="FOB",
    )
