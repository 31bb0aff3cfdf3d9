"""The invented complaints, thanks and questions of Riverbend."""

from commonground.domains.accountability.demonstration.story import Told, tell_story

__all__ = ["Told", "tell_story"]
