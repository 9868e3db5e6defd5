"""Long messages: parts by user data header or by sar_* parameters, or one message_payload, joined to a text."""

import smpp34

Unfinished = dict[tuple[str, str, int, int], dict[int, str]]
UDHI = 0x40
TOTAL_AND_NUMBER = 2
ENCODINGS = {0: "ascii", 1: "ascii", 3: "latin-1", 8: "utf-16-be"}
SAR_REF, SAR_TOTAL, SAR_NUMBER, PAYLOAD = 0x020C, 0x020E, 0x020F, 0x0424


def joined(event: smpp34.SubmitSmEvent, unfinished: Unfinished) -> str | None:
    """Join the whole text once its last part is here; None while parts are missing."""
    reference, total, number, body = _split(event)
    text = body.decode(ENCODINGS.get(event.data_coding, "latin-1"), "replace")
    if total <= 1:
        return text
    key = (event.source_addr, event.destination_addr, reference, total)
    have = unfinished.setdefault(key, {})
    have[number] = text
    if len(have) < total:
        return None
    del unfinished[key]
    return "".join(have[index] for index in sorted(have))


def count(event: smpp34.SubmitSmEvent) -> int:
    """How many parts the message has."""
    return max(1, _split(event)[1])


def _split(event: smpp34.SubmitSmEvent) -> tuple[int, int, int, bytes]:
    """Tell reference, total, number and the bytes of the text."""
    parameters = {tlv.tag: tlv for tlv in event.tlvs}
    body = parameters[PAYLOAD].value if PAYLOAD in parameters else event.short_message
    if event.esm_class & UDHI and body:
        return _by_header(body)
    if SAR_REF in parameters:
        numbers = [int.from_bytes(parameters[tag].value, "big") for tag in (SAR_REF, SAR_TOTAL, SAR_NUMBER)]
        return numbers[0], numbers[1], numbers[2], body
    return 0, 1, 1, body


def _by_header(body: bytes) -> tuple[int, int, int, bytes]:
    length = body[0]
    header, text = body[1 : 1 + length], body[1 + length :]
    at = 0
    while at + 1 < len(header):
        kind, size = header[at], header[at + 1]
        value = header[at + 2 : at + 2 + size]
        if kind in {0x00, 0x08} and len(value) > TOTAL_AND_NUMBER:
            return int.from_bytes(value[:-2], "big"), value[-2], value[-1], text
        at += 2 + size
    return 0, 1, 1, text
