"""What the HTML report must hold: it needs nothing, runs nothing, is readable for everybody, and says what it knows."""

import re

import pytest

from cxsim.experience import Kind
from cxsim.reporting import html, words

HOSTILE = (
    "</script></style></title><script>window.pwned=1;alert(1)</script>"
    '<img src=x onerror="window.pwned=1;alert(2)"><svg onload=alert(3)>\'"${7*7}{{7*7}}'
    "\u202e\u2066evil\x1b[31m\x00 javascript:alert(4)"
)


def plain_page(sample, folder):
    return html.render(sample.document(folder), folder)


def german_page(sample, folder):
    return html.render(sample.document(folder), folder, language="de")


def persian_page(sample, folder):
    return html.render(sample.document(folder), folder, language="fa")


def hostile_page(sample, folder):
    """Hostile text wherever somebody else's text can come from, also in a saved document that was tampered with."""
    document = sample.document(folder, poisoned(sample, folder))
    for part in (*document["personas"], *document["touchpoints"]):
        part["problem" if "problem" in part else "owner"] = HOSTILE
    document["run"]["label"] = document["run"]["company"]["name"] = HOSTILE
    for gap in document["gaps"]:
        gap["reason"] = gap["expected"] = gap["observed"] = HOSTILE
        gap["evidence"] = [{"type": "x", "path": "javascript:alert(5)", "sha256": HOSTILE, "thumbnail": "../../x"}]
    document["phones"][0]["picture"] = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="alert(6)" style="color:red">'
        '<script>alert(7)</script><g onclick="alert(8)"><path d="M0 0h9" fill="url(http://x.example/)"/></g>'
        '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject></svg>'
    )
    return html.render(document, folder)


def poisoned(sample, folder):
    """The literal run with hostile text wherever a page or a voice could have put it."""
    import dataclasses

    def poison(moment):
        texts = {"title", "text", "target", "value", "reason", "promised", "url", "what", "problem", "path"}
        bad = {
            key: (HOSTILE if isinstance(value, str) else value) for key, value in moment.data.items() if key in texts
        }
        keep = moment.kind in (Kind.ANSWERED, Kind.FORECAST)
        return dataclasses.replace(moment, data={**moment.data, **({} if keep else bad)})

    return tuple(
        dataclasses.replace(lived, moments=tuple(map(poison, lived.moments))) for lived in sample.experiences(folder)
    )


@pytest.mark.parametrize(
    ("made", "mode"),
    [
        (plain_page, "light"),
        (persian_page, "narrow"),
        (hostile_page, "plain"),
        *(pytest.param(plain_page, mode, marks=pytest.mark.slow) for mode in ("dark", "narrow", "print")),
        *(pytest.param(german_page, mode, marks=pytest.mark.slow) for mode in ("light", "narrow")),
        *(pytest.param(persian_page, mode, marks=pytest.mark.slow) for mode in ("light", "dark", "print")),
    ],
)
def test_in_a_real_browser_it_asks_for_nothing_runs_nothing_and_is_accessible(
    sample, run_folder, looked_at, made, mode, tmp_path
):
    file = tmp_path / "report.html"
    file.write_text(made(sample, run_folder), encoding="utf-8")
    seen = looked_at((file, mode))[0]
    assert [url for url in seen["requests"] if not url.startswith("data:")] == [file.resolve().as_uri()]
    assert seen["console"] == []
    assert (seen["scripts"], seen["styled"], seen["dialogs"], seen["executed"]) == (0, 0, [], 0)
    assert seen["wrap"] == "break-word", "its own style sheet is refused by its own policy"
    assert seen["axe"] == []
    assert seen["sideways"] <= 0
    assert (seen["ids"], seen["broken"]) == ([], [])
    assert seen["jumps"]
    assert all(seen["jumps"]), "a link leads to what stays folded"


