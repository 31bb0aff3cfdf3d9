"""Two years of an invented city keeping its promises, laid down by the real actions."""

from commonground.domains.commitments.demonstration.story import tell_story

__all__ = ["tell_story"]
