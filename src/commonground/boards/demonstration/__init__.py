"""Riverbend's boards and two years of their meetings, all invented, told with the real actions on their real days."""

from commonground.boards.demonstration.story import tell_story

__all__ = ["tell_story"]
