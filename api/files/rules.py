"""Which files may be uploaded for what: how large, of which types, and what is said to one that may not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

MIB: Final = 1024 * 1024
KIB: Final = 1024
TYPES: Final[Mapping[str, str]] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
}
PAPERS: Final = ("pdf", "jpg", "jpeg", "png")


@dataclass(frozen=True, slots=True)
class Rule:
    """What may be uploaded for one purpose: bytes at most, suffixes in lower case without the dot.

    `tighter` holds a smaller limit for some suffixes; `hint` is what people read when a file is too large.
    """

    max_bytes: int
    suffixes: tuple[str, ...]
    purpose: str
    tighter: Mapping[str, int] = field(default_factory=dict)
    hint: str = ""

    def limit(self, suffix: str) -> int:
        """Return how many bytes a file of that suffix may have."""
        return self.tighter.get(suffix, self.max_bytes)


_OFFERED: Final[dict[str, Rule]] = {}


def offer(rule: Rule) -> Rule:
    """Let `POST /api/v1/files` take files for that purpose; called once by the slice that owns it."""
    if not set(rule.suffixes) <= TYPES.keys():
        raise ValueError(f"no media type is known for one of {', '.join(rule.suffixes)}")
    if _OFFERED.setdefault(rule.purpose, rule) != rule:
        raise ValueError(f"two rules for the purpose {rule.purpose}")
    return rule


def rule_for(purpose: str) -> Rule | None:
    """Return the rule of a purpose, or None if no slice offers it."""
    return _OFFERED.get(purpose)


# 每个pdf大小不超过300K，每个附件大小不能超过4M (COORD-21, X-04): both limits hold.
COORDINATION: Final = offer(
    Rule(
        4 * MIB,
        PAPERS,
        "coordination",
        tighter={"pdf": 300 * KIB},
        hint=(
            "提示：每个pdf大小不超过300K，每个附件大小不能超过4M，若您上传的附件大小超过系统限制，"
            "可使用pdf压缩软件压缩pdf文件使其满足系统要求后再次上传。"
        ),
    )
)
CERTIFICATE: Final = offer(Rule(4 * MIB, PAPERS, "certificate"))
FILING: Final = offer(Rule(4 * MIB, PAPERS, "filing"))
MARK: Final = offer(Rule(1 * MIB, ("png", "jpg", "jpeg"), "mark"))
SEAL: Final = offer(Rule(4 * MIB, ("png",), "seal"))  # measured, so of the one type whose pixels are read
TABLE: Final = offer(Rule(16 * MIB, ("xlsx", "xml"), "import", tighter={"xml": 2 * MIB}))


def offered() -> list[Rule]:
    """Return the rules of every purpose, by its name."""
    return [rule for _, rule in sorted(_OFFERED.items())]
