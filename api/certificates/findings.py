"""What the 申报前体检 finds: which box, how grave, in a sentence, and what to do."""

from dataclasses import dataclass
from typing import Final, Literal

Severity = Literal["error", "warning"]
MANUAL: Final = "贸促会原产地证申报系统操作手册"
GACC_MESSAGE: Final = "coo.xsd（海关总署公告2022年第1号）"
GACC_RULES: Final = "海关原产地证书填制规范"
PUBLIC_CODE: Final = "公开的申报软件校验规则（github sck03/rustdoc）"  # nothing official says it


def graded(verified: bool) -> Severity:
    """Return how grave a breach is of what is confirmed, or not confirmed, by a public text."""
    return "error" if verified else "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding; `line` is the goods line from 1, 0 for 基本信息. Only errors keep a certificate from going out."""

    code: str
    box: str
    label: str
    sentence: str
    fix: str
    severity: Severity = "error"
    line: int = 0
    source: str = ""

    def fault(self) -> dict[str, str]:
        """Return it as a refusal lists it."""
        return {"field": self.field, "label": self.label, "sentence": self.sentence, "fix": self.fix}

    @property
    def field(self) -> str:
        """Return the path of the box: `inv_no`, or `goods/2/hs_code`."""
        return f"goods/{self.line}/{self.box}" if self.line else self.box
