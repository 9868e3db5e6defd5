"""F-6: what was signed is what is read. A signature moved, wrapped or doubled opens no door, and no second meaning."""

from collections.abc import Callable

import pytest
from httpx import AsyncClient

from api.certificates import xml
from api.exchange.inbox import body_of
from kit import database
from kit.refusals import Refusal
from tests.api.certificates.full import a_certificate
from tests.api.exchange.letters import answered, states
from tests.api.exchange.test_http import PATH, signed
from tests.bot.postman import Callback, Letter, sealed, text
from tests.bot.stage import MOBILE

GENUINE = answered("2")
FORGED = answered("5")
_BARE = FORGED.partition(b"?>\n")[2]
Wrap = Callable[[bytes], bytes]
RECEIPTS: dict[str, Wrap] = {
    "the forged in place of the genuine": lambda _genuine: FORGED,
    "the forged before the genuine": lambda genuine: FORGED + genuine,
    "the forged behind the genuine": lambda genuine: genuine + FORGED,
    "the genuine inside the forged": lambda genuine: _BARE.replace(
        b"</Receipt>", genuine.partition(b"?>\n")[2] + b"</Receipt>"
    ),
    "both in an envelope": lambda genuine: b"<Envelope>" + _BARE + genuine.partition(b"?>\n")[2] + b"</Envelope>",
    "the genuine as a comment": lambda genuine: b"<!--" + genuine + b"-->" + _BARE,
    "the genuine as CDATA": lambda genuine: _BARE.replace(b"<Note>", b"<Note><![CDATA[" + genuine + b"]]>"),
    "the body twice": lambda genuine: genuine * 2,
    "another encoding of the genuine": lambda genuine: genuine.decode().encode("utf-16"),
}


@pytest.mark.parametrize("wrap", RECEIPTS.values(), ids=RECEIPTS.keys())
async def test_a_signature_over_other_bytes_is_refused_and_nothing_stored(portal: AsyncClient, wrap: Wrap) -> None:
    answer = await portal.post(PATH, content=wrap(GENUINE), headers=signed(GENUINE))
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")
    assert await states() == []


async def test_the_bytes_that_were_signed_are_the_bytes_that_are_read(portal: AsyncClient) -> None:
    """Stored as they came, to the last blank: the reader is given the inbox's bytes and nothing else."""
    body = b"\xef\xbb\xbf \n" + GENUINE + b"\n "
    assert (await portal.post(PATH, content=body, headers=signed(body))).status_code == 202
    (row,) = await database.fetch("select body from inbox")
    assert body_of(row) == body


async def test_a_signature_named_twice_opens_nothing(portal: AsyncClient) -> None:
    """A header that comes twice, a false one first: whichever is taken, it is held against the whole body."""
    good = signed(GENUINE)
    headers = [*good.items(), ("X-Huizhi-Signature", "0" * 64)]
    for told in (headers, headers[::-1]):
        answer = await portal.post(PATH, content=FORGED, headers=told)
        assert answer.status_code == 401
    assert await states() == []


def _twice(genuine: bytes, forged: bytes) -> bytes:
    return genuine.replace(b"</xml>", forged.removeprefix(b"<xml>"))


ENVELOPES: dict[str, Callable[[bytes, bytes], bytes]] = {
    "the forged behind": _twice,
    "the forged before": lambda genuine, forged: _twice(forged, genuine),
    "the forged alone": lambda _genuine, forged: forged,
    "the genuine below the forged": lambda genuine, forged: forged.replace(b"</xml>", genuine + b"</xml>"),
    "the forged below the genuine": lambda genuine, forged: genuine.replace(b"</xml>", forged + b"</xml>"),
    "both in an envelope": lambda genuine, forged: b"<e>" + genuine + forged + b"</e>",
    "the forged in another namespace": lambda genuine, forged: _twice(
        genuine, forged.replace(b"<Encrypt>", b'<n:Encrypt xmlns:n="u">').replace(b"</Encrypt>", b"</n:Encrypt>")
    ),
    "the forged in an attribute": lambda genuine, forged: genuine.replace(
        b"<Encrypt>", b'<Encrypt forged="' + forged.partition(b"[CDATA[")[2].partition(b"]]")[0] + b'">'
    ),
    "the body twice": lambda genuine, _forged: genuine * 2,
    "the secret twice": lambda genuine, _forged: _twice(genuine, genuine),
}


@pytest.mark.parametrize("wrap", ENVELOPES.values(), ids=ENVELOPES.keys())
async def test_of_two_secrets_in_an_envelope_the_signed_one_is_read_or_none(
    callback: Callback, wrap: Callable[[bytes, bytes], bytes]
) -> None:
    """The signature stands over the text of the one element Encrypt; the forged is sealed with a key of its own."""
    genuine = sealed(text("帮助"))
    forged = sealed(text(f"绑定 {MOBILE}"), key="b3RoZXItc2FuZGJveC1hZXMta2V5LTAxMjM0NTY3ODk")
    answer = await callback.post(Letter(genuine.query, wrap(genuine.body, forged.body)))
    assert answer.status_code in {200, 400, 403}
    assert [row["n"] for row in await database.fetch("select count(*) as n from messages")] == [0]
    heard = await database.fetch("select count(*) as n from heard")
    assert heard[0]["n"] == (answer.status_code == 200)


MESSAGES: dict[str, Wrap] = {
    "the message twice": lambda body: body + body.partition(b"?>")[2],
    "in an envelope": lambda body: b"<Envelope>" + body.partition(b"?>")[2] + b"</Envelope>",
    "two heads": lambda body: body.replace(b"<CertificateList>", b"<CertificateHead/><CertificateList>", 1),
    "a signature of somebody": lambda body: body.replace(b"</Certificate>", b"<Signature/></Certificate>"),
    "a message in the message": lambda body: body.replace(b"</Certificate>", b"<Certificate/></Certificate>"),
}


@pytest.mark.parametrize("wrap", MESSAGES.values(), ids=MESSAGES.keys())
def test_a_certificate_in_a_file_has_one_meaning_or_none(wrap: Wrap) -> None:
    """An imported certificate bears no signature, it becomes its importer's draft; what is ambiguous is refused."""
    body = xml.write(a_certificate())
    assert wrap(body) != body
    with pytest.raises(Refusal):
        xml.read(wrap(body))
