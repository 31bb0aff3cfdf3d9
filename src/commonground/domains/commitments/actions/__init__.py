"""Every write of the commitments domain: one function for each thing that can happen, one transaction each.

Each checks who may do it, refuses with a sentence (`Refused`), writes the public history and the audit entry beside
the change, and has followers told.
"""

from commonground.domains.commitments.actions.changes import KEEP, CommitmentChanges, Keep, Outcome
from commonground.domains.commitments.actions.commitments import (
    add_commitment,
    place_on_hold,
    post_update,
    resume_work,
    update_commitment,
)
from commonground.domains.commitments.actions.disputes import (
    DisputeText,
    answer_dispute,
    decline_dispute,
    publish_dispute,
    submit_dispute,
)
from commonground.domains.commitments.actions.evidence import (
    EvidenceDetails,
    attach_evidence,
    withdraw_evidence,
)
from commonground.domains.commitments.actions.follows import (
    confirm_follow,
    end_follow,
    follow_commitment,
    follow_programme,
)
from commonground.domains.commitments.actions.programmes import (
    ProgrammeDetails,
    add_milestone,
    add_topic,
    create_programme,
    publish_programme,
    remove_milestone,
    update_programme,
    update_topic,
    withdraw_programme,
)
from commonground.domains.commitments.actions.review import approve_change, decline_change
from commonground.domains.commitments.actions.steps import (
    add_sub_action,
    complete_sub_action,
    reopen_sub_action,
)
from commonground.domains.commitments.actions.uploads import settle_import

__all__ = [
    "KEEP",
    "CommitmentChanges",
    "DisputeText",
    "EvidenceDetails",
    "Keep",
    "Outcome",
    "ProgrammeDetails",
    "add_commitment",
    "add_milestone",
    "add_sub_action",
    "add_topic",
    "answer_dispute",
    "approve_change",
    "attach_evidence",
    "complete_sub_action",
    "confirm_follow",
    "create_programme",
    "decline_change",
    "decline_dispute",
    "end_follow",
    "follow_commitment",
    "follow_programme",
    "place_on_hold",
    "post_update",
    "publish_dispute",
    "publish_programme",
    "remove_milestone",
    "reopen_sub_action",
    "resume_work",
    "settle_import",
    "submit_dispute",
    "update_commitment",
    "update_programme",
    "update_topic",
    "withdraw_evidence",
    "withdraw_programme",
]
