"""A whole certificate, as other rooms of the slice take it: written as a message, exported, checked, previewed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID

from api.certificates.forms import BasicForm, GoodsForm

Authority = Literal["customs", "ccpit"]
KIND_OF: Final[dict[Authority, str]] = {"customs": "customs_certificate", "ccpit": "ccpit_certificate"}


class Category(StrEnum):
    """证书类别 (CO-17, CO-24); the value is CertStatus of the message, 0 to 3 in this order."""

    NEW = "new"
    CHANGE = "change"
    REISSUE = "reissue"
    CHANGE_REISSUE = "change_reissue"

    @property
    def label(self) -> str:
        """Return the category as people read it."""
        return _LABELS[self]

    @property
    def code(self) -> str:
        """Return CertStatus of the customs' message (formats.md §1.2)."""
        return str(list(Category).index(self))


_LABELS: Final = {
    Category.NEW: "新建证书",
    Category.CHANGE: "更改",
    Category.REISSUE: "重发",
    Category.CHANGE_REISSUE: "更改+重发",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is needed to begin a certificate: its authority, type and forms, from a page, a file or another one."""

    authority: Authority
    type_code: str
    form: BasicForm = field(default_factory=BasicForm)
    goods: Sequence[GoodsForm] = ()
    category: Category = Category.NEW
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of goods as it is kept: its id, its place from 1, and its form."""

    id: UUID
    no: int
    form: GoodsForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """One certificate with its forms; times are UTC. `revision` grows with every save.

    `replaced_by` is the number of the certificate that was issued in its place, where it was voided for one.
    """

    id: UUID
    enterprise_id: UUID
    authority: Authority
    type_code: str
    category: Category
    number: str
    status: str
    form: BasicForm
    lines: Sequence[Line]
    original_id: UUID | None
    revision: int
    created_at: datetime
    declared_at: datetime | None
    replaced_by: str = ""

    @property
    def goods(self) -> list[GoodsForm]:
        """Return the forms of the lines, in their order."""
        return [line.form for line in self.lines]

    @property
    def as_message(self) -> Draft:
        """Return all that a message tells of it, its number and category with it."""
        return replace(self.draft, category=self.category, number=self.number)

    @property
    def draft(self) -> Draft:
        """Return what another certificate like this begins with."""
        return Draft(authority=self.authority, type_code=self.type_code, form=self.form, goods=self.goods)
