import pytest

from scanner.fingerprint.common import (
    is_common,
    is_common_cookie,
    is_common_header_list,
    is_common_line,
    is_common_method_list,
    is_standard_namespace,
)


@pytest.mark.parametrize("text", ["IP Camera", "LIVE555 Streaming Media", "Boa/0.94", "NVT", "", "Web Client", "nginx"])
def test_words_that_half_the_world_shows_are_common(text):
    assert is_common(text)


@pytest.mark.parametrize("text", ["NETSurveillance WEB", "Hipcam RealServer", "Reolink", "acme-cam", "Überwachung"])
def test_a_word_of_its_own_is_not(text):
    assert not is_common(text)


def test_cookies_of_frameworks_and_habits_are_common():
    assert [is_common_cookie(name) for name in ("PHPSESSID", "id", "AcmeSession")] == [True, True, False]


def test_model_lines_that_many_makers_share_are_common():
    assert [is_common_line(name) for name in ("IPC-B150H", "3100", "RLC-520A")] == [True, True, False]


def test_headers_in_their_usual_spelling_are_common():
    assert is_common_header_list("Server, Content-Type, Content-Length")
    assert not is_common_header_list("Server, Content-type")


def test_method_lists_of_libraries_are_common():
    assert is_common_method_list("OPTIONS, DESCRIBE, SETUP, TEARDOWN, PLAY, PAUSE")
    assert not is_common_method_list("OPTIONS, DESCRIBE, ACME_PLAY")


def test_namespaces_of_standards_are_known_with_and_without_a_prefix():
    assert is_standard_namespace("http://www.onvif.org/ver10/media/wsdl")
    assert is_standard_namespace("tt=http://www.onvif.org/ver10/schema")
    assert not is_standard_namespace("http://www.onvif.example/acme")
    assert not is_standard_namespace("hikxsd=http://www.onvifext.com/onvif/ext/ver10/schema")
