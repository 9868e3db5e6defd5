"""Which boxes must be filled, and how much they hold: formats.md §1.2 (R, D, lengths), and what each type adds."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from api.agreements import Field, Rule
from api.certificates.checking.case import Case, Trouble, in_head, on_line
from api.certificates.findings import Finding, Severity, graded
from api.certificates.forms import BasicForm, GoodsForm, boxes

_TABLE: Final = Path(__file__).parents[1] / "data" / "required.csv"


class Required(NamedTuple):
    """A row of the table: which box of which authority's form must be filled, and how grave an empty one is."""

    authority: str
    part: str
    box: str
    severity: Severity
    source: str


def required(case: Case) -> Iterator[Finding]:
    """Say which boxes are empty that every certificate of the authority needs (R and D of formats.md §1.2)."""
    for row in _rows():
        if row.authority != case.certificate.authority:
            continue
        trouble = _empty(row.severity, row.source)
        if row.part == "head" and not getattr(case.form, row.box):
            yield in_head(row.box, trouble)
        elif row.part == "goods":
            yield from (on_line(line.no, row.box, trouble) for line in case.goods if not getattr(line.form, row.box))


def needed(rule: Rule) -> frozenset[tuple[str, str]]:
    """Return the boxes without which 申报 is refused, as (part, box): what the editor marks with an asterisk."""
    asked = {(each.part, each.name) for each in rule.fields if each.verified and not each.when}
    usual = {(row.part, row.box) for row in _rows() if row.authority == rule.type.authority and row.severity == "error"}
    return frozenset(usual | asked | ({("goods", "ori_criteria")} if rule.criterion_asked and rule.criteria else set()))


def asked_by_type(case: Case) -> Iterator[Finding]:
    """Say which boxes are empty that this type asks for beyond the usual (formats.md §1.3, the agreements' table)."""
    for field in case.rule.fields if case.rule else ():
        if field.part == "head":
            if field.name in BasicForm.model_fields and _applies(field, case, None) and not _value(case.form, field):
                yield in_head(field.name, _asked(field))
            continue
        for line in case.goods:
            if field.name in GoodsForm.model_fields and _applies(field, case, line.form):
                yield from [] if _value(line.form, field) else [on_line(line.no, field.name, _asked(field))]


def some_goods(case: Case) -> Iterator[Finding]:
    """Say so where there are no goods at all."""
    if not any(case.goods):
        sentence, fix = "商品信息：至少应填写一条数据。", "请在【商品信息】中点【新增】，填写后点【保存】。"
        yield Finding(code="no_goods", box="goods", label="商品信息", sentence=sentence, fix=fix)


def lengths(case: Case) -> Iterator[Finding]:
    """Say which boxes hold more than the message does."""
    for name, box in boxes(BasicForm).items():
        if len(value := getattr(case.form, name)) > box.most:
            yield in_head(name, _too_long(len(value), box.most))
    for line in case.certificate.lines:
        for name, box in boxes(GoodsForm).items():
            if len(value := getattr(line.form, name)) > box.most:
                yield on_line(line.no, name, _too_long(len(value), box.most))


def _applies(field: Field, case: Case, goods: GoodsForm | None) -> bool:
    """Tell whether a condition of the agreements' table holds: none, `third_party`, `criterion=RVC`."""
    name, _, wanted = field.when.partition("=")
    if name == "third_party":
        return case.form.third_party_inv_flag == "1"
    if name == "criterion":
        return goods is not None and goods.ori_criteria.upper().startswith(wanted)
    return not name


def _value(form: BasicForm | GoodsForm, field: Field) -> bool:
    return bool(getattr(form, field.name))


def _asked(field: Field) -> Trouble:
    severity: Severity = "error" if field.verified else "warning"
    return Trouble(
        code="asked_by_type", sentence=field.sentence, fix="请填写。", severity=severity, source=field.source
    )


def _empty(severity: Severity, source: str) -> Trouble:
    return Trouble(code="required", sentence="必填项未填写。", fix="请填写。", severity=severity, source=source)


def _too_long(length: int, most: int) -> Trouble:
    return Trouble(code="too_long", sentence=f"最多{most}字，现有{length}字。", fix=f"请缩短到{most}字以内。")


@cache
def _rows() -> tuple[Required, ...]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(_required(row) for row in csv.DictReader(file))


def _required(row: dict[str, str]) -> Required:
    return Required(row["authority"], row["part"], row["box"], graded(row["severity"] == "error"), row["source"])
