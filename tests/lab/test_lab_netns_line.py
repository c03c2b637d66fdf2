"""Lines of the lab that take time and lose packets."""

from netns_client import NEEDS_ROOT, answers, connected, lab, told

from scanner.lab import serving

pytestmark = NEEDS_ROOT

BODY = b'{"method":"DHDiscover.search","params":{"mac":"","uni":1}}\n'
DHIP = b"\x20\0\0\0DHIP" + bytes(8) + 2 * len(BODY).to_bytes(8, "little") + BODY

# Fetches a page and prints how many bytes came.
FETCH = """
import json, socket, sys
with socket.create_connection((sys.argv[1], 80), 10) as made:
    made.settimeout(10)
    made.sendall(b"GET / HTTP/1.0\\r\\nConnection: close\\r\\nX-Long: " + b"x" * 12000 + b"\\r\\n\\r\\n")
    got = b""
    while part := made.recv(65536):
        got += part
print(json.dumps(len(got)))
"""


def line(latency_ms: int, loss: float, *, attached: bool) -> str:
    devices = "devices: [{unit: dahua-ipc-hdw5421s}]"
    shape = f"latency_ms: {latency_ms}, loss: {loss}, {devices}"
    if attached:
        return f"subnets: [{{network: 10.77.0.0/24, {shape}}}]"
    return f"subnets: [{{network: 10.77.0.0/24}}, {{network: 10.77.4.0/24, attached: false, {shape}}}]"


async def test_a_round_trip_behind_the_router_takes_the_latency_and_one_on_the_link_does_not() -> None:
    text = """
subnets:
  - {network: 10.77.0.0/24, devices: [{unit: nginx-default}]}
  - {network: 10.77.4.0/24, attached: false, latency_ms: 30, devices: [{unit: nginx-default}]}
"""
    async with serving(lab(text), "netns") as running:
        near, far = running.targets
        # The first connect of each also waits for ARP.
        trips = await connected(running, *[(near, 80, 3.0)] * 8, *[(far, 80, 3.0)] * 8)
    assert {outcome for outcome, _ in trips} == {"open"}
    seconds = [took for _, took in trips]
    assert min(seconds[9:]) >= 0.030
    assert sorted(seconds[1:8])[3] < 0.015
    assert sorted(seconds[9:])[3] < 0.090


async def test_the_latency_of_an_attached_subnet_is_there_too() -> None:
    async with serving(lab(line(50, 0, attached=True)), "netns") as running:
        trips = await connected(running, *[(running.targets[0], 80, 3.0)] * 4)
    assert {outcome for outcome, _ in trips} == {"open"}
    assert min(took for _, took in trips) >= 0.050


async def test_a_delayed_line_carries_streams_whole() -> None:
    async with serving(lab(line(10, 0, attached=False)), "netns") as running:
        (target,) = running.targets
        assert await told(running, FETCH, target) > 200
        (request,) = running.log.events("request")
    assert dict(request["headers"])["X-Long"] == "x" * 12000


async def test_packets_are_lost_each_way_as_often_as_the_subnet_says() -> None:
    sent, loss = 2000, 0.2
    for attached in (True, False):
        async with serving(lab(line(0, loss, attached=attached)), "netns") as running:
            (target,) = running.targets
            heard = await answers(running, *[(target, 37810, DHIP)] * sent, gap_s=0.0005, wait_s=1.0)
            arrived = len(running.log.events("datagram"))
        # Longer answers would be fragments, each of which can be lost.
        assert max(len(data) for _, data in heard) < 1400
        # Six standard deviations of a binomial count either way: the kernel's numbers have no seed.
        assert abs(arrived - sent * (1 - loss)) < 6 * (sent * loss * (1 - loss)) ** 0.5
        assert abs(len(heard) - arrived * (1 - loss)) < 6 * (arrived * loss * (1 - loss)) ** 0.5


async def test_nothing_is_lost_where_nothing_is_said() -> None:
    async with serving(lab(line(0, 0, attached=True)), "netns") as running:
        (target,) = running.targets
        heard = await answers(running, *[(target, 37810, DHIP)] * 400, gap_s=0.001, wait_s=0.5)
    assert len(heard) == 400
