"""Which colours are refused, with what was measured; what the style sheet makes of those that are not."""

from __future__ import annotations

import random

import pytest
from django.core.exceptions import ValidationError

from cms.colours import DEFAULTS, PAIRS, problem_of, to_hex, to_oklch
from cms.models.site_territory import refuse_faint
from mail.palettes import contrast


def test_oklch_is_that_of_css() -> None:
    """CSS Color 4 gives red as oklch(62.8% 0.2577 29.23), green (#008000) as oklch(51.975% 0.17686 142.495)."""
    for colour, oklch in (("#ff0000", (0.628, 0.2577, 29.23)), ("#008000", (0.51975, 0.17686, 142.495))):
        assert to_oklch(colour) == pytest.approx(oklch, abs=0.01)
        assert to_hex(*to_oklch(colour)) == colour


def test_the_house_s_own_colours_pass_and_what_is_pale_does_not() -> None:
    assert all(problem_of(name, colour) is None for name, colour in DEFAULTS.items())
    yellow = problem_of("brand", "#ffd400")
    assert yellow
    assert yellow.worst.ratio == pytest.approx(contrast("#ffd400", yellow.worst.ground))
    assert problem_of("brand", yellow.nearest) is None
    # A grey of #767676 has 4.5 on white, the lightest ground; words of the main colour stand on darker ones too.
    assert problem_of("accent", "#767676") is None
    assert problem_of("accent", "#787878")
    assert problem_of("brand", "#767676")


def test_of_any_colour_the_nearest_passes_in_both_themes_and_keeps_its_hue() -> None:
    numbers = random.Random(48)
    for _turn in range(25):
        colour = f"#{numbers.randrange(1 << 24):06x}"
        for name in PAIRS:
            if problem := problem_of(name, colour):
                assert all(pair.ratio >= pair.needed for pair in PAIRS[name](problem.nearest)), (colour, problem)
                before, after = to_oklch(colour), to_oklch(problem.nearest)
                assert abs((before[2] - after[2] + 180) % 360 - 180) < 8 or after[1] < 0.03, (colour, problem)


def test_the_refusal_says_ratio_threshold_and_nearest() -> None:
    with pytest.raises(ValidationError) as refused:
        refuse_faint("accent", "#FFD400")
    words = refused.value.messages[0]
    assert "1,4" in words
    assert "4,5" in words
    assert problem_of("accent", "#ffd400").nearest in words  # type: ignore[union-attr]
    assert refuse_faint("brand", " #1F4D3A ") == "#1f4d3a"
    assert refuse_faint("brand", "vert") == "vert"  # whether it is a colour is for the field to say
