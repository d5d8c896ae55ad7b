from __future__ import annotations

import pytest

from places.hours.rules import Days, Holiday, Moment, Rule, RuleSyntaxError, Span, State, split_rules


def span(start: int, end: int) -> Span:
    return Span(Moment(start), Moment(end))


def test_rules_and_their_operators() -> None:
    rules = split_rules(
        'Mo-Fr 09:00-12:00,14:00-18:00; Sa 09:00-12:00, Sa 14:00-15:00 open "marché" || unknown "appeler"'
    )
    assert [rule.operator for rule in rules] == [";", ";", ",", "||"]
    assert rules[0] == Rule(";", Days(wide="Mo-Fr"), (span(540, 720), span(840, 1080)), State.OPEN, "")
    assert rules[2].comment == "marché"
    assert rules[3] == Rule("||", Days(), (), State.UNKNOWN, "appeler")


@pytest.mark.parametrize(
    ("modifier", "state"),
    [
        ("", State.OPEN),
        ("open", State.OPEN),
        ("off", State.CLOSED),
        ("closed", State.CLOSED),
        ("unknown", State.UNKNOWN),
        ('open "x"', State.OPEN),
        ('"x"', State.UNKNOWN),  # a comment alone: to be asked
    ],
)
def test_state(modifier: str, state: State) -> None:
    assert split_rules(f"Mo 10:00-12:00 {modifier}".strip())[0].state == state


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("24/7", Days()),
        ("PH", Days(holidays=(Holiday("PH"),))),
        ("PH,Su", Days(weekdays="Su", holidays=(Holiday("PH"),))),
        ("Mo-Fr,PH", Days(weekdays="Mo-Fr", holidays=(Holiday("PH"),))),
        ("SH Mo-Fr", Days(weekdays="Mo-Fr", holidays=(Holiday("SH"),), both=True)),
        ("PH We,Fr", Days(weekdays="We,Fr", holidays=(Holiday("PH"),), both=True)),
        ("PH -1 day", Days(holidays=(Holiday("PH", -1),))),
        ("PH +2 days", Days(holidays=(Holiday("PH", 2),))),
        ("PH -1 day Mo-We", Days(weekdays="Mo-We", holidays=(Holiday("PH", -1),), both=True)),
        ("Jul-Aug Mo-Su,PH", Days("Jul-Aug", "Mo-Su", (Holiday("PH"),))),
        ("2027 PH", Days("2027", "", (Holiday("PH"),))),
        ("SH,PH,Su[1]", Days("", "Su[1]", (Holiday("SH"), Holiday("PH")))),
        ("Jan Su[-2]-Jan Su[-1] Fr-Su", Days("Jan Su[-2]-Jan Su[-1] Fr-Su")),
    ],
)
def test_days(days: str, expected: Days) -> None:
    assert split_rules(f"{days} 10:00-12:00")[0].days == expected
    assert split_rules(f"{days} off")[0].days == expected


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ("22:00-26:00", span(1320, 1560)),
        ("17:00+", Span(Moment(1020), None, open_end=True)),
        ("14:00-17:00+", Span(Moment(840), Moment(1020), open_end=True)),
        ("sunrise-sunset", Span(Moment(0, "sunrise"), Moment(0, "sunset"))),
        ("(sunrise+01:30)-(sunset-00:30)", Span(Moment(90, "sunrise"), Moment(-30, "sunset"))),
    ],
)
def test_times(times: str, expected: Span) -> None:
    assert split_rules(f"Mo {times}")[0].spans == (expected,)


def test_comments_may_hold_anything() -> None:
    assert len(split_rules('Sa 10:00-12:00 unknown "a; b, c || 12:00-13:00 off"')) == 1


@pytest.mark.parametrize("expression", ["Mo 10:00-12:00;;Tu off", "10:00-16:00/02:00", 'Mo "a', "PH Mo PH"])
def test_what_is_not_understood(expression: str) -> None:
    with pytest.raises(RuleSyntaxError):
        split_rules(expression)
