"""Bringing a register in from a file: read it, plan what it would change, carry the plan out.

`plan_import(file, programme)` changes nothing and can be shown; `carry_out(plan, by=…)` does all of it or none of it.
The command line and the staff page use the same two.
"""

from commonground.domains.commitments.importing.carrying_out import ImportDone, ImportRefused, carry_out
from commonground.domains.commitments.importing.parsed import FileUnreadable, RefusedRow
from commonground.domains.commitments.importing.planning import NewProgramme, plan_import
from commonground.domains.commitments.importing.plans import FieldPlan, ImportPlan, RowPlan

__all__ = [
    "FieldPlan",
    "FileUnreadable",
    "ImportDone",
    "ImportPlan",
    "ImportRefused",
    "NewProgramme",
    "RefusedRow",
    "RowPlan",
    "carry_out",
    "plan_import",
]
