"""改证重发: what the new certificate takes over from the old one, and how the two differ (ModCertificate)."""

from datetime import datetime
from typing import Final

from api.certificates.certificate import Category, Certificate
from api.certificates.forms import BasicForm, ChangeForm, GoodsForm, boxes
from api.masterdata import today
from kit.clock import in_shanghai

_LOST: Final = frozenset({Category.REISSUE, Category.CHANGE_REISSUE})
_ROOM: Final = {"mod_colm": 200, "old_situ_desc": 2000, "mod_situ_desc": 2000}
Differences = list[tuple[str, str, str]]


def form_of(original: Certificate, category: Category, reason: str, issued_at: datetime) -> BasicForm:
    """Return the form that the new certificate begins with.

    A change keeps the dates of the original; what was lost carries the day on which it is asked for (agreements.md §4).
    """
    change = ChangeForm(
        old_cert_no=original.number,
        mod_reason=reason,
        old_decl_date=_day(original.declared_at),
        old_issue_date=_day(issued_at),
    )
    dates = {"apl_date": today().isoformat(), "sign_date": today().isoformat()} if category in _LOST else {}
    return original.form.model_copy(update={"change": change, **dates})


def described(original: Certificate, changed: Certificate) -> ChangeForm:
    """Return the change with its boxes, the old and the new situation, as they differ now; cut to what they hold."""
    differences = _of_forms("", original.form, changed.form) + _of_goods(original.goods, changed.goods)
    texts = {
        "mod_colm": "、".join(dict.fromkeys(label for label, _, _ in differences)),
        "old_situ_desc": "；".join(f"{label}：{old or '（空）'}" for label, old, _ in differences),
        "mod_situ_desc": "；".join(f"{label}：{new or '（空）'}" for label, _, new in differences),
    }
    kept = {name: text[: _ROOM[name]] for name, text in texts.items()}
    return changed.form.change.model_copy(update=kept)


def _of_goods(old: list[GoodsForm], new: list[GoodsForm]) -> Differences:
    found: Differences = []
    for n in range(max(len(old), len(new))):
        before = old[n] if n < len(old) else GoodsForm()
        after = new[n] if n < len(new) else GoodsForm()
        found += _of_forms(f"第{n + 1}项", before, after)
    return found


def _of_forms(place: str, old: BasicForm | GoodsForm, new: BasicForm | GoodsForm) -> Differences:
    return [
        (place + box.label, getattr(old, name), getattr(new, name))
        for name, box in boxes(type(new)).items()
        if getattr(old, name) != getattr(new, name)
    ]


def _day(moment: datetime | None) -> str:
    return in_shanghai(moment).date().isoformat() if moment else ""
