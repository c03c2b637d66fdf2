"""What one device may be asked in a scan, and how much of it is spent."""

from dataclasses import dataclass

from scanner.net.question import Question


@dataclass(frozen=True, slots=True)
class HostLimits:
    """The most that one device is asked for, and how fast.

    `web_requests` counts pages, icons and follow-ups; `onvif_calls` ONVIF's questions; `web_connections` the TCP
    connections that either of them goes out on. A connection that only finds a port open, a greeting and RTSP count
    among `requests` and against the pace, not here.
    """

    connections: int = 2
    connection_gap_s: float = 0.2
    events_per_s: int = 8
    requests: int = 40
    web_requests: int = 8
    onvif_calls: int = 5
    web_connections: int = 6
    received_bytes: int = 1_000_000
    seconds: float = 60.0
    failures: int = 6  # in a row, after it had answered: it may be going under, so it is left alone


@dataclass(slots=True)
class Budget:
    """Counts what a device was asked."""

    limits: HostLimits
    requests: int = 0
    web_requests: int = 0
    onvif_calls: int = 0
    web_connections: int = 0
    received_bytes: int = 0
    failures: int = 0
    answered: bool = False

    def exhausted(self, elapsed_s: float) -> str:
        """Say why the device is to be left alone, or nothing."""
        limits = self.limits
        if self.failures >= limits.failures:
            return "it stopped answering and is left alone"
        if self.requests >= limits.requests:
            return f"its budget of {limits.requests} requests is spent"
        if self.received_bytes >= limits.received_bytes:
            return f"its budget of {limits.received_bytes} bytes is spent"
        if elapsed_s >= limits.seconds:
            return f"its budget of {limits.seconds:g} s is spent"
        return ""

    def refusal(self, question: Question, *, connected: bool) -> str:
        """Say why this one question is left out, or nothing. `connected`: a connection that carried such ones waits."""
        limits = self.limits
        if not is_web(question):
            return ""
        if question.protocol == "onvif" and self.onvif_calls >= limits.onvif_calls:
            return f"its {limits.onvif_calls} ONVIF calls are spent"
        if question.protocol != "onvif" and self.web_requests >= limits.web_requests:
            return f"its {limits.web_requests} web requests are spent"
        if not connected and self.web_connections >= limits.web_connections:
            return f"its {limits.web_connections} web connections are spent"
        return ""

    def count(self, question: Question, *, connected: bool) -> None:
        """Count a question that goes out now."""
        self.requests += 1
        if is_web(question):
            self.onvif_calls += question.protocol == "onvif"
            self.web_requests += question.protocol != "onvif"
            self.web_connections += not connected


def is_web(question: Question) -> bool:
    """Whether a question is an HTTP request."""
    return question.payload.partition(b"\r\n")[0].endswith(b" HTTP/1.1")
