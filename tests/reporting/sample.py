"""A literal run to draw reports from: three customers of a small shop, three touchpoints, a phone line, a queue."""

# ruff: noqa: E501 - literal data, a moment a line

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

from cxsim.checks.base import Check, Impact, Layer, Outcome, Tier, Verdict, inapplicable
from cxsim.definition import Attribute
from cxsim.experience import Evidence, Experience, Kind, Moment
from cxsim.loading import Project, load_flow
from cxsim.persona import Persona
from cxsim.reporting import Document, build
from cxsim.runfolder import RunInfo
from cxsim.scenario import Scenario, Stop
from cxsim.settings import Settings
from cxsim.touchpoint import Claim, Company, Touchpoint

WEB, PHONE, MAIL = "web shop", "phone", "e-mail"

COMPANY = Company(
    name="Example Shop",
    zone="Europe/Berlin",
    language="de-DE",
    holidays="DE-BY",
    importance={"responsiveness": 25, "knowledge": 55, "personalization": 20},
)

TOUCHPOINTS = {
    WEB: Touchpoint.model_validate(
        {
            "name": WEB,
            "channel": "web",
            "owner": "Online team <online@shop.example>",
            "address": "http://127.0.0.1:8765",
            "self_score": 90,
            "survey": "4.6 of 5",
            "claims": (
                Claim(says="Help is two clicks away", check="clicks-to-human"),
                Claim(says="Our pages are quick", check="page-speed"),
                Claim(says="Customers love our new look"),
            ),
        }
    ),
    PHONE: Touchpoint.model_validate(
        {
            "name": PHONE,
            "channel": "phone",
            "owner": "Customer service",
            "hours": "mon-fri 08:00-20:00",
            "flow": "line.yaml",
            "self_score": 85,
            "survey": "4.1 of 5",
            "claims": (Claim(says="You can always reach a person", check="human-escape"),),
            "standards": {"answered": "80 % in 20 s"},
        }
    ),
    MAIL: Touchpoint.model_validate({"name": MAIL, "channel": "e-mail", "owner": "Back office", "self_score": 70}),
}

PERSONAS = {
    "jacket-too-small": Persona(
        id="jacket-too-small",
        problem="The jacket I ordered is too small.",
        goal=("Send it back and get the money.",),
        mood="calm",
    ),
    "third-call-dishwasher": Persona.model_validate(
        {
            "id": "third-call-dishwasher",
            "problem": "The dishwasher leaks: nobody called back.",
            "goal": ["A repair date this week", "An apology"],
            "mood": "angry",
            "circumstances": ["third contact", "deadline"],
            "share": "35 %",
            "matters": "much",
            "importance": {"responsiveness": 60, "knowledge": 20, "personalization": 20},
            "expects": {"wait": "20 s to 60 s", "quality": "90 % to 60 %", "effort": "10 to 40"},
        }
    ),
    "lost-parcel-parent": Persona.model_validate(
        {
            "id": "lost-parcel-parent",
            "problem": "بسته‌ام نرسیده است و فردا تولد دخترم است.",
            "goal": "بدانم بسته کجاست",
            "mood": "anxious",
            "circumstances": ["deadline", "mobile only", "Persian"],
            "share": "25 %",
            "matters": "much",
            "language": "fa-IR",
            "device": "phone",
            "expects": {"wait": "30 s to 90 s"},
        }
    ),
}

SCENARIOS = {
    "return-a-jacket": Scenario(
        id="return-a-jacket",
        scenario="Return a jacket",
        personas=("jacket-too-small",),
        journey=(Stop(touchpoint=WEB), Stop(touchpoint=PHONE)),
    ),
    "leaking-dishwasher": Scenario(
        id="leaking-dishwasher",
        scenario="Complain about a leaking dishwasher",
        personas=("third-call-dishwasher",),
        journey=(Stop(touchpoint=WEB), Stop(touchpoint=PHONE), Stop(touchpoint=MAIL, always=True)),
    ),
    "lost-parcel": Scenario(
        id="lost-parcel",
        scenario="Find a lost parcel",
        personas=("lost-parcel-parent",),
        journey=(Stop(touchpoint=WEB), Stop(touchpoint=PHONE)),
    ),
}


