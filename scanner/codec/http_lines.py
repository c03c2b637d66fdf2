"""The head of an HTTP answer as lines, cut as bytes arrive, whatever ends a line there: CR LF, LF or CR."""

import re

# Enough to tell a status line (RFC 9112 clause 4, and its cousins in cameras: ICY, RTSP) from a body without a head.
_NEEDED_BYTES = 5
_STATUS_START = re.compile(rb"(?:HTTP|RTSP)[/ \t\r\n0-9]|ICY[ \t]", re.IGNORECASE)
_LF, _CR = 10, 13
# Text mode on some systems turns CR LF into CR CR LF; more CRs than this in a row end lines by themselves.
_MOST_CRS = 2


class HeadLines:
    """Cuts one head into lines. Linear in the bytes fed, however they are cut up.

    `is_head` is None until the first bytes tell; False where they are no status line, so that all is body (HTTP/0.9).
    """

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.anomalies: dict[str, None] = {}
        self.is_head: bool | None = None
        self._buffer = bytearray()
        self._searched = 0
        self._cr_only: bool | None = None

    def feed(self, data: bytes) -> bytes | None:
        """Take the next bytes. Returns what follows the head once its empty line was seen, before that None."""
        self._buffer += data
        if self.is_head is None and not self._begin():
            return None
        if not self.is_head:
            return self._take_rest(0)
        if self._cr_only is None and not self._judge_line_end():
            return None
        return self._cut()

    def finish(self, complete: bool) -> bytes:
        """End without an empty line. What was begun counts as a line, or as body, if the answer is `complete`."""
        rest = self._take_rest(0)
        if self.is_head is None:
            self.is_head = bool(_STATUS_START.match(rest + b"\r"))
        if not self.is_head:
            return rest
        if complete:
            self.anomalies["no-empty-line"] = None
            if line := rest.strip(b"\r\n"):
                self.lines.append(line)
        return b""

    def _begin(self) -> bool:
        stripped = self._buffer.lstrip(b"\r\n \t")
        if len(stripped) < len(self._buffer):
            self.anomalies["leading-blank-line"] = None
            self._buffer = stripped
        if len(self._buffer) < _NEEDED_BYTES:
            return False
        self.is_head = bool(_STATUS_START.match(self._buffer))
        return True

    def _judge_line_end(self) -> bool:
        lf, cr = self._buffer.find(_LF, self._searched), self._buffer.find(_CR, self._searched)
        if lf < 0 and cr < 0:
            self._searched = len(self._buffer)
            return False
        if cr < 0 or 0 <= lf < cr:
            self._cr_only = False
            return True
        self._searched = cr
        after = self._buffer[cr : cr + _MOST_CRS + 1].lstrip(b"\r")
        if not after and len(self._buffer) <= cr + _MOST_CRS:
            return False
        self._cr_only = not after.startswith(b"\n")
        self._searched = 0
        return True

    def _cut(self) -> bytes | None:
        end_mark = _CR if self._cr_only else _LF
        start = 0
        while (end := self._buffer.find(end_mark, max(start, self._searched))) >= 0:
            line = self._clean(bytes(self._buffer[start:end]))
            start = end + 1
            if not line:
                return self._take_rest(start)
            self.lines.append(line)
        del self._buffer[:start]
        self._searched = len(self._buffer)
        return None

    def _clean(self, line: bytes) -> bytes:
        if self._cr_only:
            self.anomalies["cr-only"] = None
            return line.lstrip(b"\n")
        clean = line.rstrip(b"\r")
        if len(clean) == len(line):
            self.anomalies["bare-lf"] = None
        elif len(line) - len(clean) > 1:
            self.anomalies["cr-cr-lf"] = None
        if b"\r" in clean:
            self.anomalies["bare-cr"] = None
        return clean

    def _take_rest(self, start: int) -> bytes:
        rest = bytes(self._buffer[start:])
        self._buffer.clear()
        return rest