def test_hostile_text_is_shown_as_text(sample, run_folder):
    text = hostile_page(sample, run_folder)
    assert "&lt;script&gt;window.pwned=1" in text
    assert "{{7*7}}" in text
    assert "\u202e" not in text
    assert "\x1b" not in text


def test_the_first_screen_tells_the_story(document):
    text = html.render(document)
    screen = text[text.index("<main>") : text.index('id="strip"')]
    assert "2 of 3 customers left without what they came for." in screen
    assert "Pressing 0 does not reach a human" in screen
    assert "whether 1 goal was met" in screen


def test_no_script_no_style_attribute_no_handler_and_no_address_outside(document, run_folder):
    text = html.render(document, run_folder)
    assert "<script" not in text
    assert not re.search(r"<[^>]*\s(style|on\w+)=", text)
    assert not re.search(r"(src|href)=\"(?!data:|#|evidence/|tables/|report\.json|junit\.xml)", text)
    assert "https://" not in text
    assert set(re.findall(r"http://[^\"'< ]+", text)) == {"http://www.w3.org/2000/svg"}


def test_the_same_document_gives_the_same_bytes(document, run_folder):
    assert html.render(document, run_folder) == html.render(document, run_folder)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_without_pictures_it_stays_small(document, language):
    assert len(html.render(document, language=language).encode()) < 300_000


def test_pictures_are_put_in_as_data_and_linked_in_full(document, run_folder):
    text = html.render(document, run_folder)
    assert "data:image/webp;base64," in text
    assert re.search(r'href="evidence/[0-9a-f]{24}\.png"', text)


def test_a_missing_picture_is_said_to_be_missing(document, tmp_path):
    assert "The picture is missing." in html.render(document, tmp_path)


def test_what_was_not_measured_is_hatched_and_is_no_number(document):
    document["touchpoints"][0]["observed"] = None
    document["touchpoints"][0]["gaps"] = dict.fromkeys(document["touchpoints"][0]["gaps"])
    for cell in (*document["cells"], *document["groups"]):
        cell["score"] = None
    text = html.render(document)
    heat = text[text.index('id="heat"') : text.index('id="phone"')]
    assert 'class="unknown"><small>not measured' in heat
    assert not re.search(r'<td class="s\d">', heat)
    strip = text[text.index('id="strip"') : text.index('id="gaps"')]
    assert "url(#strip-w-h)" in strip


def test_few_trials_are_marked_and_carry_their_interval(document):
    rate = {"scenario": "s", "persona": "jacket-too-small", "goal": "Money", "n": 3, "met": 2, "unknown": 1}
    document["rates"] = [{**rate, "low": 0.208, "high": 0.939}]
    text = html.render(document)
    assert "2 of 3 reached “Money”; with 95 % confidence between 21 % and 94 %." in text
    assert 'class="rate few"' in text


def test_assumed_expectations_are_marked(document):
    assert '<span class="assumed">assumed</span>' in html.render(document)


NO_ANSWER = {"en": "my question is not answered", "de": "meine Frage bleibt offen", "fa": "پرسشم بی‌پاسخ ماند"}


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_change_of_mood_says_why_where_what_happened_does_not(document, language):
    causes = [step["cause"] for lived in document["experiences"] for step in lived["mood"]]
    assert {"no answer found", "solved"} <= set(causes)
    text = html.render(document, language=language)
    assert text.count(f'<span class="why">{NO_ANSWER[language]}</span>') == 2  # beside the curve, and in its table
    assert not [why for why in ("solved", "gelöst", "حل شد") if f'<span class="why">{why}</span>' in text]


def test_an_empty_run_says_that_nothing_is_known(sample):
    text = html.render(sample.document(lived=(), verdicts=()))
    assert "No customer was sent, so nothing is known." in text


def test_a_language_that_was_not_translated_is_refused():
    with pytest.raises(Exception, match="not translated into 'xx'"):
        words.words("xx")


def test_what_the_company_wrote_keeps_its_own_direction_in_a_sentence(document):
    assert "<bdi>4.6 of 5</bdi>" in html.render(document, language="fa")
