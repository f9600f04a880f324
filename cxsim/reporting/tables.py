"""Tables are the document as CSV files for spreadsheets: moments, verdicts, gaps, cells and waits, one row a fact.

A spreadsheet runs a cell that begins with = + - or @ as a formula; text that does gets an apostrophe in front.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cxsim.experience import Kind
from cxsim.reporting.contract import Document
from cxsim.reporting.safe import shown

if TYPE_CHECKING:
    import pandas as pd

LONGEST_CELL = 2000
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_WAIT_FACTS = ("for", "seconds", "censored", "simulated", "occupied", "estimate", "explained", "fair", "queue")


def tables(document: Document) -> dict[str, str]:
    """File name -> CSV text with commas, a header, and plain line ends."""
    return {f"{table}.csv": frame(document, table).to_csv(index=False, lineterminator="\n") for table in _TABLES}


def frame(document: Document, table: str) -> pd.DataFrame:
    """One table (moments, verdicts, gaps, cells or waits) as a data frame, its texts made harmless."""
    import pandas as pd

    columns, rows = _TABLES[table]
    safe = [{key: harmless(value) for key, value in row.items()} for row in rows(document)]
    return pd.DataFrame(safe, columns=list(columns), dtype=object)


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers.

    >>> harmless("=1+1"), harmless(-1.5), harmless(True)
    ("'=1+1", -1.5, 'yes')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or isinstance(value, int | float):
        return value
    text = shown(value, LONGEST_CELL).replace("\r", " ")
    return f"'{text}" if text.lstrip().startswith(_RISKY) or text.startswith(_RISKY) else text


def _moments(document: Document) -> Iterator[Mapping[str, Any]]:
    for lived in document["experiences"]:
        for index, moment in enumerate(lived["moments"]):
            yield {
                "experience": lived["id"],
                "moment": index,
                "scenario": lived["scenario"],
                "persona": lived["persona"],
                "at": moment["at"],
                "touchpoint": moment["touchpoint"],
                "kind": moment["kind"],
                "data": json.dumps(moment["data"], ensure_ascii=False, sort_keys=True),
                "measured": json.dumps(moment["measured"], sort_keys=True) if moment["measured"] else None,
                "evidence": " ".join(e["path"] for e in moment["evidence"]) or None,
            }


def _verdicts(document: Document) -> Iterator[Mapping[str, Any]]:
    for verdict in document["verdicts"]:
        row = {key: value for key, value in verdict.items() if key not in ("moments", "evidence")}
        yield {
            **row,
            "moments": " ".join(map(str, verdict["moments"])) or None,
            "evidence": " ".join(e["path"] for e in verdict["evidence"]) or None,
        }


def _gaps(document: Document) -> Iterator[Mapping[str, Any]]:
    for rank, gap in enumerate(document["gaps"], 1):
        row = {key: value for key, value in gap.items() if key not in ("personas", "verdicts", "evidence")}
        evidence = " ".join(e["path"] for e in gap["evidence"]) or None
        yield {"rank": rank, **row, "personas": ", ".join(gap["personas"]), "evidence": evidence}


def _cells(document: Document) -> Iterator[Mapping[str, Any]]:
    for cell in document["cells"]:
        row = {key: value for key, value in cell.items() if key != "observations"}
        yield {**row, "observations": len(cell["observations"])}


def _waits(document: Document) -> Iterator[Mapping[str, Any]]:
    for lived in document["experiences"]:
        for index, moment in enumerate(lived["moments"]):
            if moment["kind"] == Kind.WAITED:
                facts = {key: moment["data"].get(key) for key in _WAIT_FACTS}
                yield {
                    "experience": lived["id"],
                    "moment": index,
                    "persona": lived["persona"],
                    "touchpoint": moment["touchpoint"],
                    "at": moment["at"],
                    **facts,
                }


_Rows = Callable[[Document], Iterator[Mapping[str, Any]]]
_TABLES: Mapping[str, tuple[tuple[str, ...], _Rows]] = {
    "moments": (
        ("experience", "moment", "scenario", "persona", "at", "touchpoint", "kind", "data", "measured", "evidence"),
        _moments,
    ),
    "verdicts": (
        (
            "check", "touchpoint", "persona", "scenario", "experience", "outcome", "reason", "expected", "observed",
            "moments", "evidence",
        ),
        _verdicts,
    ),
    "gaps": (
        (
            "rank", "check", "touchpoint", "owner", "personas", "title", "reason", "expected", "observed", "priority",
            "impact", "tier", "attribute", "due", "evidence",
        ),
        _gaps,
    ),
    "cells": (
        (
            "touchpoint", "attribute", "persona", "score", "covered", "runs", "assumed", "reason", "priority",
            "observations",
        ),
        _cells,
    ),
    "waits": (("experience", "moment", "persona", "touchpoint", "at", *_WAIT_FACTS), _waits),
}  # fmt: skip
