"""Checking a form of master data: every fault at once, each with its box (formats of BASE-07…38)."""

import unicodedata
from collections.abc import Iterator, Mapping

from api.masterdata import refusals
from api.masterdata.initials import initials
from api.masterdata.parties.boxes import EDITORS, Box, Editor, PartyKind
from api.masterdata.searching import fold

Form = Mapping[str, str]


def checked(kind: PartyKind, form: Form) -> dict[str, str]:
    """Return a form as it is kept: trimmed, English half width, empty boxes left out; raises invalid_form."""
    editor = EDITORS[kind]
    kept = {box.name: _trimmed(box, form.get(box.name, "")) for box in editor.boxes}
    if faults := [*_strangers(editor, form), *_faults(editor, kept)]:
        raise refusals.unfit(faults)
    return {name: value for name, value in kept.items() if value}


def code_label(kind: PartyKind) -> str:
    """Return what the code of a kind is called: 受益人编码, 客户编码 …."""
    return EDITORS[kind].boxes[0].label


def words(form: Form) -> str:
    """Return what a search of a list looks in: code, names and content, and the initials of Chinese ones."""
    named = [form.get(name, "") for name in ("code", "name_zh", "name_en", "content")]
    return fold(" ".join([*named, initials(form.get("name_zh") or form.get("content", ""))]))


def _trimmed(box: Box, value: str) -> str:
    trimmed = value.strip()
    return unicodedata.normalize("NFKC", trimmed) if box.shape else trimmed


def _strangers(editor: Editor, form: Form) -> Iterator[dict[str, str]]:
    known = {box.name for box in editor.boxes}
    for name in form:
        if form[name] and name not in known:
            yield {"field": name, "label": name, "sentence": f"{editor.title}没有“{name}”这一项。"}


def _faults(editor: Editor, form: Form) -> Iterator[dict[str, str]]:
    for box in editor.boxes:
        if sentence := box.fault(form[box.name]):
            yield {"field": box.name, "label": box.label, "sentence": sentence}
    if editor.names and not any(form[name] for name in editor.names):
        box = next(box for box in editor.boxes if box.name == editor.names[0])
        yield {"field": box.name, "label": box.label, "sentence": "中文名称、英文名称请至少填写一项。"}
