"""Certificates as the routes show them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from api import agreements, documents
from api.agreements import CertificateType, Rule
from api.certificates import papers, voiding, wording
from api.certificates.certificate import KIND_OF, Certificate, Line
from api.certificates.checking import value_added
from api.certificates.checking.figures import amount
from api.certificates.findings import Finding
from api.certificates.numbered import numbers_of
from api.certificates.numbers import type_name
from api.certificates.page_schemas import Chooser, DialogOut, EditorBoxOut, EditorOut, TypeTile
from api.certificates.queries import Item
from api.certificates.schemas import CertificateOut, CheckOut, FindingOut, ItemOut, LineOut, PaperOut, Totals
from api.files import Attached
from api.masterdata import today
from kit.clock import in_shanghai

NOTHING: Final = "-"


def chooser_out(types: list[CertificateType]) -> Chooser:
    """Return the page 创建原产地证."""
    return Chooser(
        title="创建原产地证",
        prompt="请选择证书类型:",
        hint="企业可申请各类证书, 包括一般原产地证和优惠原产地证",
        applications=["新证申请", "改证重发申请"],
        types=[
            TypeTile(
                code=each.code,
                label=each.label,
                name=each.name,
                preferential=each.preferential,
                verified=each.verified,
            )
            for each in types
        ],
    )


async def certificate_out(found: Certificate) -> CertificateOut:
    """Return a certificate with its forms and both of its numbers."""
    numbers = await numbers_of(found)
    kept = agreements.type_of(found.authority, found.type_code, today())
    lifecycle = documents.kind_of(KIND_OF[found.authority]).lifecycle
    return CertificateOut(
        id=found.id,
        number=found.number,
        unified_no=numbers.unified,
        certificate_no=numbers.certificate,
        authority=found.authority,
        type_code=found.type_code,
        type_label=kept.name if kept else type_name(found.authority, found.type_code),
        category=found.category.value,
        category_label=found.category.label,
        status=found.status,
        status_label=lifecycle.status_label(found.status),
        form=found.form,
        lines=[line_out(line) for line in found.lines],
        totals=totals_of(found),
        original_id=found.original_id,
        advice=voiding.advice(found),
        revision=found.revision,
        created_at=found.created_at,
        declared_at=found.declared_at,
    )


def line_out(line: Line) -> LineOut:
    """Return one line with what its 加工工序 adds."""
    added = value_added(line.form.processing)
    return LineOut(id=line.id, no=line.no, form=line.form, value_added=None if added is None else f"{added:f}")


def totals_of(found: Certificate) -> Totals:
    """Return the lines added up: 与发票金额 18600.00 相差 830.00 (ux.md §2)."""
    value, fob = (_sum(found, box) for box in ("inv_value", "fob_value"))
    told = amount(found.form.total_amt)
    difference = None if told is None else abs(value - told)
    return Totals(goods_value=f"{value:f}", goods_fob=f"{fob:f}", sentence=_compared(told, difference))


def check_out(findings: list[Finding]) -> CheckOut:
    """Return what the check found, and in a sentence how much is still to be done."""
    errors = [each for each in findings if each.severity == "error"]
    missing = sum(1 for each in errors if each.code in {"required", "asked_by_type"})
    shown = [FindingOut.model_validate(each) for each in findings]
    return CheckOut(fit=not errors, sentence=_still_to_do(missing, len(errors)), findings=shown)


def item_out(item: Item, no: int) -> ItemOut:
    """Return a row of a list with its 序号; what a draft has not yet is `-` (CO-95)."""
    declared = item.declared_at
    return ItemOut(
        id=item.document_id,
        no=no,
        invoice_no=item.invoice_no,
        invoice_date=item.invoice_date,
        number=item.number if declared else NOTHING,
        type_label=type_name(item.authority, item.type_code),
        importer=item.importer_name,
        signer=item.signer,
        invoice_amount=item.invoice_amount,
        status=item.status,
        status_label=item.status_label,
        remark=item.remark,
        created_at=item.created_at,
        declared_on=in_shanghai(declared).date().isoformat() if declared else NOTHING,
    )


def _sum(found: Certificate, box: str) -> Decimal:
    return sum((amount(getattr(form, box)) or Decimal(0) for form in found.goods), Decimal(0))


def _compared(told: Decimal | None, difference: Decimal | None) -> str:
    if told is None or difference is None:
        return "发票金额未填写"
    return f"与发票金额 {told:f} 相差 {difference:f}" if difference else f"与发票金额 {told:f} 一致"


def _still_to_do(missing: int, errors: int) -> str:
    if missing:
        return f"还差 {missing} 个必填项"
    return f"有{errors}处需要修改" if errors else "可以申报"


def papers_out(found: list[Attached]) -> list[PaperOut]:
    """Return the files of a certificate."""
    return [
        PaperOut(
            slot=each.slot,
            slot_label=papers.SLOTS.get(each.slot, each.slot),
            file_id=each.file.id,
            name=each.file.name,
            size=each.file.size,
            attached_at=each.attached_at,
        )
        for each in found
    ]


def editor_out(rule: Rule, signatories: Sequence[str]) -> EditorOut:
    """Return the editor of a certificate type, with the 手签员 that may sign."""
    kind = rule.type
    columns = wording.PREFERENTIAL_COLUMNS if kind.preferential else wording.GENERAL_COLUMNS
    return EditorOut(
        title=kind.name,
        toolbar=list(wording.TOOLBAR),
        tabs=list(wording.TABS),
        shown=_boxes_out(wording.shown_boxes()),
        basic=_boxes_out(wording.basic_boxes(rule, signatories)),
        goods=_boxes_out(wording.goods_boxes(rule)),
        goods_buttons=list(wording.GOODS_BUTTONS),
        goods_columns=list(columns),
        product_columns=list(wording.PRODUCT_COLUMNS),
        papers_title="佐证材料",
        papers=dict(papers.SLOTS),
        hints=dict(wording.HINTS),
        processing=_dialog_out(),
    )


def _dialog_out() -> DialogOut:
    return DialogOut(
        title=wording.DIALOG_TITLE,
        button=wording.DIALOG_BUTTON,
        choices=dict(wording.CHOICES),
        boxes=_boxes_out(wording.dialog_boxes()),
        material_columns=["序号", *(each.label for each in wording.material_boxes())],
        material_rows=wording.DIALOG_ROWS,
        material_hint=wording.DIALOG_HINT,
        percent_hint=wording.PERCENT_HINT,
        buttons=list(wording.DIALOG_BUTTONS),
    )


def _boxes_out(found: list[wording.EditorBox]) -> list[EditorBoxOut]:
    return [
        EditorBoxOut(name=each.name, label=each.label, most=each.most, required=each.required, **each.note._asdict())
        for each in found
    ]
