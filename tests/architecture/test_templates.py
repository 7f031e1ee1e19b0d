"""Templates parse, hold no script and no style of their own, and say nothing to people that cannot be translated."""

import re
from pathlib import Path

import pytest
from django.template import engines

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
NAMES = [path.relative_to(ROOT / "templates").as_posix() for path in TEMPLATES]
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))

SCRIPT = re.compile(r"<script\b(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.DOTALL | re.IGNORECASE)
TRANSLATED = re.compile(r"{%\s*blocktrans(late)?\b.*?{%\s*endblocktrans(late)?\s*%}", re.DOTALL)
STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)  # in mails alone: no page may hold one
COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}|<!--.*?-->", re.DOTALL)
# Blocks that base templates put into a start tag.
ATTRIBUTE_BLOCK = re.compile(
    r"{%\s*block (body_class|body_attributes|html_attributes|page_class)\s*%}.*?{%\s*endblock.*?%}", re.DOTALL
)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
ELEMENT = re.compile(r"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL)
SPOKEN = re.compile(
    r"\b(aria-label|aria-description|title|placeholder|alt|aria-roledescription)\s*=\s*([\"'])(.*?)\2", re.DOTALL
)
# A word is two letters or more; what is the same in every language is listed.
WORD = re.compile(r"[^\W\d_]{2,}")
SAME_EVERYWHERE = {
    "Homeroom",
    "JSON",
    "CSV",
    "API",
    "Enter",
    "Esc",
    "PIN",
    "QR",
    "OK",
    "nbsp",
    "amp",
    "middot",
    "kbd",
    "px",
    "min",
}


@pytest.fixture(params=NAMES)
def template(request):
    return request.param, (ROOT / "templates" / request.param).read_text(encoding="utf-8")


def test_it_parses(template):
    engines["django"].from_string(template[1])


def test_it_holds_no_style(template):
    """But for the mails: their programs load no sheets, so the dress of all of them has one block of its own."""
    if template[0] == "email/base.html":
        return
    assert re.findall(r"<style\b|\sstyle\s*=", COMMENT.sub("", template[1]), re.IGNORECASE) == []


def test_it_holds_no_script_but_modules_and_data(template):
    """Scripts come by `src`, data by `json_script`; no handlers, no javascript: addresses."""
    text = COMMENT.sub("", template[1])
    for found in SCRIPT.finditer(text):
        attributes = found["attributes"]
        assert "src=" in attributes or "application/json" in attributes, "a script without src"
        assert "application/json" in attributes or not found["text"].strip(), "text inside a script"
    assert re.findall(r"\son[a-z]+\s*=\s*[\"']", ELEMENT.sub(lambda match: match[0], text)) == []
    assert "javascript:" not in text


def test_it_loads_nothing_from_elsewhere(template):
    links = re.findall(
        r"<(?:script|link|img|iframe|audio|video|source)\b[^>]*?(?:src|href)\s*=\s*[\"'](https?:)?//", template[1]
    )
    assert links == []


def test_it_says_nothing_that_cannot_be_translated(template):
    """Text between elements and in spoken attributes comes from {% translate %}, {% blocktranslate %} or a variable."""
    name, text = template
    for pattern in (COMMENT, SCRIPT, STYLE, ATTRIBUTE_BLOCK, TRANSLATED, TAG):
        text = pattern.sub(" ", text)
    parts = [*ELEMENT.split(text), *(match[3] for match in SPOKEN.finditer(text))]
    words = {word for part in parts for word in WORD.findall(_entities(part))}
    assert words - SAME_EVERYWHERE == set(), name


def _entities(text):
    return re.sub(r"&#?\w+;", " ", text)


def test_every_form_that_posts_has_a_token():
    missing = []
    for path in TEMPLATES:
        for form in re.findall(
            r"<form\b[^>]*method=[\"']post[\"'].*?</form>", path.read_text(encoding="utf-8"), re.DOTALL | re.I
        ):
            if "csrf_token" not in form:
                missing.append(path.relative_to(ROOT).as_posix())
    assert missing == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_scripts_build_no_markup_or_code_from_text(path):
    """No eval, no innerHTML: what players write is put in as text."""
    text = path.read_text(encoding="utf-8")
    found = re.findall(
        r"\beval\(|new Function\(|\.innerHTML\b|\.outerHTML\b|insertAdjacentHTML|document\.write|setAttribute\(\s*[\"']style",
        text,
    )
    assert found == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_scripts_import_files_that_exist(path):
    text = path.read_text(encoding="utf-8")
    targets = re.findall(r"(?:from|import)\s*\(?\s*[\"'](\.{1,2}/[^\"']+)[\"']", text)
    assert [target for target in targets if not (path.parent / target).resolve().is_file()] == []
