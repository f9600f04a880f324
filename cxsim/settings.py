"""A setting is a constant that someone may argue with: it has a default and a source, and a project can change it.

They live in ``[tool.cxsim]`` of pyproject.toml or in cxsim.toml; the report prints each as an assumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """Every constant marked S in the measures, with its default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # 1 perceived wait (directions: Maister 1985; the numbers are ours)
    wait_unoccupied: float = Field(0.3, description="Maister 1985: unoccupied time feels longer")
    wait_no_estimate: float = Field(0.3, description="Maister 1985: uncertain waits feel longer")
    wait_unexplained: float = Field(0.2, description="Maister 1985: unexplained waits feel longer")
    wait_unfair: float = Field(0.3, description="Maister 1985: unfair waits feel longer")
    wait_anxious: float = Field(0.2, description="Maister 1985: anxiety makes waits feel longer")
    wait_limit: float = Field(2.5, description="no wait feels longer than this many times itself")
    # 3 effort points
    effort_dead_end: float = Field(10.0, description="effort points")
    effort_surprise: float = Field(10.0, description="effort points")
    effort_menu_level: float = Field(5.0, description="effort points")
    effort_repeated: float = Field(15.0, description="effort points")
    effort_transfer: float = Field(15.0, description="effort points")
    effort_channel_switch: float = Field(20.0, description="effort points")
    effort_repeat_contact: float = Field(25.0, description="effort points")
    # 4 emotion
    loss_weight: float = Field(2.0, description="Tversky & Kahneman 1992, for the order of size")
    feel_wait: float = Field(-0.10, description="a wait at zone score 0")
    feel_no_answer: float = Field(-0.10, description="a FAQ without the answer")
    feel_popup: float = Field(-0.05, description="a pop-up without information")
    feel_zero_rejected: float = Field(-0.05, description="0 rejected")
    feel_story_again: float = Field(-0.05, description="the story told again")
    feel_policy_phrase: float = Field(-0.05, description="a policy phrase")
    # 4a patience
    mood_patience_floor: float = Field(0.5, description="the worst mood leaves at least this share of the patience")
    mood_patience_slope: float = Field(0.5, description="how strongly a bad mood shortens patience")
    # 7 cost
    churn_most: float = Field(0.2, description="c_max: the most retention that the worst memory costs")
    # where addresses are chosen
    environments: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict, description="named environments")
    commands: Mapping[str, Mapping[str, str]] = Field(default_factory=dict, description="set-up and clean-up commands")

    def assumptions(self) -> list[tuple[str, float, str]]:
        """Every numeric constant with its value and the source for its direction, for the report's method page."""
        return [
            (name, value, field.description or "")
            for name, field in type(self).model_fields.items()
            if isinstance(value := getattr(self, name), float)
        ]
