"""What the files' routes answer."""

from pydantic import BaseModel, Field

from api.files.keeping import Stored
from api.files.rules import Rule


class FileOut(BaseModel):
    """A file that is kept."""

    id: str = Field(examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])
    name: str = Field(examples=["发票.pdf"])
    size: int = Field(description="字节", examples=[20480])
    sha256: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])
    media_type: str = Field(examples=["application/pdf"])
    purpose: str = Field(examples=["coordination"])


class RuleOut(BaseModel):
    """What may be uploaded for a purpose."""

    purpose: str = Field(examples=["coordination"])
    suffixes: list[str] = Field(examples=[["pdf", "jpg", "jpeg", "png"]])
    max_bytes: dict[str, int] = Field(description="每种格式的字节上限", examples=[{"pdf": 307200, "png": 4194304}])
    hint: str = Field(examples=["提示：每个pdf大小不超过300K，每个附件大小不能超过4M"])


def shown(file: Stored) -> FileOut:
    """Return a file as the API tells of it."""
    return FileOut(
        id=str(file.id),
        name=file.name,
        size=file.size,
        sha256=file.sha256,
        media_type=file.media_type,
        purpose=file.purpose,
    )


def rule_shown(rule: Rule) -> RuleOut:
    """Return a rule as the API tells of it."""
    limits = {suffix: rule.limit(suffix) for suffix in rule.suffixes}
    return RuleOut(purpose=rule.purpose, suffixes=list(rule.suffixes), max_bytes=limits, hint=rule.hint)
