"""SQL that reads dates, times of day and moments as the field writes them.

Handled: no leading zeros, 24:00 as the next day, 0019 and 19 for nineteen past midnight, seven decimals, offsets,
milliseconds since 1970, Excel day numbers. A moment is kept as the city's own wall clock.
"""

from __future__ import annotations

from dataclasses import dataclass

from safecount.ingest import sql

DAY_FORMATS = ("iso",)
CLOCK_FORMATS = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%H%M", "%H:%M:%S.%f")
FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Years outside these are the mark of a value nobody meant, unless the definition says otherwise."""

_OFFSET = r"\d:\d\d(:\d\d(\.\d+)?)?\s*(Z|[+-]\d\d(:?\d\d)?)$"
_SECONDS_PER_DAY = 86_400
_EXCEL_DAY_ZERO = "TIMESTAMP '1899-12-30'"


@dataclass(frozen=True)
class Zones:
    """The zone a file writes in, and the city's own."""

    source: str
    city: str


def _to_city(moment: str, written_in: str, zones: Zones) -> str:
    if written_in == zones.city:
        return moment
    return f"timezone({sql.text(zones.city)}, timezone({sql.text(written_in)}, {moment}))"


def _iso(source: str, zones: Zones) -> str:
    # DuckDB reads ISO 8601 fast and turns 24:00 into the next day, but drops an offset unless asked to keep it. It
    # also reads words such as 'epoch' and 'infinity', hence the test that a digit comes first.
    plain = _to_city(f"TRY_CAST({source} AS TIMESTAMP)", zones.source or zones.city, zones)
    placed = f"timezone({sql.text(zones.city)}, TRY_CAST({source} AS TIMESTAMPTZ))"
    has_offset = f"regexp_matches({source}, {sql.text(_OFFSET)})"
    return f"(CASE WHEN NOT {source}[1] BETWEEN '0' AND '9' THEN NULL WHEN {has_offset} THEN {placed} ELSE {plain} END)"


def _number(source: str) -> str:
    digits = f"regexp_full_match({source}, '-?[0-9]{{1,15}}(\\.[0-9]*)?')"
    return f"(CASE WHEN {digits} THEN TRY_CAST({source} AS DOUBLE) END)"


def _patterns(source: str, patterns: list[str], zones: Zones) -> str:
    if any("%f" in pattern for pattern in patterns):
        source = f"regexp_replace({source}, '(\\.[0-9]{{6}})[0-9]+', '\\1')"
    parsed = f"try_strptime({source}, {sql.texts(patterns)})"
    if any("%z" in pattern for pattern in patterns):
        parsed = f"timezone('UTC', {parsed})"
        return _to_city(parsed, "UTC", zones)
    shown = f"regexp_replace({source}, '(^|[ T])24(:?[0-5][0-9])', '\\1' || '00' || '\\2')"
    rolled = f"try_strptime({shown}, {sql.texts(patterns)})"
    late = f"{rolled} + INTERVAL 1 DAY"
    with_clock = [pattern for pattern in patterns if "%H" in pattern]
    if with_clock:
        parsed = f"coalesce({parsed}, CASE WHEN regexp_matches({source}, '(^|[ T])24:?[0-5][0-9]') THEN {late} END)"
    return _to_city(parsed, zones.source or zones.city, zones)


def moment(source: str, formats: tuple[str, ...], zones: Zones) -> str:
    """Return SQL for the TIMESTAMP that `source`, a cleaned text, stands for in the city's wall clock; NULL if none."""
    tries: list[str] = []
    plain: list[str] = []
    for pattern in formats or DAY_FORMATS:
        if pattern == "iso":
            tries.append(_iso(source, zones))
        elif pattern in ("epoch_ms", "epoch_s"):
            factor = 1_000 if pattern == "epoch_ms" else 1_000_000
            stamp = f"make_timestamp(TRY_CAST({_number(source)} * {factor} AS BIGINT))"
            tries.append(_to_city(stamp, "UTC", zones))
        elif pattern == "excel":
            days = f"TRY_CAST(round({_number(source)} * {_SECONDS_PER_DAY}) AS BIGINT)"
            tries.append(f"(CASE WHEN abs({days}) < 1e11 THEN {_EXCEL_DAY_ZERO} + to_seconds({days}) END)")
        elif "%z" in pattern:
            tries.append(_patterns(source, [pattern], zones))
        else:
            plain.append(pattern)
    if plain:
        tries.append(_patterns(source, plain, zones))
    return tries[0] if len(tries) == 1 else f"coalesce({', '.join(tries)})"


def clock(source: str, formats: tuple[str, ...]) -> str:
    """Return SQL for the seconds since midnight that `source` stands for (BIGINT, 86,400 and more after 24:00)."""
    chosen = list(formats or CLOCK_FORMATS)
    digits = source
    if any("%H%M" in pattern for pattern in chosen):
        # 19 is nineteen minutes past midnight once a spreadsheet has eaten the zeros.
        short = f"regexp_full_match({source}, '[0-9]{{1,3}}')"
        digits = f"(CASE WHEN {short} THEN lpad({source}, 4, '0') ELSE {source} END)"
    rolls = f"regexp_matches({digits}, '^24:?[0-5][0-9]')"
    shown = f"(CASE WHEN {rolls} THEN '00' || {digits}[3:] ELSE {digits} END)"
    if any("%f" in pattern for pattern in chosen):
        shown = f"regexp_replace({shown}, '(\\.[0-9]{{6}})[0-9]+', '\\1')"
    seconds = f"(epoch_us(try_strptime({shown}, {sql.texts(chosen)})::TIME) // 1000000)"
    return f"({seconds} + CASE WHEN {rolls} THEN {_SECONDS_PER_DAY} ELSE 0 END)"


def together(day: str, seconds: str, zones: Zones) -> str:
    """Return SQL for the moment `seconds` after the start of `day` (a TIMESTAMP), moved to the city's zone."""
    whole = f"(date_trunc('day', {day}) + to_seconds({seconds}))"
    return _to_city(whole, zones.source or zones.city, zones)


def believed(value: str, minimum: float | None, maximum: float | None) -> str:
    """Return a test whether the date or moment `value` falls in the years that are believed."""
    first = int(minimum) if minimum is not None else FIRST_YEAR
    last = int(maximum) if maximum is not None else LAST_YEAR
    return f"year({value}) BETWEEN {first} AND {last}"
