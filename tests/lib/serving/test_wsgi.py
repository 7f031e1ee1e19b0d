"""A request becomes WSGI's environment, an answer is collected whole."""

import io

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from lib.serving import wsgi

# Closing an answer makes Django look at this thread's connection, which a test before may have left open.
pytestmark = pytest.mark.django_db


def scope(**changes):
    return {
        "type": "http",
        "method": "POST",
        "path": "/café/",
        "query_string": b"a=1",
        "http_version": "1.1",
        "scheme": "https",
        "server": ("10.0.0.5", 8000),
        "client": ("192.0.2.9", 5000),
        "headers": [],
        **changes,
    }


def test_environment_says_what_the_request_says():
    environ = wsgi.environ_of(
        scope(headers=[(b"host", b"school.example"), (b"content-type", b"text/plain")]), io.BytesIO(b"abc")
    )

    assert environ["PATH_INFO"].encode("latin-1").decode() == "/café/"
    assert environ["QUERY_STRING"] == "a=1"
    assert environ["HTTP_HOST"] == "school.example"
    assert environ["CONTENT_TYPE"] == "text/plain"
    assert environ["CONTENT_LENGTH"] == "3"
    assert environ["REMOTE_ADDR"] == "192.0.2.9"
    assert environ["wsgi.url_scheme"] == "https"
    assert wsgi.REFUSED not in environ


def test_headers_with_an_underscore_are_dropped():
    environ = wsgi.environ_of(scope(headers=[(b"x_forwarded_for", b"1.1.1.1"), (b"x-forwarded-for", b"2.2.2.2")]), io.BytesIO())

    assert environ["HTTP_X_FORWARDED_FOR"] == "2.2.2.2"


def test_repeated_headers_are_joined_as_each_kind_wants():
    headers = [(b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"accept", b"text/html"), (b"accept", b"text/plain")]

    environ = wsgi.environ_of(scope(headers=headers), io.BytesIO())

    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_ACCEPT"] == "text/html,text/plain"


def test_no_header_can_claim_that_the_edge_refused():
    environ = wsgi.environ_of(scope(headers=[(b"homeroom.refused", b"413"), (b"homeroom.edge", b"0")]), io.BytesIO())

    assert wsgi.REFUSED not in environ
    assert environ[wsgi.EDGE] is True


def answering(response):
    def application(environ, start_response):
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return response

    return application


@pytest.mark.django_db
def test_answer_is_whole_and_closed():
    response = HttpResponse("hello", headers={"X-Thing": "1"}, status=201)

    answer = wsgi.run(answering(response), {})

    with answer.body:
        assert (answer.status, answer.body.read()) == (201, b"hello")
    assert ("X-Thing", "1") in answer.headers
    assert response.closed


def broken_after(count):
    yield from [b"x"] * count
    raise RuntimeError("broken on purpose")


@pytest.mark.django_db
def test_stream_that_breaks_is_closed():
    response = StreamingHttpResponse(broken_after(3))

    with pytest.raises(RuntimeError):
        wsgi.run(answering(response), {})

    assert response.closed


@pytest.mark.django_db
def test_streamed_answer_is_collected():
    response = StreamingHttpResponse(iter([b"a", b"b"] * 1000))

    answer = wsgi.run(answering(response), {})

    with answer.body:
        assert answer.body.read() == b"ab" * 1000
    assert response.closed
