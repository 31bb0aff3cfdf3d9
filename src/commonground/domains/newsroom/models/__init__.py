"""Tables of appeals to the public, and of what the kernel's cases need to know of them."""

from commonground.domains.newsroom.models.appeals import Appeal, AppealCorrection, AppealPicture, Speech
from commonground.domains.newsroom.models.tips import ObjectionFacts, Reward, TipFacts

__all__ = ["Appeal", "AppealCorrection", "AppealPicture", "ObjectionFacts", "Reward", "Speech", "TipFacts"]
