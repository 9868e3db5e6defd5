"""F-6, W-6: XML made to read files, to call home or to burn time is refused by each inlet, and soon."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from api.certificates import xml
from api.exchange.gateways import dialects
from api.files.readers import xml_text
from bot import wechat_body
from kit.refusals import Refusal
from tests.api.certificates.full import a_certificate
from tests.api.exchange.letters import answered
from tests.hostile import LONG
from tests.hostile.mutating import spoiled

CANARY = "a word that stands in a file of this machine"
_REFUSED = (Refusal, ValueError, wechat_body.Malformed)
_INCLUDE = '<x xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="{0}" parse="text"/></x>'
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
INLETS: dict[str, Callable[[bytes], Any]] = {
    "receipts": dialects.read,
    "certificates": xml.read,
    "uploads": xml_text.check,
    "WeChat": wechat_body.read,
}
EVIL = {
    "XXE": '<!DOCTYPE x [<!ENTITY a SYSTEM "{0}">]><x>&a;</x>',
    "a parameter entity": '<!DOCTYPE x [<!ENTITY % a SYSTEM "{0}"> %a;]><x/>',
    "an external DTD": '<!DOCTYPE x SYSTEM "{0}"><x/>',
    "a public DTD": '<!DOCTYPE x PUBLIC "-//x" "{0}"><x/>',
    "XInclude": _INCLUDE,
    "a stylesheet": '<?xml-stylesheet type="text/xsl" href="{0}"?><x/>',
    "a schema": '<x xmlns:s="http://www.w3.org/2001/XMLSchema-instance" s:noNamespaceSchemaLocation="{0}"/>',
    "billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{_LAUGHS}]><x>&l9;</x>',
    "quadratic": '<!DOCTYPE x [<!ENTITY a "' + "a" * 30_000 + '">]><x>' + "&a;" * 8_000 + "</x>",
    "200,000 deep": "<x>" * 200_000 + "</x>" * 200_000,
    "50,000 attributes": "<x " + " ".join(f'a{n}="1"' for n in range(50_000)) + "/>",
    "50,000 namespaces": "<x " + " ".join(f'xmlns:a{n}="u{n}"' for n in range(50_000)) + "/>",
}


@contextmanager
def a_listener() -> Iterator[tuple[str, list[int]]]:
    """An address that counts who calls."""
    calls: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            while True:
                try:
                    server.accept()[0].close()
                except OSError:
                    return
                calls.append(1)

        threading.Thread(target=take, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x.dtd", calls
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("inlet", INLETS)
def test_evil_xml_reads_nothing_calls_nobody_and_costs_little(
    inlet: str, evil: str, encoding: str, tmp_path: Path
) -> None:
    """0 reads of a file, 0 calls, no more than 200 ms of CPU, in two encodings."""
    (tmp_path / "canary.txt").write_text(CANARY)
    with a_listener() as (address, calls):
        for target in (f"file://{tmp_path}/canary.txt", address):
            begun = time.thread_time()
            found = _tried(INLETS[inlet], EVIL[evil].replace("{0}", target).encode(encoding))
            assert time.thread_time() - begun <= 0.2
            assert CANARY not in str(found)
    assert not calls


def test_an_encoding_that_nobody_knows_is_a_refusal() -> None:
    with pytest.raises(ValueError, match="未知的字符编码"):
        xml_text.check(b'<?xml version="1.0" encoding="UTl-8"?><x/>')


def _tried(inlet: Callable[[bytes], Any], body: bytes) -> Any:
    try:
        return inlet(body)
    except _REFUSED as refusal:
        return refusal


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("inlet", INLETS)
def test_spoiled_documents_are_read_or_refused_and_never_a_fault(inlet: str) -> None:
    """100,000 over the four inlets in `make faults`, 2,000 here; each costs at most 50 ms of CPU."""
    seeds = [answered("5", note="发票不清晰"), xml.write(a_certificate()), _PUSH]
    slowest = 0.0
    for body in spoiled(seeds, 25_000 if LONG else 500, seed=len(inlet)):
        begun = time.thread_time()
        _tried(INLETS[inlet], body)
        slowest = max(slowest, time.thread_time() - begun)
    assert slowest <= 0.05


_PUSH = (
    b"<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName><FromUserName><![CDATA[oA]]></FromUserName>"
    b"<CreateTime>1732150000</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[1]]></Content>"
    b"<MsgId>12345</MsgId></xml>"
)
