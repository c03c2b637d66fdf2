"""XML from devices: what is refused, what is mended, and what survives of seventeen bad replies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.codec import xml

DEVICE = "http://www.onvif.org/ver10/device/wsdl"
VALUES = {"Manufacturer": "HIKVISION", "Model": "DS-2CD2012-I", "FirmwareVersion": "V5.2.0 build 140721"}


def reply(inner: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>', soap: str = "2003/05/soap-envelope") -> str:
    return (
        f'{head}<s:Envelope xmlns:s="http://www.w3.org/{soap}" xmlns:tds="{DEVICE}"><s:Body>'
        f"<tds:GetDeviceInformationResponse>{inner}</tds:GetDeviceInformationResponse></s:Body></s:Envelope>"
    )


def elements(prefix: str = "tds:", **changed: str) -> str:
    return "".join(f"<{prefix}{name}>{value}</{prefix}{name}>" for name, value in (VALUES | changed).items())


def read(data: bytes) -> dict[str, str] | None:
    root = xml.parse(data)
    return None if root is None else {name: xml.text_of(xml.find(root, name)) for name in VALUES}


GOOD = reply(elements())
BAD_REPLIES = {
    "an element nobody asked for": (reply("<tds:Extra>1</tds:Extra>" + elements()).encode(), VALUES),
    "elements in reverse order": (
        reply("".join(f"<tds:{name}>{VALUES[name]}</tds:{name}>" for name in reversed(VALUES))).encode(),
        VALUES,
    ),
    "another namespace": (reply(elements()).replace(DEVICE, "http://www.onvif.org/ver20/device/wsdl").encode(), VALUES),
    "trailing NULs": (GOOD.encode() + b"\0\0\0", VALUES),
    "a bare ampersand": (reply(elements(Model="A&B")).encode(), VALUES | {"Model": "A&B"}),
    "GBK under a UTF-8 declaration": (
        reply(elements(Manufacturer="海康威视")).encode("gb18030"),
        VALUES | {"Manufacturer": "海康威视"},
    ),
    "a SOAP 1.1 envelope": (reply(elements(), soap="2001/12/soap-envelope").encode(), VALUES),
    "an HTML page": (b"<!DOCTYPE html><html><body>Error</body></html>", None),
    "nothing": (b"", None),
    "a document type with an entity": (b'<!DOCTYPE a [<!ENTITY e "boom">]><a>&e;</a>', None),
    "a prefix that nobody declared": (reply(elements("x:")).encode(), VALUES),
    "a control character in a value": (
        reply(elements(Manufacturer="HIK\x01VISION")).encode(),
        VALUES | {"Manufacturer": "HIKVISION"},
    ),
    "no namespace at all": (b"<Envelope><Body>" + elements("").encode() + b"</Body></Envelope>", VALUES),
    "blank lines and a byte order mark first": (b"\xef\xbb\xbf\r\n\r\n" + GOOD.encode(), VALUES),
    "an answer cut before its end": (GOOD.partition("</tds:GetDevice")[0].encode(), VALUES),
    "tags that do not match, then an entity": (
        reply("<tds:A>1</tds:B>" + elements(Model="A&amp;B")).encode(),
        VALUES | {"Model": "A&B"},
    ),
    "two declarations and text before and after": (
        b"HTTP junk " + b'<?xml version="1.0"?>' + GOOD.encode() + b"more",
        VALUES,
    ),
}


@pytest.mark.parametrize(("data", "expected"), BAD_REPLIES.values(), ids=BAD_REPLIES.keys())
def test_a_bad_reply_gives_every_value_or_is_refused_whole(data: bytes, expected: dict[str, str] | None) -> None:
    assert read(data) == expected


def test_at_least_thirteen_of_the_seventeen_survive_whole() -> None:
    survived = [name for name, (data, expected) in BAD_REPLIES.items() if expected and read(data) == expected]
    assert (len(BAD_REPLIES), len(survived)) == (17, 14)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("A&amp;B", "A&B"),
        ("A&#38;B", "A&B"),
        ("A&#x26;B", "A&B"),
        ("A&B;C", "A&B;C"),
        ("&nbsp;A", "&nbsp;A"),
        ("A&#1;B", "AB"),
        ("A&#0;&#xD800;B", "AB"),
        ("A&#9999999;B", "AB"),
        ("&lt;&gt;&quot;&apos;", "<>\"'"),
        ("<![CDATA[A&B<C]]>&D", "A&B<C&D"),
        ("A<!-- hidden -->B", "AB"),
        ("<b>A</b>B", "AB"),
        ("&#x4e2d;", "中"),
        ("  A \r\n", "A"),
    ],
)
def test_text_is_read_as_it_was_meant(written: str, meant: str) -> None:
    root = xml.parse(f"<a>{written}</a>".encode())
    assert xml.text_of(root) == meant


def test_entities_survive_an_earlier_error_in_the_document() -> None:
    root = xml.parse(b"<a><b>1</c>A&amp;B&lt;C</a>")
    assert xml.text_of(root) == "1A&B<C"


def test_a_cdata_section_that_never_ends_keeps_what_came_before() -> None:
    root = xml.parse(b"<a><b>1&2</b><![CDATA[3</a>")
    assert root is not None
    assert xml.text_of(xml.find(root, "b")) == "1&2"


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><a/>",
        b"<!doctype a><a/>",
        b'<a><!ENTITY x "y"></a>',
        b"<!DOC\x00TYPE a><a/>",
        b"\xff\xfe" + "<!DOCTYPE a><a/>".encode("utf-16-le"),
        b"no markup",
        b"<",
        b"<>",
        b"<?xml version='1.0'?>",
    ],
)
def test_a_document_type_and_what_is_no_xml_are_refused(data: bytes) -> None:
    assert xml.parse(data) is None


def test_only_the_first_bytes_up_to_the_cap_are_looked_at() -> None:
    root = xml.parse(b"<a><b>1</b>" + b" " * xml.MAX_BYTES + b"<c>2</c></a>")
    assert root is not None
    assert [xml.local_name(element) for element in xml.elements(root)] == ["a", "b"]


def test_a_character_cut_at_the_end_does_not_change_the_encoding() -> None:
    assert xml.decode("é中".encode()[:-1]) == "é"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<a>中</a>".encode("utf-16"), "<a>中</a>"),
        (
            b'<?xml version="1.0" encoding="ISO-8859-1"?><a>\xe9\xff</a>',
            '<?xml version="1.0" encoding="ISO-8859-1"?><a>éÿ</a>',
        ),
        (b'<?xml version="1.0" encoding="punycode"?>\xba\xa3', '<?xml version="1.0" encoding="punycode"?>海'),
        (b"\xff\xff<", "��<"),
    ],
    ids=["utf-16", "declared latin-1", "an odd codec is not believed", "no encoding fits"],
)
def test_text_is_decoded_by_mark_declaration_or_guess(data: bytes, text: str) -> None:
    assert xml.decode(data) == text


def test_allowed_drops_lone_surrogates_and_control_characters() -> None:
    assert xml.allowed("a\ud800b\x1bc\td") == "abc\td"


def test_namespaces_come_in_document_order_with_the_default_one_bare() -> None:
    root = xml.parse(b'<a xmlns:z="u:z" xmlns="u:d" xmlns:b="u:b"><c xmlns:q="u:q"/></a>')
    assert root is not None
    assert xml.namespaces(root) == ["z=u:z", "=u:d", "b=u:b"]


def test_namespaces_are_bounded() -> None:
    declared = " ".join(f'xmlns:n{number}="u:{number}"' for number in range(1000))
    root = xml.parse(f"<a {declared}/>".encode())
    assert root is not None
    assert len(xml.namespaces(root)) == xml.MAX_NAMESPACES


def test_elements_are_bounded() -> None:
    root = xml.parse(b"<a>" + b"<b/>" * 40_000 + b"</a>")
    assert root is not None
    assert len(xml.elements(root)) == xml.MAX_ELEMENTS


def test_find_follows_local_names_below_each_other() -> None:
    root = xml.parse(b'<a xmlns:n="u"><b>1</b><n:c><b>2</b></n:c></a>')
    assert root is not None
    assert xml.text_of(xml.find(root, "a", "c", "b")) == "2"
    assert xml.find(root, "c", "d") is None
    assert xml.text_of(None) == ""


def test_all_elements_of_some_names_are_found_in_document_order_and_children_are_direct() -> None:
    root = xml.parse(b'<a xmlns:n="u"><n:b>1<c/></n:b><d/><b>2</b></a>')
    assert root is not None
    assert [xml.text_of(element) for element in xml.find_all(root, "b")] == ["1", "2"]
    assert [xml.local_name(element) for element in xml.children(root)] == ["b", "d", "b"]


def test_namespace_of_an_undeclared_prefix_is_empty() -> None:
    root = xml.parse(b'<n:a xmlns:n="u"><x:b/></n:a>')
    assert root is not None
    assert [xml.namespace_of(element) for element in xml.elements(root)] == ["u", ""]


def test_an_element_with_many_inside_is_no_value() -> None:
    assert xml.text_of(xml.parse(b"<a>1" + b"<b>2</b>" * xml.MAX_INLINE + b"</a>")) == "1" + "2" * xml.MAX_INLINE
    assert xml.text_of(xml.parse(b"<a>1" + b"<b>2</b>" * (xml.MAX_INLINE + 1) + b"</a>")) == "1"


def test_text_is_cut_at_its_limit() -> None:
    assert xml.text_of(xml.parse(b"<a>" + b"x" * 1000 + b"</a>")) == "x" * xml.MAX_TEXT


pieces = st.lists(
    st.sampled_from(
        [
            b"<a>",
            b"</a>",
            b"<",
            b">",
            b"&",
            b"&amp;",
            b"<![CDATA[",
            b"]]>",
            b"<!--",
            b"<?xml",
            b"?>",
            b"&#",
            b";",
            b"x:y",
            b' xmlns:n="u"',
            b"\0",
            b"\xff",
            b"\xba\xa3",
            b"<!DOCTYPE",
            b"\xff\xfe",
        ]
    ),
    max_size=30,
).map(b"".join)


@given(st.binary(max_size=300) | pieces)
def test_no_bytes_make_it_raise(data: bytes) -> None:
    root = xml.parse(data)
    if root is not None:
        for element in xml.elements(root):
            assert isinstance(xml.text_of(element) + xml.local_name(element) + xml.namespace_of(element), str)
        assert all("=" in namespace for namespace in xml.namespaces(root))
