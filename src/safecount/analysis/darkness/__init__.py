"""The veil of darkness: are people of a group stopped less often when it is too dark to see who drives?

Grogger & Ridgeway 2006, Testing for racial profiling in traffic stops from behind a veil of darkness, Journal of the
American Statistical Association 101, 878-887.
"""

from safecount.analysis.darkness.ask import ask_darkness
from safecount.analysis.darkness.result import DarknessResult, Variant
from safecount.analysis.darkness.twilight import Evening, Place, evening_of, evenings

__all__ = ["DarknessResult", "Evening", "Place", "Variant", "ask_darkness", "evening_of", "evenings"]
