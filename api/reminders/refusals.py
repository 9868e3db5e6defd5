"""The ways this slice says no."""

from kit.refusals import Kind, Refusal


def report_off() -> Refusal:
    """Refuse an hour for a report that nobody asked for."""
    return Refusal(Kind.CONFLICT, "report_off", "日报还没有开，请先发「日报 开」。")
