"""The ways this slice says no."""

from api.datasync.words import LABELS
from kit.refusals import Kind, Refusal


def running_already(kind: str) -> Refusal:
    """Refuse a second synchronisation of a kind while the first is under way."""
    sentence = f"{LABELS[kind]}正在同步中，请稍后点击“刷新”查看结果。"
    return Refusal(Kind.CONFLICT, "sync_running", sentence, sync=kind)
