"""Tries to undo the protection from public files alone, as anybody may: docs/count/attack.md.

Separate from the code that protects. What it proves to be in doubt it proves by data sets that add up; what it proves to be given
away, by bounds and programmes. What it cannot settle it says so of. `folders.attack_folders` opens releases for it.
"""

from safecount.disclosure.attack.groups import WholeGroup, whole_groups
from safecount.disclosure.attack.percentages import Candidates, candidates
from safecount.disclosure.attack.puzzle import AttackError, Place, Puzzle, Rules, puzzle_from
from safecount.disclosure.attack.report import AttackedCell, AttackReport, Effort, Verdict
from safecount.disclosure.attack.run import attack, attack_puzzle

__all__ = [
    "AttackError",
    "AttackReport",
    "AttackedCell",
    "Candidates",
    "Effort",
    "Place",
    "Puzzle",
    "Rules",
    "Verdict",
    "WholeGroup",
    "attack",
    "attack_puzzle",
    "candidates",
    "puzzle_from",
    "whole_groups",
]
