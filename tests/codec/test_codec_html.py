"""Pages: title, parts and redirects as browsers would see them, and hostile ones in linear time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.codec.html import MAX_ASSETS, MAX_REFERENCE, Page, page_of


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("<html><head><TITLE>\n  Web \t Service&nbsp;&amp; more </TITLE>", "Web Service & more"),
        ('<title lang="en">a</title><title>b</title>', "a"),
        ("<title>no end<body>", "no end"),
        ("<title>no end at all", "no end at all"),
        ("<title></title>", ""),
        ("<!-- <title>no</title> --><title>yes</title>", "yes"),
        ("<script>var a = '<title>no</title>'</script><title>yes</title>", "yes"),
        ("<titles>no</titles><title>yes</title>", "yes"),
        ("<title>" + "x" * 5_000 + "</title>", "x" * 200),
        ("<title>摄像机</title>", "摄像机"),
        ("<title>a&#0;b &#x41; &unknown;</title>", "a\ufffdb A &unknown;"),
        ("no markup", ""),
        ("", ""),
    ],
)
def test_the_title_is_read(text, title):
    assert page_of(text).title == title


def test_the_parts_of_a_page_are_named_in_order_and_once():
    page = page_of(
        '<link rel="stylesheet" HREF="/css/a.css"><script type=text/javascript src=/js/b.js></script>'
        "<img alt=x src='c.gif'/><iframe src = \"/d.htm?x=1&amp;y=2\"></iframe><frame src='/e'>"
        '<img src="c.gif"><a href="/not-a-part"><script>x()</script><img src="data:image/png;base64,AA"><img src="">'
    )
    assert page.assets == ("/css/a.css", "/js/b.js", "c.gif", "/d.htm?x=1&y=2", "/e")


def test_what_a_page_names_is_bounded():
    many = page_of("".join(f'<img src="/{number}">' for number in range(1_000)))
    assert (len(many.assets), many.assets[-1]) == (MAX_ASSETS, f"/{MAX_ASSETS - 1}")
    assert len(page_of(f'<img src="/{"x" * 5_000}">').assets[0]) == MAX_REFERENCE
    assert len(page_of("<script>location='/a1';" * 3 + "".join(f"location='/{n}';" for n in range(99))).redirects) == 8


def test_attributes_keep_to_their_tag_and_quotes():
    assert page_of("<p title='<img src=no.png>'><img src=yes.png>").assets == ("yes.png",)
    assert page_of('<img alt=">" src="a.png">').assets == ("a.png",)
    assert page_of('<img src="a.png" src="b.png">').assets == ("a.png",)
    assert page_of("<img " + " ".join(f"a{number}=b" for number in range(100)) + ' src="late.png">').assets == ()
    assert page_of('<img src="never closed').assets == ()
    assert page_of("<img src='x'<script src=y>").assets == ("x",)


@pytest.mark.parametrize(
    ("text", "redirects"),
    [
        ('<meta http-equiv="refresh" content="0; url=/doc/page/login.asp">', ("/doc/page/login.asp",)),
        ("<META HTTP-EQUIV=Refresh CONTENT=\"0;URL='/view/index.shtml'\">", ("/view/index.shtml",)),
        ('<meta http-equiv="refresh" content="30">', ()),
        ('<meta name="refresh" content="0; url=/no">', ()),
        (
            '<script>window.location.href = "/doc/page/login.asp?_" + (new Date()).getTime();</script>',
            ("/doc/page/login.asp",),
        ),
        ('<script>window.location.href="login.html?ver="+fileVer;</script>', ("login.html",)),
        ('<script>top.location = "/a" + b;</script>', ()),
        ("<script>location.replace('/web/');location.assign( \"/b\" )</script>", ("/web/", "/b")),
        ("<body onload=\"document.location='/home.htm'\">", ("/home.htm",)),
        ('<script>if (location == "/x") mylocation="/y"</script>', ()),
        ('<script>location="javascript:alert(1)"</script>', ()),
        ('<p>location="/prose"</p>', ()),
    ],
)  # fmt: skip
def test_where_a_page_sends_the_browser_is_read(text, redirects):
    assert page_of(text).redirects == redirects


@given(
    st.text(max_size=400) | st.lists(st.sampled_from([*"<>=\"'/ !-", "title", "img src", "<script", "</"])).map("".join)
)
def test_no_text_makes_the_scanner_raise(text):
    page = page_of(text)
    assert len(page.title) <= 200
    assert all(0 < len(path) <= MAX_REFERENCE for path in page.assets + page.redirects)


PIECES = [
    "<", "</", " ", "'\"", "<a", "<a ", "<a b=", "<a   ", "<p =", "<p " + " " * 40 + "'", "a=\"'", "<p x=\"y'", "<!--",
    "<title", "<title>", "<title>&#x", "&amp", "<style>", "<script>", "<script>location", '<script>location="',
    "location ", "url = ", "<img src='", '<img src="', "<meta http-equiv=refresh content='",
    "<meta http-equiv=refresh content='u",
]  # fmt: skip


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", PIECES)
def test_half_a_megabyte_of_anything_is_read_in_linear_time(piece):
    page = page_of(f"<title>t</title>{piece * (500_000 // len(piece))}")
    assert (page.title, len(page.assets) <= 1, len(page.redirects) <= 1) == ("t", True, True)


def test_an_empty_page_names_nothing():
    assert page_of("") == Page()
