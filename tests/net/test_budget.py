"""A device's budget: web requests, ONVIF calls and the connections that they go out on have caps of their own."""

import pytest

from scanner.codec.http import ResponseFraming, request
from scanner.model.endpoint import Endpoint
from scanner.net.budget import Budget, HostLimits, is_web
from scanner.net.question import Question

WEB = Endpoint("127.0.0.1", 80)
LIMITS = HostLimits(web_requests=2, onvif_calls=1, web_connections=2)


def question(protocol: str = "http", payload: bytes | None = None) -> Question:
    return Question(protocol, "q", WEB, request("GET", "/", "h") if payload is None else payload, ResponseFraming)


def spent(*asked: tuple[str, bool]) -> Budget:
    budget = Budget(LIMITS)
    for protocol, connected in asked:
        budget.count(question(protocol), connected=connected)
    return budget


@pytest.mark.parametrize(
    ("asked", "protocol", "connected", "reason"),
    [
        ((), "http", False, ""),
        ((("http", False), ("properties", True)), "favicon", True, "its 2 web requests are spent"),
        ((("http", False), ("properties", True)), "onvif", True, ""),
        ((("onvif", False),), "onvif", True, "its 1 ONVIF calls are spent"),
        ((("http", False), ("onvif", False)), "http", False, "its 2 web connections are spent"),
        ((("http", False), ("onvif", False)), "http", True, ""),
    ],
)
def test_each_cap_leaves_out_its_own_kind_of_question(asked, protocol, connected, reason):
    assert spent(*asked).refusal(question(protocol), connected=connected) == reason


def test_rtsp_and_listening_are_no_web_requests():
    budget = spent(("http", False), ("http", False))
    for payload in (b"", b"OPTIONS rtsp://127.0.0.1:554/ RTSP/1.0\r\n\r\n"):
        assert not is_web(question("rtsp", payload))
        assert budget.refusal(question("rtsp", payload), connected=False) == ""


def test_every_question_counts_as_a_request():
    budget = spent(("http", False), ("onvif", True))
    budget.count(question("rtsp", b"OPTIONS rtsp://127.0.0.1:554/ RTSP/1.0\r\n\r\n"), connected=False)
    assert (budget.requests, budget.web_requests, budget.onvif_calls, budget.web_connections) == (3, 1, 1, 1)
