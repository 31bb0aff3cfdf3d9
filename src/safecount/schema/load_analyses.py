"""Reads the sections [analyses.NAME] of a definition."""

from __future__ import annotations

from safecount.schema.model_analyses import Analysis, Condition, Step, Test
from safecount.schema.section import Section


def _condition(section: Section, key: str) -> Condition:
    return {name: tuple(values) for name, values in section.table(key).items()}


def analysis_from(name: str, section: Section) -> Analysis:
    """Return the analysis that `section` describes; its names are checked by `rules_analyses`."""
    return Analysis(
        name=name,
        test=Test(section.text("test", Test.RATES)),
        table=section.text("table"),
        title=section.text("title"),
        where=_condition(section, "where"),
        group=section.text("group"),
        reference=section.text("reference"),
        groups=section.texts("groups"),
        searched=_condition(section, "searched"),
        hit=_condition(section, "hit"),
        event=_condition(section, "event"),
        place=section.text("place"),
        strata=section.texts("strata"),
        time=section.text("time"),
        step=Step(section.text("step", Step.MONTH)),
        latitude=section.number("latitude"),
        longitude=section.number("longitude"),
        season=section.flag("season"),
        cluster=section.text("cluster"),
        benchmark=section.text("benchmark"),
        benchmark_counts=dict(section.table("benchmark_counts")),
        benchmark_file=section.text("benchmark_file"),
        benchmark_table=section.text("benchmark_table"),
        benchmark_where=_condition(section, "benchmark_where"),
        per=section.whole("per", 1000),
    )
