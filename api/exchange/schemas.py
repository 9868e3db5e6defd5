"""The JSON form of a receipt, as machines post it; XML in the customs' own form is taken as well."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.exchange.readings import LONGEST_NOTE, LONGEST_NUMBER

KindName = Literal["customs_certificate", "ccpit_certificate", "licence", "declaration", "consignment"]


class ReceiptForm(BaseModel):
    """One receipt. Either `step` names what happened, or `code` is the authority's own code for it.

    Nothing is refused for its form once the signature holds: it is stored, and a fault is reported to the operator.
    """

    kind: KindName = Field(description="单证种类")
    number: Annotated[str, Field(min_length=1, max_length=LONGEST_NUMBER, description="单证编号")] = Field(
        examples=["E261026902330183"]
    )
    step: str = Field(
        "", description="received, pending_review, returned, failed, approved, … 见文档", examples=["approved"]
    )
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
