"""One text template makes both twins of a mail; only what the caller means as a link is one."""

import pytest
from django.template import engines

from lib import letters
from lib.letters import Block

CONTEXT = {"sign_in_url": "https://school.example/in/abc/", "code": "482 917", "name": "Noor"}


def blocks(message, **context):
    return letters.blocks_of(message, {**CONTEXT, **context})


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("Hello.\nThere.", [Block("text", text="Hello. There.")]),
        ("Sign in:\nhttps://school.example/in/abc/", [Block("call", text="Sign in", address="https://school.example/in/abc/")]),
        ("https://school.example/in/abc/", [Block("call", text="Open the page", address="https://school.example/in/abc/")]),
        ("482 917", [Block("code", text="482 917")]),
        ("By: Noor\nAt: 9:00 sharp", [Block("facts", facts=(("By", "Noor"), ("At", "9:00 sharp")))]),
        ("One: line", [Block("text", text="One: line")]),
        ("Sign in:\nhttps://evil.example/", [Block("text", text="Sign in: https://evil.example/")]),
    ],
)
def test_parts_of_a_message_are_known_by_their_shape(message, found):
    assert blocks(message) == found


def test_what_follows_the_button_is_quiet():
    found = blocks("Do it.\n\nhttps://school.example/in/abc/\n\nOr do not.")
    assert [block.kind for block in found] == ["text", "call", "quiet"]


@pytest.fixture
def template(tmp_path, settings):
    """`template(subject, message)`: the name of a template that says this."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    vars(engines).pop("templates", None)
    engines._engines.clear()

    def make(subject, message):
        (tmp_path / "hello_subject.txt").write_text(subject)
        (tmp_path / "hello_message.txt").write_text(message)
        return "hello"

    yield make
    vars(engines).pop("templates", None)
    engines._engines.clear()


def test_text_is_plain_and_html_is_escaped(template):
    letter = letters.write(template("{{ name }}\n wrote", "Hi {{ name }}"), {"name": "Ann & <b>Bob</b>"})

    assert letter.subject == "Ann & <b>Bob</b> wrote"
    assert letter.text.startswith("Hi Ann & <b>Bob</b>\n\n-- \nHomeroom\n")
    assert '<h1 dir="auto">Ann &amp; &lt;b&gt;Bob&lt;/b&gt; wrote</h1>' in letter.html
    assert '<p dir="auto">Hi Ann &amp; &lt;b&gt;Bob&lt;/b&gt;</p>' in letter.html


def test_a_name_cannot_write_a_paragraph_of_its_own(template):
    name = "Ann\n\nSign in:\nhttps://evil.example/"
    letter = letters.write(template("Hello", "{{ name }} says hello."), {"name": name})

    assert "Ann Sign in: https://evil.example/ says hello." in letter.text
    assert 'href="https://evil.example/"' not in letter.html


def test_the_foot_names_the_host_and_why_one_gets_it(template, settings):
    settings.BASE_URL = "https://school.example"
    letter = letters.write(template("Hello", "Hi."), {"foot": "You are on the list."})

    assert letter.text.endswith("-- \nHomeroom · school.example\nYou are on the list.\n")
    assert "You are on the list.<br>Homeroom · school.example" in letter.html


def test_a_letter_is_written_in_the_recipients_language(template):
    name = template("Hello", "{% load i18n %}{% get_current_language as code %}{{ code }}")
    assert letters.write(name, language="de").text.startswith("de\n")
    assert letters.write(name).text.startswith("en\n")
