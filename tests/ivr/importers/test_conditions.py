from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxsim.ivr.flow import Compare, Condition, InHours, Unknown
from cxsim.ivr.importers import conditions

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
ODD = st.sampled_from(["a = b", '"', "open", "x open", "unknown: y", " ", "", "!=", "<", "else", "a\\b"])
NAMES = st.one_of(TEXTS, ODD)
CONDITIONS: st.SearchStrategy[Condition] = st.one_of(
    st.builds(InHours, state=st.sampled_from(conditions.STATES), schedule=NAMES),
    st.builds(Compare, name=NAMES, op=st.sampled_from(conditions.OPERATORS), value=NAMES),
    st.builds(Unknown, reason=NAMES),
)


@given(CONDITIONS)
def test_what_is_written_is_read_again(condition: Condition) -> None:
    assert conditions.read(conditions.written(condition)) == condition


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("closed", InHours(state="closed")),
        ("Hotline closed", InHours(schedule="Hotline", state="closed")),
        ("customer = gold", Compare(name="customer", op="=", value="gold")),
        ("tries>=3", Compare(name="tries", op=">=", value="3")),
        ('"a = b" != ""', Compare(name="a = b", op="!=", value="")),
        ("unknown: a look-up", Unknown(reason="a look-up")),
        ("perhaps", None),
        ("= 3", None),
    ],
)
def test_conditions_as_people_write_them(text: str, condition: Condition | None) -> None:
    assert conditions.read(text) == condition
