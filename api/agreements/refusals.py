"""The ways this room says no."""

from datetime import date

from kit.refusals import Kind, Refusal, unknown


def type_unknown(code: str, on: date) -> Refusal:
    """Say that the authority does not issue that type on that day."""
    return unknown("没有这种产地证类型，或该类型在这一天尚未启用。", "type_unknown", type=code, on=on.isoformat())


def country_unknown(country: str) -> Refusal:
    """Say that no country has that code."""
    return Refusal(Kind.INVALID, "country_unknown", "没有这个国家（地区）代码，请核对后再试。", country=country)


def hs_invalid(hs: str) -> Refusal:
    """Say that a text is no HS code."""
    return Refusal(Kind.INVALID, "hs_invalid", "HS编码应为2至10位纯数字。", hs=hs)
