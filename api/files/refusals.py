"""The ways a file is refused, each with its sentence: a person can only mend what is named."""

from api.files.rules import KIB, MIB, Rule
from kit.refusals import Kind, Refusal


def too_large(rule: Rule, suffix: str) -> Refusal:
    """Say how large a file may be; the manual's own hint, where it gives one (COORD-21)."""
    limit = rule.limit(suffix)
    sentence = rule.hint or f"文件超过{_spoken(limit)}，请压缩后重新上传。"
    return Refusal(Kind.TOO_LARGE, "file_too_large", sentence, max_bytes=limit)


def wrong_type(rule: Rule) -> Refusal:
    """Say which types a file may have."""
    names = "、".join(suffix.upper() for suffix in rule.suffixes)
    return Refusal(Kind.INVALID, "file_type", f"只能上传{names}格式的文件。", suffixes=list(rule.suffixes))


def not_what_it_says(suffix: str) -> Refusal:
    """Say that the bytes are not of the type that the name tells."""
    return Refusal(Kind.INVALID, "file_content", f"文件内容不是{suffix.upper()}格式，请核对后重新上传。")


def empty() -> Refusal:
    """Say that the file has no bytes."""
    return Refusal(Kind.INVALID, "file_empty", "文件是空的，请重新选择。")


def unsafe(sentence: str) -> Refusal:
    """Say why the examination refused a file."""
    return Refusal(Kind.INVALID, "file_unsafe", sentence)


def purpose_unknown(purpose: str) -> Refusal:
    """Say that nobody takes files for this purpose."""
    return Refusal(Kind.INVALID, "purpose_unknown", "没有这种用途的文件。", purpose=purpose[:64])


def no_file() -> Refusal:
    """Say that the form holds no file, or that it is broken."""
    return Refusal(Kind.INVALID, "no_file", "请选择要上传的文件。")


def quota_full() -> Refusal:
    """Say that the enterprise's room for files is used up (F-10)."""
    return Refusal(Kind.TOO_LARGE, "quota_full", "企业的文件空间已用完，请删除不需要的附件后重试。")


def busy() -> Refusal:
    """Say that too many files wait to be looked into."""
    return Refusal(Kind.TOO_OFTEN, "examiners_busy", "等待检查的文件太多，请稍后再上传。", retry_after=10)


def _spoken(size: int) -> str:
    return f"{size // MIB}M" if size >= MIB else f"{size // KIB}K"
