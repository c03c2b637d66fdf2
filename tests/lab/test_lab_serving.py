"""The lab on real loopback sockets: every port answers, everything is recorded, nothing stops it."""

import asyncio
import json
import os
import ssl
from pathlib import Path

import pytest
from lab_client import ask_tcp, ask_udp, probe, soap
from wsdiscovery.message import parseSOAPMessage

from scanner.lab import Estate, Mode, estate_of, networks, own_network, serving, tonbridge, unit

QUICK = (0, 0)


def small(*identities: str) -> Estate:
    return estate_of([unit(identity) for identity in identities], think_ms=QUICK)


async def test_a_camera_answers_on_all_its_ports() -> None:
    async with serving(small("hikvision-ds-2cd2143g0-i"), network=own_network()) as running:
        (target,) = running.targets
        page = await ask_tcp(target, 10_080, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        stream = await ask_tcp(target, 10_554, b"OPTIONS rtsp://x/ RTSP/1.0\r\nCSeq: 1\r\n\r\n", wait_s=0.2)
        greeting = await ask_tcp(target, 18_000, b"", wait_s=0.2)
        match = await ask_udp(target, 3702, probe())
    assert page.startswith(b"HTTP/1.1 200 OK\r\n")
    assert stream.startswith(b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n")
    assert greeting == bytes.fromhex("000000100000001e0000001e00000000")
    assert match is not None
    (found,) = parseSOAPMessage(match, target).getProbeResolveMatches()
    assert found.getXAddrs()[0] == f"http://{target}:10080/onvif/device_service"


async def test_the_certificate_has_the_units_subject() -> None:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    async with serving(small("bosch-flexidome"), network=own_network()) as running:
        reader, writer = await asyncio.open_connection(running.targets[0], 10_443, ssl=context)
        der = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        writer.write(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
        answer = await reader.read()
        writer.close()
    from cryptography import x509

    expected = "CN=local.myboschcam.net,O=Bosch Sicherheitssysteme GmbH,L=Grasbrunn,ST=Bayern,C=DE"
    assert x509.load_der_x509_certificate(der).subject.rfc4514_string() == expected
    assert answer.startswith(b"HTTP/1.1 401 Unauthorized\r\n")


async def test_device_information_is_told_or_refused_as_the_source_says() -> None:
    asked = soap("GetDeviceInformation")
    head = b"POST /onvif/device_service HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(asked)
    async with serving(small("hikvision-ds-2cd2012-i", "hikvision-ds-2cd2143g0-i"), network=own_network()) as running:
        told, refused = [await ask_tcp(target, 10_080, head + asked) for target in running.targets]
    assert b"<tds:FirmwareVersion>V5.2.0 build 140721</tds:FirmwareVersion>" in told
    assert refused.startswith(b"HTTP/1.1 400 Bad Request")
    assert b"<env:Value>ter:NotAuthorized</env:Value>" in refused


@pytest.mark.parametrize("call", ["GetSystemDateAndTime", "GetServices", "GetCapabilities", "GetHostname"])
async def test_anonymous_calls_are_answered_in_well_formed_xml(call: str) -> None:
    from lxml import etree

    asked = soap(call)
    head = b"POST /onvif/device_service HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(asked)
    async with serving(small("dahua-ipc-hdw5421s"), network=own_network()) as running:
        data = await ask_tcp(running.targets[0], 10_080, head + asked)
    body = data.partition(b"\r\n\r\n")[2]
    (answer,) = etree.fromstring(body).find("{http://www.w3.org/2003/05/soap-envelope}Body")
    assert etree.QName(answer).localname == f"{call}Response"


async def test_the_record_holds_what_was_sent() -> None:
    question = b"GET /x HTTP/1.1\r\nHost: a\r\nAuthorization: Basic Og==\r\nContent-Length: 3\r\n\r\nabc"
    async with serving(small("nginx-default"), network=own_network()) as running:
        (target,) = running.targets
        await ask_tcp(target, 10_080, question, wait_s=0.2)
        (request,) = running.log.events("request")
        (connect,) = running.log.events("connect")
    assert request["line"] == "GET /x HTTP/1.1"
    assert request["headers"] == [["Host", "a"], ["Authorization", "Basic Og=="], ["Content-Length", "3"]]
    assert request["body"] == "abc"
    assert (request["device"], request["port"], request["transport"]) == (target, 10_080, "tcp")
    assert connect["peer"] == request["peer"]


async def test_the_record_file_has_a_json_line_for_each_event(tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    async with serving(small("axis-m2036-le"), log=file, network=own_network()) as running:
        await ask_udp(running.targets[0], 3702, probe())
        records = list(running.log.records)
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert lines == records
    assert [line["event"] for line in lines] == ["datagram"]
    assert lines[0]["size"] == len(probe())


async def test_hostile_input_does_not_stop_the_lab() -> None:
    junk = [
        b"\x00" * 40_000,
        b"GET " + b"/" * 30_000,
        b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
        b"\xff\r\n\r\n",
    ]
    junk += [os.urandom(5000), b"GET http://[::bad HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nContent-Length: -4\r\n\r\n"]
    junk += ["GET / HTTP/1.1\r\nContent-Length: ٣\r\n\r\n".encode(), b"\r\n" * 3000]
    async with serving(small("axis-m2036-le", "hikvision-eri-k104-p4"), network=own_network()) as running:
        for target in running.targets:
            for port in (10_080, 10_554):
                await asyncio.gather(*(ask_tcp(target, port, each, wait_s=0.3) for each in junk))
            for each in junk:
                await ask_udp(target, 3702, each, wait_s=0.01)
        page = await ask_tcp(running.targets[0], 10_080, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
        errors = running.log.events("lab_error")
    assert page.startswith(b"HTTP/1.1 200 OK")
    assert errors == []


@pytest.mark.parametrize("mode", ["loopback", "single"])
async def test_every_device_of_the_town_answers_on_every_port(mode: Mode) -> None:
    estate = tonbridge(cameras=60, hikvision=8, think_ms=QUICK)
    base = 20_000 + os.getpid() % 200 * 50
    async with serving(estate, mode, network=own_network(), base_port=base) as running:
        for device in estate.devices:
            for port in device.place.tcp.values():
                _reader, writer = await asyncio.open_connection(device.place.address, port)
                writer.close()
            for port in device.place.udp.values():
                assert await ask_udp(device.place.address, port, probe("")) is not None, device.unit.id
        assert len(running.targets) == len(estate.devices) == len(running.truth["devices"])
        assert [row["target"] for row in running.truth["devices"]] == list(running.targets)


async def test_ports_and_networks_are_told_for_a_sweep() -> None:
    async with serving(small("hikvision-ds-2cd2012-i", "xiongmai-nvt"), network=own_network()) as running:
        assert running.tcp_ports == (10_080, 10_554, 18_000, 18_899)
        assert running.first_ports == (10_080, 10_554)
        assert list(networks(running)) == [str(own_network())]


async def test_a_port_that_is_taken_is_an_error_that_names_it() -> None:
    network = own_network()
    async with serving(small("nginx-default"), network=network):
        with pytest.raises(OSError, match=r"127\.\d+\.\d+\.2 port 10080"):
            async with serving(small("nginx-default"), network=network):
                pytest.fail("two labs on one address")


async def test_a_network_outside_loopback_is_refused() -> None:
    from ipaddress import IPv4Network

    with pytest.raises(ValueError, match="not on loopback"):
        async with serving(small("nginx-default"), network=IPv4Network("192.0.2.0/24")):
            pytest.fail("served outside loopback")
