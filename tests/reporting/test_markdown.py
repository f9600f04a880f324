"""The summary as Markdown says what the report says, and text from outside makes nothing in it."""

import re

import pytest
from markdown_it import MarkdownIt

from cxsim.reporting import as_markdown
from cxsim.reporting.safe import in_markdown

HOSTILE = (
    "a | b\n\n# head\n- item\n<img src=x onerror=alert(1)><script>alert(2)</script> [link](http://x.example) "
    "![](y.png) `code` **bold** ~~gone~~ @everybody https://x.example/login \\| \x1b[31m\u202e"
)


def shown(text):
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)


def test_it_begins_with_the_verdict_and_has_a_row_a_gap(document):
    text = as_markdown(document)
    assert text.startswith("## 2 of 3 customers left without what they came for.\n")
    rows = shown(text).split("<tbody>")[1].split("</tbody>")[0].count("<tr>")
    assert rows == len(document["gaps"])
    for gap in document["gaps"]:
        assert in_markdown(gap["title"]) in text
    assert "Not known:" in text


def test_after_twenty_gaps_the_rest_is_counted(document):
    many = [document["gaps"][0]] * 25
    text = as_markdown({**document, "gaps": many})
    assert shown(text).count("<td") == 20 * 5
    assert "\n5 more\n" in text


def test_it_says_what_changed_since_the_run_before(document):
    last = {"gaps": 5, "new": 2, "gone": 1, "by_impact": {}, "started": "2026-11-24T10:00:00+00:00"}
    text = as_markdown({**document, "trend": [{**last, "gaps": 4, "new": None, "gone": None}, last]})
    assert "5 gaps, where the run before had 4. 2 are new, 1 are gone." in text


@pytest.mark.parametrize("language", ["de", "fa"])
def test_it_speaks_the_language_that_is_asked_for(document, language):
    assert as_markdown(document, language=language).splitlines()[0] != as_markdown(document).splitlines()[0]


def test_hostile_text_stays_text(document):
    for gap in document["gaps"]:
        gap |= {"title": HOSTILE, "reason": HOSTILE, "touchpoint": HOSTILE}
    document["harness_faults"] = [HOSTILE]
    text = as_markdown(document)
    page = shown(text)
    assert set(re.findall(r"<(\w+)", page)) == {
        "h2", "p", "table", "thead", "tbody", "tr", "th", "td", "strong", "br", "ul", "li",
    }  # fmt: skip
    assert page.count("<td") == 5 * len(document["gaps"])
    assert "@everybody" not in text
    assert "https://" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text
