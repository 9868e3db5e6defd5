"""The JSON form of a receipt, as machines post it; XML in the customs' own form is taken as well."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.exchange.readings import LONGEST_NOTE, LONGEST_NUMBER

_STEPS = (
    "received 已接收 · pending_review 待审核 · returned 审核不通过 · failed 接收失败 · approved 审核通过；"
    "证书另有 attachment_accepted, attachment_refused；许可证另有 cancelled；委托只有 accepted, refused；"
    "报关单：declared, received, examined, inspection, tax_due, held, released, closed, returned, failed, deleted…"
)
KindName = Literal["customs_certificate", "ccpit_certificate", "licence", "declaration", "consignment"]


class ReceiptForm(BaseModel):
    """One receipt. Either `step` names what happened, or `code` is the authority's own code for it.

    Nothing is refused for its form once the signature holds: it is stored, and a fault is reported to the operator.
    """

    kind: KindName = Field(description="单证种类")
    number: Annotated[str, Field(min_length=1, max_length=LONGEST_NUMBER, description="单证编号")] = Field(
        examples=["E261026902330183"]
    )
    step: str = Field("", description=_STEPS, examples=["approved"])
    code: str = Field("", description="主管部门的回执代码，例如报关单的 P（放行）", examples=["P"])
    occurred_at: datetime | str = Field(
        description="RFC 3339；没有时区的 yyyy-MM-dd HH:mm:ss 按北京时间", examples=["2026-11-21T09:12:00+08:00"]
    )
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = Field("", description="原因或说明")
    enterprise_credit_code: str = Field(
        "", description="企业的社会信用代码；首次收到的单证需要", examples=["91110000600037341L"]
    )
    certificate_type: str = Field("", description="证书类型代码", examples=["E"])


class Stored(BaseModel):
    """The receipt is stored; `stored` is false if it was there before."""

    stored: bool
