"""The phone page tells seconds to a human by hour, and who would have hung up before."""

import re

from cxsim.reporting.html import render


def section(document):
    page = render(document)
    start = page.index("Seconds to a human, hour by hour")
    return page[start : page.index("The wait, hour by hour", start)]


def test_every_hour_is_a_bar_and_a_row_of_the_table_behind_it(document):
    shown = section(document)
    hours = [row["hour"] for row in document["phones"][0]["to_human"] if row["caller"] == "zero"]
    assert hours
    assert all(f'<th scope="row">{hour}</th>' in shown for hour in hours)
    assert "presses only 0" in shown
    assert "takes the quickest way" in shown


def test_who_has_gone_is_told_for_every_customer_who_was_walked(document):
    shown = section(document)
    walked = [persona["id"] for persona in document["personas"]]
    assert all(set(row["gone"]) == set(walked) for row in document["phones"][0]["to_human"])
    assert len(re.findall(r"has hung up</th>", shown)) == len(walked)


def test_where_0_leads_to_no_queue_the_quickest_way_is_drawn_and_said_to_be_it(document):
    phone = document["phones"][0]
    phone["to_human"] = [row for row in phone["to_human"] if row["caller"] != "zero"]
    assert "Pressing 0 leads to nobody" in section(document)


def test_a_line_without_a_center_is_not_measured_and_no_bar_is_drawn(document):
    phone = document["phones"][0]
    phone["to_human"] = phone["forecasts"] = []
    page = render(document)
    assert "Not measured: no call center" in page
    assert "Who would have hung up before" not in page


def test_an_hour_without_a_way_is_hatched(document):
    assert 'url(#human0s-w-h)"' not in section(document)
    document["phones"][0]["to_human"].pop(0)
    assert 'url(#human0s-w-h)"' in section(document)


def test_branches_of_a_large_menu_are_folded_behind_what_is_in_them(document):
    picture = document["phones"][0]["picture"]
    branch = {"name": "Loans <b>", "answer": "no", "steps": 22, "odd": 1, "picture": picture}
    document["phones"][0]["branches"] = [branch, {**branch, "answer": "", "odd": 0}]
    page = render(document)
    assert "2 · <b><bdi>Loans &lt;b&gt;</bdi></b>" in page
    assert '<span class="failed">0: no</span> · 22 steps, 1 of them with something wrong' in page
    assert "3 · <b><bdi>Loans &lt;b&gt;</bdi></b> · 22 steps<" in page
