"""The sink must count right and frame right, or every figure that rests on it is wrong."""

import http.client
import json
import shutil
import socket
import time
from collections.abc import Iterator

import pytest

from tests.bench import sink

pytestmark = pytest.mark.skipif(not (shutil.which("gcc") or shutil.which("cc")), reason="no C compiler")
REQUEST = b"POST /send HTTP/1.1\r\nHost: sink\r\ncontent-length: 5\r\n\r\nhello"


@pytest.fixture
def far_end() -> Iterator[sink.Sink]:
    with sink.running() as running:
        yield running


def _connect(far_end: sink.Sink) -> socket.socket:
    return socket.create_connection(("127.0.0.1", far_end.port), timeout=5)


def _answers(connection: socket.socket, count: int) -> list[dict[str, object]]:
    read = b""
    while read.count(b"}") < count:
        read += connection.recv(65536)
    return [json.loads(b"{" + piece.split(b"{")[1] + b"}") for piece in read.split(b"}")[:count]]


def test_pipelined_requests_are_answered_each_with_the_next_number(far_end: sink.Sink) -> None:
    with _connect(far_end) as connection:
        connection.sendall(REQUEST * 1000)
        numbers = [answer["msgid"] for answer in _answers(connection, 1000)]
    assert numbers == list(range(200_000_001, 200_001_001))
    assert far_end.stats()["requests"] == 1000


def test_a_request_that_arrives_byte_by_byte_is_one_request(far_end: sink.Sink) -> None:
    with _connect(far_end) as connection:
        for place in range(len(REQUEST)):
            connection.sendall(REQUEST[place : place + 1])
        assert _answers(connection, 1)[0]["errcode"] == 0
    assert far_end.stats() | {"connections": 0} == {"requests": 1, "bytes": len(REQUEST), "connections": 0}


def test_a_large_body_is_read_to_its_end(far_end: sink.Sink) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", far_end.port, timeout=5)
    for _ in range(2):
        connection.request("POST", "/send", body=b"x" * 1_000_000)
        assert json.loads(connection.getresponse().read())["errmsg"] == "ok"
    connection.close()
    assert far_end.requests() == 2


def test_reset_starts_again_at_zero_and_asking_is_not_counted(far_end: sink.Sink) -> None:
    with _connect(far_end) as connection:
        connection.sendall(REQUEST)
        _answers(connection, 1)
    assert far_end.reset()["requests"] == 1
    assert far_end.requests() == 0


def test_a_token_is_given_and_not_counted(far_end: sink.Sink) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", far_end.port, timeout=5)
    connection.request("POST", "/cgi-bin/stable_token", body=b"{}")
    assert json.loads(connection.getresponse().read()) == {"access_token": "BENCH", "expires_in": 7200}
    connection.close()
    assert far_end.requests() == 0


def test_a_chunked_request_is_hung_up_on_rather_than_misread(far_end: sink.Sink) -> None:
    with _connect(far_end) as connection:
        connection.sendall(b"POST /send HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
        assert connection.recv(100) == b""
    assert far_end.requests() == 0


def test_a_delayed_sink_answers_all_of_a_burst_after_the_delay() -> None:
    with sink.running(delay_ms=80) as slow, _connect(slow) as connection:
        began = time.monotonic()
        connection.sendall(REQUEST * 3000)
        assert len(_answers(connection, 3000)) == 3000
        assert 0.08 <= time.monotonic() - began < 2
