"""How often scent leads to the right link: top-1 and top-3 by language, on goals that were tuned on and on others.

``python -m benchmarks.scent [--scorer lexical|encoder|both]``. Each case is a goal and a menu (the names on a page); it
is hit where the strongest name is one that leads there. Only what is held out is evidence: the thesaurus was written
and frozen before those goals were, and must not be changed because of what is missed there. Plain goals say what is
wanted, roundabout ones only tell the situation. Deterministic.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cxsim.channels.web.scent import Scorer, Want, scorer

CASES = Path(__file__).parent / "scent_cases"
SETS = ("tuned_on", "held_out")
KINDS = ("goals", "plain", "roundabout")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Somebody with a goal before a menu, and the names that lead there."""

    kind: str
    language: str
    company: str
    goal: str
    links: tuple[str, ...]
    right: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The names by scent, strongest first, and the place of the first right one (1 is the top)."""

    case: Case
    ranking: tuple[tuple[str, float], ...]
    place: int


def cases(name: str) -> Iterator[Case]:
    """The cases of one file."""
    for menu in tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["menu"]:
        wanted = [(kind, *each) for kind in KINDS for each in menu.get(kind, {}).items()]
        for kind, goal, right in wanted:
            if unknown := set(right) - set(menu["links"]):
                raise ValueError(f"{name}: {goal!r} leads to {sorted(unknown)}, which the menu does not have")
            yield Case(
                kind=kind,
                language=menu["language"],
                company=menu["company"],
                goal=goal,
                links=tuple(menu["links"]),
                right=frozenset(right),
            )


def solve(case: Case, by: Scorer) -> Result:
    """Rank the names of this case; of equal ones the first on the page wins, and what promises nothing comes last."""
    want = Want(goal=case.goal, language=case.language)
    scents = sorted(by.scores(want, case.links, language=case.language), key=lambda scent: -scent.score)
    ranking = tuple((scent.name, scent.score) for scent in scents)
    places = [n for n, (name, score) in enumerate(ranking, 1) if name in case.right and score > 0]
    return Result(case=case, ranking=ranking, place=min(places, default=len(ranking) + 1))


def report(name: str, by: Scorer) -> None:
    """Print the figures of one set, and its misses."""
    results = [solve(case, by) for case in cases(name)]
    print(f"\n{name.replace('_', ' ')}, scorer: {by.name}")
    for kind in dict.fromkeys(result.case.kind for result in results):
        _figures(kind, [result for result in results if result.case.kind == kind])
    for result in results:
        if result.place > 1:
            top, score = result.ranking[0]
            wanted = " or ".join(sorted(result.case.right))
            print(f"    missed ({result.place}): {result.case.goal} -> {top} ({score:.2f}), not {wanted}")


def _figures(kind: str, results: Sequence[Result]) -> None:
    for language in [*dict.fromkeys(result.case.language for result in results), "all"]:
        own = [result for result in results if language in (result.case.language, "all")]
        chance = sum(len(r.case.right) / len(r.case.links) for r in own) / len(own)
        print(f"  {kind:10} {language:4} {_share(own, 1)} top-1   {_share(own, 3)} top-3   chance {chance:4.0%}")


def _share(results: Sequence[Result], within: int) -> str:
    hits = sum(result.place <= within for result in results)
    return f"{hits:3} of {len(results):3} ({hits / len(results):4.0%})"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--scorer", choices=["lexical", "encoder", "both"], default="lexical")
    parser.add_argument("--set", choices=SETS, action="append")
    options = parser.parse_args()
    wanted = {"lexical": [False], "encoder": [True], "both": [False, True]}[options.scorer]
    for encoder in wanted:
        by = scorer(encoder=encoder)
        for name in options.set or SETS:
            report(name, by)


if __name__ == "__main__":
    main()
