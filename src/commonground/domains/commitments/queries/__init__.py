"""Every read that leaves the commitments domain.

`public_…` functions read public columns of published programmes and nothing else; they return frozen shapes, worded in
the reader's language. Staff functions take the viewer first, and answer the same for what is missing and forbidden.
"""

from commonground.domains.commitments.filters import CommitmentFilter, Sort
from commonground.domains.commitments.queries.changes import public_changes
from commonground.domains.commitments.queries.commitments import public_commitment, public_commitments
from commonground.domains.commitments.queries.downloads import public_download_rows
from commonground.domains.commitments.queries.programmes import (
    public_overview,
    public_programme,
    public_programmes,
    public_statuses,
)
from commonground.domains.commitments.queries.progress import progress_over_time
from commonground.domains.commitments.queries.search import public_search
from commonground.domains.commitments.queries.staff import (
    commitment_for,
    commitments_for,
    dispute_for,
    disputes_for,
    imports_for,
    may_update,
    people_who_may_own,
    programme_for,
    programmes_for,
    proposal_for,
    proposals_for,
)

__all__ = [
    "CommitmentFilter",
    "Sort",
    "commitment_for",
    "commitments_for",
    "dispute_for",
    "disputes_for",
    "imports_for",
    "may_update",
    "people_who_may_own",
    "programme_for",
    "programmes_for",
    "progress_over_time",
    "proposal_for",
    "proposals_for",
    "public_changes",
    "public_commitment",
    "public_commitments",
    "public_download_rows",
    "public_overview",
    "public_programme",
    "public_programmes",
    "public_search",
    "public_statuses",
]
