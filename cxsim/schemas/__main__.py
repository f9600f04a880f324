"""``python -m cxsim.schemas`` writes the shipped schemas anew."""

from __future__ import annotations

from cxsim.schemas import FOLDER, NAMES, text

if __name__ == "__main__":
    for name in NAMES:
        (FOLDER / f"{name}.json").write_text(text(name), encoding="utf-8")
