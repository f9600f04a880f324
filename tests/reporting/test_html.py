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


@pytest.fixture(scope="module")
def pages(sample, run_folder, looked_at):
    """The report in every guise, as a browser sees it."""
    document = sample.document(run_folder)
    (run_folder / "report.html").write_text(html.render(document, run_folder), encoding="utf-8")
    rtl = html.render(document, run_folder).replace('lang="en" dir="ltr"', 'lang="fa" dir="rtl"', 1)
    (run_folder / "rtl.html").write_text(rtl, encoding="utf-8")
    hostile = sample.document(run_folder, poisoned(sample, run_folder))
    for part in (*hostile["personas"], *hostile["touchpoints"]):
        part["problem" if "problem" in part else "owner"] = HOSTILE
    hostile["run"]["label"] = hostile["run"]["company"]["name"] = HOSTILE
    for gap in hostile["gaps"]:
        gap["reason"] = gap["expected"] = gap["observed"] = HOSTILE
        gap["evidence"] = [{"type": "x", "path": "javascript:alert(5)", "sha256": HOSTILE, "thumbnail": "../../x"}]
    hostile["phones"][0]["picture"] = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="alert(6)" style="color:red">'
        '<script>alert(7)</script><g onclick="alert(8)"><path d="M0 0h9" fill="url(http://x.example/)"/></g>'
        '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject></svg>'
    )
    (run_folder / "hostile.html").write_text(html.render(hostile, run_folder), encoding="utf-8")
    guises = [("report", mode) for mode in ("light", "dark", "narrow")]
    guises += [("rtl", "light"), ("rtl", "narrow"), ("hostile", "light")]
    seen = looked_at(*((run_folder / f"{name}.html", mode) for name, mode in guises))
    return dict(zip(guises, seen, strict=True))


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


def test_it_asks_nobody_for_anything(pages):
    for (name, mode), seen in pages.items():
        assert seen["requests"] == [url for url in seen["requests"] if url.startswith(("file://", "data:"))], (
            name,
            mode,
        )
        assert sum(url.startswith("file://") for url in seen["requests"]) == 1, (name, mode, seen["requests"])


def test_the_browser_has_nothing_to_complain_about(pages):
    assert {guise: seen["console"] for guise, seen in pages.items() if seen["console"]} == {}


def test_nothing_runs_and_no_element_has_a_style_of_its_own(pages):
    for guise, seen in pages.items():
        assert (seen["scripts"], seen["dialogs"], seen["executed"]) == (0, [], 0), guise


def test_its_own_style_sheet_is_allowed_by_its_own_policy(pages):
    assert pages["report", "light"]["font"] != "none"


def test_it_is_accessible_to_wcag_a_and_aa_in_every_guise(pages):
    assert {guise: seen["axe"] for guise, seen in pages.items() if seen["axe"]} == {}


def test_nothing_makes_the_page_scroll_sideways(pages):
    assert {guise: seen["sideways"] for guise, seen in pages.items() if seen["sideways"] > 0} == {}


def test_every_id_is_used_once_and_every_link_inside_leads_somewhere(pages):
    assert {
        guise: (seen["ids"], seen["broken"]) for guise, seen in pages.items() if seen["ids"] or seen["broken"]
    } == {}


def test_hostile_text_is_shown_and_does_nothing(pages):
    text = pages["hostile", "light"]["text"]
    assert "<script>window.pwned=1" in text
    assert "\u202e" not in text
    assert "49" not in text.replace("{{7*7}}", "") or "{{7*7}}" in text


def test_the_first_screen_tells_the_story(pages):
    text = pages["report", "light"]["text"]
    assert "2 of 3 customers left without what they came for." in text
    assert "Pressing 0 does not reach a human" in text[:2500]
    assert "whether 1 goal was met" in text


def test_no_script_no_style_attribute_no_handler_and_no_address_outside(document, run_folder):
    text = html.render(document, run_folder)
    assert "<script" not in text
    assert not re.search(r"<[^>]*\s(style|on\w+)=", text)
    assert not re.search(r"(src|href)=\"(?!data:|#|evidence/|tables/|report\.json|junit\.xml)", text)
    assert "https://" not in text
    assert set(re.findall(r"http://[^\"'< ]+", text)) == {"http://www.w3.org/2000/svg"}


def test_the_same_document_gives_the_same_bytes(document, run_folder):
    assert html.render(document, run_folder) == html.render(document, run_folder)


def test_without_pictures_it_stays_small(document):
    assert len(html.render(document).encode()) < 300_000


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


def test_an_empty_run_says_that_nothing_is_known(sample):
    text = html.render(sample.document(lived=(), verdicts=()))
    assert "No customer was sent, so nothing is known." in text


def test_a_language_that_was_not_translated_is_refused():
    with pytest.raises(Exception, match="not translated into 'xx'"):
        words.words("xx")