def _judge(_: Experience, __: str) -> Any:
    return inapplicable()


def check(id: str, title: str, failure: str, impact: str, tier: str, attribute: str, **more: Any) -> Check:
    return Check(
        id=id,
        title=title,
        failure_title=failure,
        why=more.get("why", "Customers leave where they are not helped."),
        source=more.get("source", "R44"),
        category=more.get("category", "pages"),
        attribute=Attribute(attribute),
        layer=Layer(more.get("layer", "service")),
        impact=Impact(impact),
        tier=Tier(tier),
        needs=Kind.SAW,
        judge=_judge,
    )


CHECKS = (
    check("goal-reached", "The customer got what it came for", "The customer did not get what it came for", "critical", "basic", "reliability", source="R11", why="A visit without a result is worse than none."),
    check("human-escape", "0 reaches a human from every menu", "Pressing 0 does not reach a human", "critical", "basic", "responsiveness", source="GetHuman GH-1; R44", why="A customer who is stuck needs a person, not another menu."),
    check("queue-wait", "The queue answers within what the customer bears", "The customer waits longer than it bears", "serious", "performance", "responsiveness", source="Zeithaml, Berry & Parasuraman 1993"),
    check("repeated-question", "Nobody asks twice", "The customer is asked again for what it has already told", "serious", "basic", "personalization", source="R45; GetHuman GH-3"),
    check("faq-answer", "The help pages hold the answer", "The help pages do not hold the answer", "moderate", "performance", "knowledge", source="R89"),
    check("native-digits", "Persian digits are accepted", "The form refuses Persian digits", "serious", "basic", "personalization", source="Unicode TR 35; R94"),
    check("clicks-to-human", "A human is two clicks away", "A human is more than two clicks away", "moderate", "performance", "responsiveness", source="R90"),
    check("update-notice", "Pop-ups say what changes", "A pop-up interrupts and does not say what changes", "minor", "performance", "ease", source="R79–R82"),
    check("page-speed", "Pages load quickly", "A page takes seconds to load", "moderate", "performance", "responsiveness", source="Nielsen 1993"),
)  # fmt: skip


