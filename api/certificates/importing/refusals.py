"""The ways importing and exporting say no."""

from kit.refusals import Kind, Refusal


def too_many(most: int) -> Refusal:
    """Refuse more certificates than one request should keep others waiting for."""
    sentence = f"一次最多处理{most}份证书，请拆分文件或缩小查询范围。"
    return Refusal(Kind.INVALID, "too_many_certificates", sentence, most=most)
