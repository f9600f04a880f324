"""``python -m cxsim.reporting`` writes ``report.schema.json`` anew from the types of the document."""

from __future__ import annotations

import json
from pathlib import Path

from cxsim.reporting.contract import schema

if __name__ == "__main__":
    text = json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"
    (Path(__file__).parent / "report.schema.json").write_text(text, encoding="utf-8")
