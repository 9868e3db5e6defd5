"""A product filing as people see it: its form, where the whole stands, and where each area stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.filings.forms import FilingForm


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaLine:
    """One row of 备案资料 (FILE-05); `detail` is what the authority last said of it."""

    no: int
    filing_no: str
    area: str
    area_name: str
    type_code: str
    type_text: str
    status: str
    status_label: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """One filing; `detail` is 审核详情, `editable` and `removable` what its status allows."""

    id: UUID
    number: str
    status: str
    status_label: str
    form: FilingForm
    areas: Sequence[AreaLine]
    origin: str
    revision: int
    created_at: datetime
    updated_at: datetime
    declared_at: datetime | None
    detail: str
    editable: bool
