"""Everything that may be done, one line each: `area:thing:verb`. At most 40 (a test counts)."""

from enum import StrEnum


class Permission(StrEnum):
    # Commitments
    VIEW_COMMITMENTS = "commitments:commitment:view"
    UPDATE_OWN_COMMITMENTS = "commitments:commitment:update-own"
    MANAGE_COMMITMENTS = "commitments:commitment:manage"
    MANAGE_PROGRAMMES = "commitments:programme:manage"
    REVIEW_CHANGES = "commitments:change:review"
    ANSWER_DISPUTES = "commitments:dispute:answer"
    IMPORT_COMMITMENTS = "commitments:register:import"
    # Boards
    VIEW_BOARDS = "boards:board:view"
    MANAGE_BOARDS = "boards:board:manage"
    APPOINT_MEMBERS = "boards:seat:appoint"
    MANAGE_MEETINGS = "boards:meeting:manage"
    MAKE_RECOMMENDATIONS = "boards:recommendation:make"
    ANSWER_RECOMMENDATIONS = "boards:recommendation:answer"
    # Matters that people bring: whose queue it is, the unit's file says (config/cities/*/casework/units.toml)
    ENTER_MATTERS = "matters:matter:enter"
    KEEP_VAULT = "vaults:vault:keep"
    KEEP_RECORDS = "records:record:keep"
    DISPOSE_RECORDS = "records:record:dispose"
    # Professional standards
    HANDLE_COMPLAINTS = "accountability:complaint:handle"
    SUPERVISE_COMPLAINTS = "accountability:complaint:supervise"
    REVIEW_COMPLAINTS = "accountability:complaint:review"
    HANDLE_OVERSIGHT = "accountability:oversight:handle"
    KEEP_ROSTER = "access:officer:keep"
    VIEW_OWN_THANKS = "accountability:thanks:view-own"
    # Appeals to the public and the tips that answer them
    DRAFT_APPEALS = "newsroom:appeal:draft"
    APPROVE_APPEALS = "newsroom:appeal:approve"
    HANDLE_TIPS = "newsroom:tip:handle"
    SUPERVISE_TIPS = "newsroom:tip:supervise"
    # Pages that the city writes
    EDIT_PAGES = "content:page:edit"
    PUBLISH_PAGES = "content:page:publish"
    # People and power
    MANAGE_PEOPLE = "access:person:manage"
    GRANT_ROLES = "access:role:grant"
    BREAK_GLASS = "access:break-glass:use"
    REVIEW_BREAK_GLASS = "access:break-glass:review"
    VIEW_AUDIT = "foundation:audit:view"
