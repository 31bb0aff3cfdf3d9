"""Every other analysis from a file to the answer, counted again by hand in Python; what is refused; what is shown."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from safecount.analysis import (
    AnalysisRefused,
    ChangeResult,
    ComparisonResult,
    FunnelResult,
    OutcomeResult,
    RatesResult,
    Result,
    analyse,
)
from safecount.analysis.grouping import Districts, Grouping
from safecount.analysis.independence import independence
from safecount.analysis.intervals import share, share_difference
from safecount.analysis.result import LeftOut, publishable
from safecount.ingest import Store
from safecount.problems import StoreError
from safecount.schema import Definition
from tests.safecount.analysis.conftest import ANALYSES, RIVERBEND
from tests.safecount.conftest import parsed

Ask = Callable[[Definition, list[dict[str, str]], str], Result]


def rows(count: int = 6000, seed: int = 1) -> list[dict[str, str]]:
    """Stops of two years, with blanks in every column that a test reads."""
    chosen = random.Random(seed)  # noqa: S311 - invented stops
    made = []
    for _ in range(count):
        race = chosen.choices(["White", "Black", "Asian", ""], [50, 35, 13, 2])[0]
        searched = chosen.choices(["true", "false", ""], [30, 67, 3])[0]
        hit = 0.25 if race == "Black" else 0.40
        found = (
            chosen.choices(["true", "false", ""], [hit, 0.97 - hit, 0.03])[0] if searched == "true" else ""
        )
        made.append(
            {
                "stopped": f"{chosen.choice((2024, 2025))}-{chosen.randint(1, 12):02d}-{chosen.randint(1, 28):02d} 12:00",
                "district": chosen.choices(["North", "South", "East", "West", ""], [30, 25, 25, 18, 2])[0],
                "officer": str(chosen.randint(1, 50)),
                "race": race,
                "reason": chosen.choices(["Traffic", "Call", ""], [70, 28, 2])[0],
                "searched": searched,
                "found": found,
            }
        )
    return made


ROWS = rows()


def test_hit_rates_by_hand(ask: Ask, riverbend: Definition) -> None:
    result = ask(riverbend, ROWS, "hits")
    assert isinstance(result, OutcomeResult)
    searched = [row for row in ROWS if row["searched"] == "true"]
    known = [row for row in searched if row["found"]]
    for line in result.rates:
        own = [row for row in known if row["race"] == line.label]
        hits = sum(row["found"] == "true" for row in own)
        assert (line.searches, line.hits) == (len(own), hits)
        assert line.rate == share(hits, len(own))
    white, black = (next(line for line in result.rates if line.group == name) for name in ("white", "black"))
    assert black.difference == share_difference((black.hits, black.searches), (white.hits, white.searches))
    lost = {row.why: row.count for row in result.left_out}
    assert lost["not recorded whether searched"] == sum(row["searched"] == "" for row in ROWS)
    assert lost["not recorded whether anything was found"] == len(searched) - len(known)
    assert lost["no race recorded"] == sum(row["race"] == "" for row in known)
    assert "less often for Black" in result.sentence
    assert "uncertain whether the rate differs for Asian" in result.sentence
    assert any("within district" in row.name for row in result.diagnostics)


def test_too_few_searches_are_not_spoken_of(ask: Ask, riverbend: Definition) -> None:
    few = [{"race": name, "searched": "true", "found": "true"} for name in ["White"] * 40 + ["Black"] * 9]
    result = ask(riverbend, few, "hits")
    assert "too few searches" in result.sentence
    assert not result.publishable.allowed
    with pytest.raises(AnalysisRefused, match="no searches of white"):
        ask(riverbend, few[40:], "hits")


def test_the_test_of_independence_fits_the_counts() -> None:
    assert "chi-square" in independence([(30, 70), (40, 60)])[1]
    p_value, name = independence([(1, 9), (8, 3)])
    assert (round(p_value, 4), name) == (0.0075, "Fisher's exact test")
    assert independence([(1, 9), (8, 3), (0, 5)])[1].startswith("permutation")
    assert independence([(1, 9), (8, 3), (0, 5)]) == independence([(1, 9), (8, 3), (0, 5)])
    assert independence([(0, 9), (0, 3)])[1].startswith("not tested")


def test_rates_against_residents_by_hand(ask: Ask, riverbend: Definition) -> None:
    result = ask(riverbend, ROWS, "residents")
    assert isinstance(result, RatesResult)
    counts = Counter(row["race"] for row in ROWS)
    white, black = result.rates
    assert (white.events, black.events) == (counts["White"], counts["Black"])
    assert white.rate.value == pytest.approx(counts["White"] / 60_000)
    assert black.ratio is not None
    assert black.ratio.value == pytest.approx(2 * counts["Black"] / counts["White"])
    lost = {row.why: row.count for row in result.left_out}
    assert lost == {
        "no race recorded": counts[""],
        "another group, or none in the benchmark": counts["Asian"],
    }
    assert "residents differ from drivers" in str(result)
    assert "exact Poisson" in result.method.words


def test_shares_of_the_same_table_are_binomial(ask: Ask, riverbend: Definition) -> None:
    result = ask(riverbend, ROWS, "searches_per_stop")
    assert isinstance(result, RatesResult)
    black = next(line for line in result.rates if line.group == "black")
    own = [row for row in ROWS if row["race"] == "Black" and row["searched"]]
    searched = sum(row["searched"] == "true" for row in own)
    assert (black.events, black.benchmark) == (searched, len(own))
    assert black.rate == share(searched, len(own))
    assert "uncertain" in result.sentence


def test_few_events_are_marked_unstable(ask: Ask, riverbend: Definition) -> None:
    few = [{"race": "White"}] * 40 + [{"race": "Black"}] * 9
    result = ask(riverbend, few, "residents")
    assert isinstance(result, RatesResult)
    assert [line.unstable for line in result.rates] == [False, True]
    assert "too few events" in result.sentence
    assert "Black (unstable)" in str(result)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "group,count\nwhite,many\n",
        "group,count\nwhite,1\nwhite,2\n",
        "group,count\nwhite,-1\n",
        "a,b\n1,2\n",
    ],
)
def test_a_bad_benchmark_is_a_sentence(
    ask: Ask, riverbend: Definition, store: Store, tmp_path: Path, text: str
) -> None:
    ask(riverbend, ROWS[:50], "residents")
    path = tmp_path / "benchmark.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(AnalysisRefused, match=r"group and count|group twice|holds no white"):
        analyse(riverbend, store, "residents", str(path))
    path.write_text('group,count\nwhite,"1,000"\nblack,500\n', "utf-8")
    assert analyse(riverbend, store, "residents", str(path)).n > 0
    with pytest.raises(AnalysisRefused, match="cannot be read"):
        analyse(riverbend, store, "residents", str(tmp_path / "none.csv"))


def test_standardised_rates_by_hand(ask: Ask, riverbend: Definition) -> None:
    result = ask(riverbend, ROWS, "by_district")
    assert isinstance(result, ComparisonResult)
    used = [row for row in ROWS if row["searched"] and row["district"] and row["reason"]]
    size = Counter(row["reason"] for row in used)
    happened = Counter(row["reason"] for row in used if row["searched"] == "true")
    for line in result.districts:
        own = [row for row in used if row["district"] == line.district]
        events = Counter(row["reason"] for row in own if row["searched"] == "true")
        mix = Counter(row["reason"] for row in own)
        expected = sum(mix[reason] * happened[reason] / size[reason] for reason in size)
        direct = sum(size[reason] / len(used) * events[reason] / mix[reason] for reason in size)
        assert (line.events, line.of) == (events.total(), len(own))
        assert line.expected == pytest.approx(expected)
        assert line.direct is not None
        assert line.direct.value == pytest.approx(direct)
        assert line.direct.low < direct < line.direct.high
    assert sum(line.expected for line in result.districts) == pytest.approx(
        sum(line.events for line in result.districts)
    )
    assert result.n == len(used)


def test_a_district_without_a_stratum_has_no_direct_rate(ask: Ask, riverbend: Definition) -> None:
    kept = [row for row in ROWS if row["district"] != "North" or row["reason"] == "Call"]
    result = ask(riverbend, kept, "by_district")
    assert isinstance(result, ComparisonResult)
    assert [line.direct is None for line in result.districts] == [
        line.district == "North" for line in result.districts
    ]
    assert "not possible" in str(result)


def test_a_district_apart_stands_out_of_the_funnel(ask: Ask, riverbend: Definition) -> None:
    changed = [
        {
            **row,
            "searched": "true" if row["district"] == "West" and int(row["officer"]) < 30 else row["searched"],
        }
        for row in ROWS
    ]
    result = ask(riverbend, changed, "funnel")
    assert isinstance(result, FunnelResult)
    west = next(point for point in result.points if point.district == "West")
    own = [row for row in changed if row["district"] == "West" and row["searched"]]
    assert west.of == len(own)
    assert west.share == pytest.approx(sum(row["searched"] == "true" for row in own) / len(own))
    assert west.standing(overdispersed=False) == "above 99.8 %"
    assert result.overdispersed
    plain = ask(riverbend, ROWS, "funnel")
    assert isinstance(plain, FunnelResult)
    assert not plain.overdispersed
    assert "no district stands out" in plain.sentence
    with pytest.raises(AnalysisRefused, match="three districts"):
        ask(riverbend, [row for row in ROWS if row["district"] in ("North", "South")], "funnel")


def test_a_change_is_seen_and_a_known_break_is_not_one(ask: Ask) -> None:
    changed = [
        {
            **row,
            "searched": "true"
            if row["stopped"].startswith("2025-0") and int(row["officer"]) < 20
            else row["searched"],
        }
        for row in rows(9000)
    ]
    plain = ask(parsed(RIVERBEND + ANALYSES), changed, "months")
    assert isinstance(plain, ChangeResult)
    assert "runs of eight or more" in plain.sentence
    assert len(plain.moments) == 24
    assert plain.moments[0].step.of == sum(
        row["stopped"].startswith("2024-01") and row["searched"] != "" for row in changed
    )
    breaks = (
        '[[breaks]]\non = 2025-01-01\nwhat = "A new form."\n[[breaks]]\non = 2025-10-01\nwhat = "Another."\n'
    )
    cut = ask(parsed(RIVERBEND + ANALYSES + breaks), changed, "months")
    assert isinstance(cut, ChangeResult)
    assert "no month differed" in cut.sentence
    assert "cut at 2 known breaks" in cut.sentence
    assert any("A new form." in limit for limit in cut.limits)


def test_every_result_shows_itself(ask: Ask, riverbend: Definition, store: Store) -> None:
    ask(riverbend, ROWS, "hits")
    for name in ("hits", "residents", "searches_per_stop", "by_district", "funnel", "months"):
        result = analyse(riverbend, store, name)
        text = str(result)
        for part in (result.sentence, result.method.words, *result.method.sources, *result.limits):
            assert part in text
        chart = result.chart()
        svg = chart.svg()
        assert svg.startswith("<svg ")
        assert 'role="img"' in svg
        assert chart.table
        assert result.sentence.endswith(".")
        assert "NaN" not in json.dumps(result.as_dict(), allow_nan=False)
        assert ("May be published" in text) == result.publishable.allowed


def test_what_is_shown_is_safe_html(ask: Ask) -> None:
    title = '<script>alert(1)</script> & \\"more\\"'
    text = (RIVERBEND + ANALYSES).replace('title = "Searches that found something"', f'title = "{title}"')
    nasty = [{**row, "district": row["district"].replace("North", '<img src="x">')} for row in ROWS]
    for name in ("hits", "funnel"):
        page = ask(parsed(text), nasty, name)._repr_html_()
        assert "<script>" not in page
        assert '<img src="x">' not in page


def test_names_in_place_of_districts_are_refused(ask: Ask, riverbend: Definition, store: Store) -> None:
    many = [{**row, "district": str(number)} for number, row in enumerate(ROWS[:700])]
    with pytest.raises(AnalysisRefused, match="different values"):
        ask(riverbend, many, "funnel")
    with pytest.raises(AnalysisRefused, match="coarser column"):
        analyse(riverbend, store, "by_district")


def test_a_placeholder_date_is_refused(ask: Ask, riverbend: Definition, store: Store) -> None:
    odd = [*ROWS[:300], {"stopped": "1900-01-01 12:00", "searched": "true", "reason": "Traffic"}]
    with pytest.raises(AnalysisRefused, match="some date cannot be true"):
        ask(riverbend, odd, "months")
    with pytest.raises(AnalysisRefused, match="some date cannot be true"):
        analyse(riverbend, store, "veil")


# --- Nobody is singled out ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["officer", "squad", "number", "stopped"])
def test_no_grouping_can_be_made_of_a_person(riverbend: Definition, name: str) -> None:
    with pytest.raises(AnalysisRefused, match="never broken down"):
        Grouping(riverbend.table("stop").column(name))


def test_only_places_are_districts(riverbend: Definition) -> None:
    with pytest.raises(AnalysisRefused, match="only districts"):
        Districts(riverbend.table("stop").column("race"))
    assert Districts(riverbend.table("stop").column("district")).title == "district"


def test_small_counts_are_not_to_be_published() -> None:
    assert publishable([11, 20], [], 11).allowed
    assert not publishable([10, 20], [], 11).allowed
    assert not publishable([0, 20], [], 11).allowed
    few = publishable([11, 20], [LeftOut("no date", 3)], 11)
    assert not few.allowed
    assert "no date" in few.reason


def test_a_stricter_threshold_counts(ask: Ask) -> None:
    text = RIVERBEND + "[threshold]\nk = 11\ncolumns = { district = 5000 }\n" + ANALYSES
    assert ask(parsed(text), ROWS, "residents").publishable.allowed
    assert not ask(parsed(text), ROWS, "funnel").publishable.allowed


# --- Stores that do not fit -----------------------------------------------------------------------------------------


def test_a_store_that_does_not_fit_is_refused(
    ask: Ask, riverbend: Definition, store: Store, tmp_path: Path
) -> None:
    with pytest.raises(StoreError, match="no records of stop"):
        analyse(riverbend, Store(tmp_path / "empty"), "hits")
    ask(riverbend, ROWS[:200], "residents")
    other = parsed((RIVERBEND + ANALYSES).replace('"riverbend-stops"', '"elsewhere"'))
    with pytest.raises(StoreError, match="holds the dataset riverbend-stops"):
        analyse(other, store, "hits")
    changed = parsed((RIVERBEND + ANALYSES).replace('asian = ["Asian"]', 'asian = ["Asian", "A"]'))
    with pytest.raises(StoreError, match="--rebuild"):
        analyse(changed, store, "hits")
    with pytest.raises(AnalysisRefused, match="has no analysis nothing"):
        analyse(riverbend, store, "nothing")
