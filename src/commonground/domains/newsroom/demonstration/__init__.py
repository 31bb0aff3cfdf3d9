"""The invented appeals of Riverbend."""

from commonground.domains.newsroom.demonstration.story import tell_story

__all__ = ["tell_story"]
