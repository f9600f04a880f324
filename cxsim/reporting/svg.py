"""A picture in the report is SVG that was taken apart and put together again from what is known to be harmless.

Whatever drew it (a chart library, the map of a phone flow, a file that was read back), only listed elements and
attributes survive: no script, no style, no reference to anything outside. Ids are renumbered, so that two pictures on
one page never share one and the same picture always has the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from markupsafe import Markup, escape

_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = frozenset(
    re.findall(
        r"\w+",
        """
        svg g path rect line circle ellipse polygon polyline text tspan title desc defs marker pattern clipPath
        """,
    )
)
_ATTRIBUTES = frozenset(
    re.findall(
        r"[\w-]+",
        """
        x y x1 y1 x2 y2 cx cy r rx ry dx dy d points width height viewBox transform preserveAspectRatio id class
        fill fill-opacity stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity opacity
        font-size font-weight font-style text-anchor dominant-baseline clip-path marker-start marker-mid marker-end
        refX refY markerWidth markerHeight markerUnits orient patternUnits patternTransform
        """,
    )
)
_DEFAULTS = frozenset({("opacity", "1"), ("stroke-width", "1"), ("text-anchor", "start"), ("x2", "0"), ("y2", "0")})
_LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}")
_REFERENCE = re.compile(r"url\(#([^)]*)\)")


def clean(source: str, *, prefix: str, label: str, keep_classes: bool = False) -> Markup:
    """This SVG, harmless, with ids that begin with ``prefix`` and an accessible name. Empty where it is no SVG."""
    root = _parse(source)
    if root is None:
        return Markup()
    ids = {element.get("id", ""): f"{prefix}-{n}" for n, element in enumerate(_with_ids(root), 1)}
    size = _size(root)
    body = "".join(_write(child, ids, keep_classes) for child in root)
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(label)}" {size}>'
    return Markup(f"{opening}{body}</svg>")


def _parse(source: str) -> ElementTree.Element | None:
    if "<!DOCTYPE" in source or "<!ENTITY" in source:
        return None
    try:
        root = ElementTree.fromstring(source)
    except ElementTree.ParseError:
        return None
    return root if _name(root) == "svg" else None


def _size(root: ElementTree.Element) -> str:
    sizes = {key: root.get(key, "") for key in ("width", "height", "viewBox")}
    if not sizes["viewBox"] and sizes["width"] and sizes["height"]:
        sizes["viewBox"] = f"0 0 {sizes['width']} {sizes['height']}"
    written = [f'{key}="{escape(value)}"' for key, value in sizes.items() if re.fullmatch(r"[-\d. ]+", value)]
    for key in ("fill", "font-size"):  # what its texts inherit
        if re.fullmatch(r"#?\w+", root.get(key, "")):
            written.append(f'{key}="{escape(root.get(key, ""))}"')
    return " ".join(written)


def _with_ids(root: ElementTree.Element) -> Iterator[ElementTree.Element]:
    return (element for element in root.iter() if element.get("id"))


def _name(element: ElementTree.Element) -> str:
    return element.tag.removeprefix(_SVG) if isinstance(element.tag, str) else ""


def _write(element: ElementTree.Element, ids: Mapping[str, str], keep_classes: bool) -> str:
    name = _name(element)
    if name not in _ELEMENTS or element.get("display") == "none":
        return ""
    attributes = _attributes(element, ids, keep_classes)
    inside = str(escape(element.text or "")) if name in ("text", "tspan", "title", "desc") else ""
    inside += "".join(_write(child, ids, keep_classes) + _tail(name, child) for child in element)
    if name == "g" and not attributes:
        return inside
    if not inside and (name == "g" or (name == "path" and _draws_nothing(element))):
        return ""
    return f"<{name}{attributes}>{inside}</{name}>" if inside else f"<{name}{attributes}/>"


def _tail(parent: str, child: ElementTree.Element) -> str:
    return str(escape(child.tail or "")) if parent in ("text", "tspan") else ""


def _draws_nothing(path: ElementTree.Element) -> bool:
    return not path.get("d") or not (path.get("fill") or path.get("stroke") or path.get("class", "") != "background")


def _attributes(element: ElementTree.Element, ids: Mapping[str, str], keep_classes: bool) -> str:
    written = []
    for key, value in element.attrib.items():
        if key not in _ATTRIBUTES or (key, value) in _DEFAULTS or value == "translate(0,0)":
            continue
        if key == "class" and not (keep_classes and re.fullmatch(r"[a-z0-9 _-]+", value)):
            continue
        if key == "id":
            value = ids[value]
        elif "url(" in value:
            value = _REFERENCE.sub(lambda found: f"url(#{ids.get(found.group(1), 'none')})", value)
            if not re.fullmatch(r"url\(#[\w-]+\)", value):
                continue
        elif key not in ("class", "fill", "stroke"):
            value = _LONG_NUMBER.sub(lambda found: _short(found.group()), value)
        written.append(f' {key}="{escape(value)}"')
    return "".join(written)


def _short(text: str) -> str:
    short = f"{float(text):.1f}".removesuffix(".0")
    return "0" if short == "-0" else short
