"""What is filed here is sealed to units that have their keys."""

from tests.commonground.casework.filing_house import filing_house, unit_vault

__all__ = ["filing_house", "unit_vault"]
