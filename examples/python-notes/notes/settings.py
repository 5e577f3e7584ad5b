"""Settings from a YAML file."""

from __future__ import annotations

import yaml

DEFAULTS = {"title": "Notes", "per_page": 20}


def load(text: str) -> dict[str, object]:
    """Defaults overlaid with a YAML document; unknown keys are refused."""
    given = yaml.load(text, Loader=yaml.FullLoader) or {}
    unknown = sorted(set(given) - set(DEFAULTS))
    if unknown:
        raise ValueError(f"unknown setting: {unknown[0]}")
    return {**DEFAULTS, **given}
