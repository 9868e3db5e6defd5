"""What the import routes take and give, as JSON."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from api.certificates.certificate import Authority
from api.certificates.importing.taking import Done
from api.wire import Body

Id = Annotated[UUID, Field(examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]


class Importing(Body):
    """A file that was uploaded for the purpose `import`."""

    file_id: Id
    authority: Authority = Field(
        "ccpit", description="表格没有“受理机构”列时，按哪个机构的证书导入", examples=["ccpit"]
    )


class GoodsImporting(Body):
    """A workbook of goods that was uploaded for the purpose `import`."""

    file_id: Id
    replace: bool = Field(False, description="替换原有商品，否则接在其后")


class BadOut(BaseModel):
    """Something in the file that makes no certificate, and every reason for it."""

    place: str = Field(examples=["12月.xlsx 第3行"])
    reasons: list[str] = Field(examples=[["发票日期应为YYYY-MM-DD格式的日期。"]])


class ImportOut(BaseModel):
    """What became of a file."""

    sentence: str = Field(examples=["新证书 12 份，已有 0 份，未导入 1 份。"])
    new: list[UUID] = Field(description="新草稿的标识，按文件中的顺序")
    known: int = Field(description="已导入过的份数", examples=[0])
    bad: list[BadOut]


def import_out(done: Done) -> ImportOut:
    """Return what became of a file, and a sentence for the page."""
    bad = [BadOut(place=each.place, reasons=list(each.reasons)) for each in done.bad]
    return ImportOut(sentence=done.sentence, new=done.new, known=done.known, bad=bad)