def picture(shade: int, lines: int = 7) -> tuple[bytes, bytes]:
    """A made-up screenshot and its thumbnail."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (960, 600), (250, 250, 247))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 960, 74), fill=(shade, 60, 90))
    draw.rectangle((300, 240, 660, 420), fill=(255, 255, 255), outline=(150, 150, 150), width=3)
    for line in range(lines):
        draw.rectangle((60, 110 + 60 * line, 260 - 13 * line, 128 + 60 * line), fill=(190, 190, 185))
        draw.rectangle((330, 262 + 22 * line, 630 - 31 * line, 270 + 22 * line), fill=(120, 120, 120))
    full, small = io.BytesIO(), io.BytesIO()
    image.save(full, "PNG")
    image.resize((320, 200)).save(small, "WEBP", quality=60)
    return full.getvalue(), small.getvalue()


def keep(folder: Path | None, shade: int) -> tuple[Evidence, ...]:
    full, small = picture(shade)
    digest = hashlib.sha256(full).hexdigest()
    evidence = Evidence(
        type="image/png", path=f"evidence/{digest[:24]}.png", sha256=digest, thumbnail=f"evidence/{digest[:24]}.webp"
    )
    if folder is not None:
        (folder / "evidence").mkdir(parents=True, exist_ok=True)
        (folder / evidence.path).write_bytes(full)
        (folder / str(evidence.thumbnail)).write_bytes(small)
    return (evidence,)


def m(at: float, touchpoint: str, kind: Kind, evidence: tuple[Evidence, ...] = (), **data: Any) -> Moment:
    measured = {"load": data.pop("load")} if "load" in data else {}
    return Moment(at=at, touchpoint=touchpoint, kind=kind, data=data, measured=measured, evidence=evidence)


def saw(
    at: float, url: str, title: str, load: float = 0.4, language: str = "en", evidence: tuple[Evidence, ...] = ()
) -> Moment:
    return m(
        at,
        WEB,
        Kind.SAW,
        evidence,
        url=url,
        title=title,
        words=180,
        language=language,
        direction="ltr",
        seconds=20.0,
        load=load,
    )


def waited(at: float, seconds: float, *, censored: bool) -> Moment:
    return m(
        at,
        PHONE,
        Kind.WAITED,
        **{"for": "queue"},
        seconds=seconds,
        occupied=False,
        estimate=False,
        explained=False,
        fair=True,
        censored=censored,
        simulated=True,
        queue="complaints",
    )


def jacket(folder: Path | None) -> Experience:
    K, e = Kind, Evidence  # noqa: N806
    del e
    return Experience(
        scenario="return-a-jacket",
        persona="jacket-too-small",
        seed=7,
        moments=(
            m(0, "", K.BEGAN, problem=PERSONAS["jacket-too-small"].problem, goals=["Send it back and get the money."], mood=0.2, device="computer", language="en-US", needs=[], starts="2026-11-24T18:30:00+01:00", assumed=["starts"]),
            m(0, WEB, K.ENTERED, channel="web", address="/", open=None, why="first"),
            saw(0.4, "/", "Example Shop", evidence=keep(folder, 20)),
            m(9, WEB, K.INTERRUPTED, what="cookies", text="We value your privacy. Accept all?", url="/", handled=True, mid_task=False),
            m(12, WEB, K.ACTED, action="click", target="My orders", seconds=3.0),
            saw(16.8, "/orders", "Your orders", load=4.9),
            m(37, WEB, K.ACTED, action="click", target="Return this item", seconds=3.0),
            saw(41, "/returns/new", "Return an item"),
            m(61, WEB, K.ASKED, fact="order number", known=False, where="/returns/new"),
            m(70, WEB, K.TOLD, fact="order number", value="004711"),
            m(82, WEB, K.ACTED, action="click", target="Send", seconds=2.0),
            saw(85, "/returns/done", "Your return is registered", evidence=keep(folder, 40)),
            m(90, WEB, K.OUTCOME, goal="Send it back and get the money.", met=True, reason="“Your return is registered” was on the page"),
        ),
    )  # fmt: skip


def dishwasher(folder: Path | None) -> Experience:
    K = Kind  # noqa: N806
    popup = keep(folder, 120)
    return Experience(
        scenario="leaking-dishwasher",
        persona="third-call-dishwasher",
        seed=7,
        moments=(
            m(0, "", K.BEGAN, problem=PERSONAS["third-call-dishwasher"].problem, goals=["A repair date this week", "An apology"], mood=-0.7, device="computer", language="en-US", needs=[], starts="2026-11-24T10:30:00+01:00", assumed=[]),
            m(0, WEB, K.ENTERED, channel="web", address="/", open=None, why="first"),
            saw(0.6, "/", "Example Shop", evidence=keep(folder, 60)),
            m(14, WEB, K.ACTED, action="click", target="Help", seconds=3.0),
            saw(18, "/help", "Help center"),
            m(52, WEB, K.ACTED, action="fill", target="Search", value="leaking dishwasher", seconds=6.0),
            saw(60, "/help/search", "0 results for “leaking dishwasher”", evidence=keep(folder, 90)),
            m(75, WEB, K.INSPECTED, what="faq", url="/help/search", findings=[], found=False, items=34),
            m(90, WEB, K.INTERRUPTED, popup, what="update", text="We have made things even better for you!", url="/help", handled=True, says_what_changes=False, says_effect=False, can_defer=False, says_consequence=False, mid_task=True),
            m(101, WEB, K.ACTED, action="click", target="Contact", seconds=4.0),
            saw(107, "/contact", "Contact us"),
            m(140, WEB, K.ASKED, fact="order number", known=False, where="/contact"),
            m(149, WEB, K.TOLD, fact="order number", value="004712"),
            m(190, WEB, K.ACTED, action="click", target="Send", seconds=2.0),
            m(193, WEB, K.REFUSED, keep(folder, 150), what="form", text="Invalid input.", url="/contact", names_field=False, says_how=False, lost_input=True),
            m(200, WEB, K.BLOCKED, action="click", target="Send", reason="the form cannot be sent", nearest=["Back to the shop"], step=4),
            m(210, WEB, K.GAVE_UP, why="no way on", text="Nothing on this page leads on."),
            m(230, PHONE, K.ENTERED, channel="phone", address="", open=True, why="unsolved"),
            m(240, PHONE, K.HEARD, text="Welcome to Example Shop. Your call is important to us. For orders press 1, for returns 2, for everything else 3.", seconds=14.0, node="welcome", language="en"),
            m(254, PHONE, K.ACTED, action="press", target="0", node="welcome", seconds=1.0),
            m(255, PHONE, K.REFUSED, what="zero", text="That is not a valid choice.", node="welcome"),
            m(260, PHONE, K.HEARD, text="That is not a valid choice. For orders press 1, for returns 2, for everything else 3.", seconds=9.0, node="welcome", language="en"),
            m(270, PHONE, K.ACTED, action="press", target="3", node="welcome", seconds=1.0),
            m(272, PHONE, K.HEARD, text="Please type your order number.", seconds=3.0, node="collect", language="en"),
            m(275, PHONE, K.ASKED, fact="order number", known=True, told_at=WEB, where="collect"),
            m(283, PHONE, K.TOLD, fact="order number", value="004712"),
            m(285, PHONE, K.HEARD, text="All our agents are busy. It is our policy to answer calls in order.", seconds=6.0, node="wait", language="en"),
            waited(291, 521, censored=True),
            m(812, PHONE, K.DROPPED, how="hang up", text=""),
            m(812, PHONE, K.GAVE_UP, why="patience", text="She hung up after 8 min 41 s in the queue."),
            m(812, MAIL, K.ENTERED, channel="e-mail", address="", open=None, why="always"),
            m(812, MAIL, K.UNSEEN, what="the visit", reason="the channel e-mail is not built yet", harness=False),
            m(812, "", K.OUTCOME, goal="A repair date this week", met=False, reason="the journey ended without it"),
            m(812, "", K.OUTCOME, goal="An apology", met=None, reason="nobody said how to see it"),
        ),
    )  # fmt: skip


def parcel(folder: Path | None) -> Experience:
    K = Kind  # noqa: N806
    return Experience(
        scenario="lost-parcel",
        persona="lost-parcel-parent",
        variant="phone",
        seed=7,
        moments=(
            m(0, "", K.BEGAN, problem=PERSONAS["lost-parcel-parent"].problem, goals=["بدانم بسته کجاست"], mood=-0.4, device="phone", language="fa-IR", needs=[], starts="2026-11-24T19:40:00+01:00", assumed=["quality", "effort"]),
            m(0, WEB, K.ENTERED, channel="web", address="/fa", open=None, why="first"),
            saw(0.8, "/fa", "فروشگاه نمونه", language="fa", evidence=keep(folder, 180)),
            m(15, WEB, K.ACTED, action="click", target="پیگیری سفارش", seconds=3.0),
            saw(19, "/track", "Track your parcel", language="en"),
            m(40, WEB, K.ASKED, fact="order number", known=False, where="/track"),
            m(52, WEB, K.ACTED, action="fill", target="Order number", value="۰۰۴۷۱۳", seconds=8.0),
            m(56, WEB, K.REFUSED, keep(folder, 200), what="form", text="Please enter digits only.", url="/track", names_field=True, says_how=False, lost_input=True),
            m(80, WEB, K.GAVE_UP, why="no way on", text=""),
            m(95, PHONE, K.ENTERED, channel="phone", address="", open=True, why="unsolved"),
            m(97, PHONE, K.HEARD, text="Welcome to Example Shop. Your call is important to us. For orders press 1, for returns 2, for everything else 3.", seconds=14.0, node="welcome", language="en"),
            m(111, PHONE, K.ACTED, action="press", target="1", node="welcome", seconds=1.0),
            m(113, PHONE, K.HEARD, text="Please type your order number.", seconds=3.0, node="collect", language="en"),
            m(124, PHONE, K.TOLD, fact="order number", value="004713"),
            m(126, PHONE, K.HEARD, text="I am transferring you to the next free agent.", seconds=4.0, node="promise", language="en"),
            m(130, PHONE, K.DROPPED, how="closed", text="Goodbye.", promised="I am transferring you to the next free agent."),
            m(130, "", K.OUTCOME, goal="بدانم بسته کجاست", met=False, reason="the journey ended without it"),
        ),
    )  # fmt: skip


_WAITS = (("08:00", 24, 70, 0.03, 0.86), ("09:00", 95, 260, 0.14, 0.58), ("10:00", 214, 540, 0.31, 0.27), ("11:00", 240, 610, 0.35, 0.22), ("12:00", 160, 420, 0.24, 0.39), ("13:00", 82, 230, 0.12, 0.61), ("14:00", 60, 180, 0.08, 0.70), ("15:00", 52, 160, 0.07, 0.72), ("16:00", 75, 220, 0.11, 0.63), ("17:00", 130, 350, 0.19, 0.46), ("18:00", 188, 470, 0.27, 0.33), ("19:00", 310, 760, 0.44, 0.11))  # fmt: skip

_ANSWERS = (
    (
        "welcome",
        "Welcome",
        "menu",
        ("no", "no", "no"),
        ["0 is not a valid choice", "after three times the line hangs up"],
    ),
    ("orders", "Orders", "menu", ("after 2", "no", "no"), ["0", "0", "queue"]),
    ("returns", "Returns", "menu", ("yes", "no", "no"), ["0", "queue"]),
    ("collect", "Order number", "collect", ("no", "no", "cannot tell"), ["0 counts as a digit"]),
)


def inspection() -> Experience:
    means = {"open": "mon-fri 08:00-20:00", "closed": "outside these hours", "holiday": "public holidays in Bavaria"}
    moments = [
        m(0, PHONE, Kind.ANSWERED, menu=menu, name=name, menu_kind=kind, hours=hours, means=means[hours], answer=answer, path=path, where="ivr/service-line.yaml:4", **({"presses": 2, "seconds": 31.0} if answer == "after 2" else {}))
        for menu, name, kind, answers, path in _ANSWERS
        for hours, answer in zip(means, answers, strict=True)
    ]  # fmt: skip
    moments += [
        m(0, PHONE, Kind.FORECAST, hour=hour, queue="complaints", wait_p50=p50, wait_p90=p90, offered=120.0, served=120.0 - 120.0 * gone, abandoned=120.0 * gone, target="80 % in 20 s", service_level=level, waits=[p50] * 10 + [p90] * 10, ways={"zero": {"seconds": 31.0, "keys": ["0", "0"]}, "quickest": {"seconds": 12.0, "keys": ["2", "0"]}})
        for hour, p50, p90, gone, level in _WAITS
    ]  # fmt: skip
    return Experience(scenario="inspection", persona="", variant=PHONE, seed=7, moments=tuple(moments))


def experiences(folder: Path | None = None) -> tuple[Experience, ...]:
    return (jacket(folder), dishwasher(folder), parcel(folder), inspection())


_FAILS: tuple[tuple[str, int, str, int, str, str, str], ...] = (
    ("human-escape", 3, PHONE, 0, "From the first menu no number of presses of 0 reaches a human.", "0 reaches a human from every menu, at every hour", "0 of 4 menus answer yes at every hour"),
    ("goal-reached", 1, PHONE, 32, "“A repair date this week” was not reached.", "A repair date this week", "the journey ended without it"),
    ("goal-reached", 2, PHONE, 16, "“بدانم بسته کجاست” was not reached.", "بدانم بسته کجاست", "hung up by the line after a promise to transfer"),
    ("repeated-question", 1, PHONE, 24, "The phone asks for the order number that was typed at the web shop 2 minutes earlier.", "told once", "asked again for the order number"),
    ("native-digits", 2, WEB, 7, "“۰۰۴۷۱۳” was refused with “Please enter digits only.”", "digits of the page's language are accepted", "refused, and the input was lost"),
    ("queue-wait", 1, PHONE, 27, "She waited 8 min 41 s and hung up; she finds 1 minute just adequate.", "at most 60 s", "at least 521 s"),
    ("faq-answer", 1, WEB, 7, "34 questions, none of them hers: the search for “leaking dishwasher” finds nothing.", "the answer", "0 results"),
    ("update-notice", 1, WEB, 8, "“We have made things even better for you!” covers the page and says neither what changes nor how to put it off.", "what changes, its effect, a way to defer", "none of the four"),
    ("page-speed", 0, WEB, 5, "“Your orders” took 4.9 s to load.", "at most 2.5 s", "4.9 s"),
)  # fmt: skip


def verdicts(lived: tuple[Experience, ...]) -> tuple[Verdict, ...]:
    found = []
    for check_id, who, where, moment, reason, expected, observed in _FAILS:
        found.append(_verdict(lived[who], check_id, where, Outcome.FAILED, reason, expected, observed, (moment,)))
    found.append(_verdict(lived[0], "goal-reached", WEB, Outcome.PASSED, "", "", "reached", (12,)))
    found.append(
        _verdict(lived[0], "native-digits", WEB, Outcome.INAPPLICABLE, "no Persian page was shown", "", "", ())
    )
    found.append(
        _verdict(
            lived[1],
            "clicks-to-human",
            WEB,
            Outcome.CANT_TELL,
            "the visit ended before a human was in sight",
            "",
            "",
            (),
        )
    )
    found.append(_verdict(lived[0], "faq-answer", WEB, Outcome.PASSED, "", "the answer", "found in 2 clicks", (7,)))
    return tuple(found)


def _verdict(lived: Experience, check_id: str, where: str, outcome: Outcome, reason: str, expected: str, observed: str, moments: tuple[int, ...]) -> Verdict:  # fmt: skip
    return Verdict(
        check=check_id,
        touchpoint=where,
        persona=lived.persona,
        scenario=lived.scenario,
        experience=lived.id,
        outcome=outcome,
        reason=reason,
        expected=expected,
        observed=observed,
        moments=moments,
        evidence=tuple(e for index in moments for e in lived.moments[index].evidence),
    )


def project(folder: Path | None = None) -> Project:
    flows = {}
    if folder is not None:
        (folder / "line.yaml").write_text(FLOW, encoding="utf-8")
        flows["line.yaml"] = load_flow(folder / "line.yaml")
    return Project(
        root=folder or Path(),
        company=COMPANY,
        touchpoints=TOUCHPOINTS,
        personas=PERSONAS,
        scenarios=SCENARIOS,
        flows=flows,
        settings=Settings(),
    )


FLOW = """
ivr: Service line
flow:
  welcome:
    says: For orders press 1, for returns 2, for everything else 3.
    keys: {1: order, 2: returns, 3: order}
    silent: {after: 5 s, repeat: 2, then: hang up}
    wrong: {repeat: 2, then: hang up}
  returns: {says: For returns press 1. For a person press 0., keys: {1: order, 0: agents}}
  order: {says: Please type your order number., digits: 6, then: promise}
  promise: {says: I am transferring you to the next free agent., then: hang up}
  agents: {queue: complaints}
"""
INFO = RunInfo(label="nightly", started="2026-11-24T08:12:00+00:00", seed=7, version="0.1.0")


def document(folder: Path | None = None, lived: tuple[Experience, ...] | None = None, **more: Any) -> Document:
    """The report document of this run, by way of the real scoring."""
    experiences_ = lived if lived is not None else experiences(folder)
    return build(
        **{
            "info": INFO,
            "project": project(folder),
            "experiences": experiences_,
            "verdicts": verdicts(experiences_) if experiences_ else (),
            "checks": CHECKS,
            **more,
        }
    )
