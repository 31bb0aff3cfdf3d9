"""What is taken from the U.S. Web Design System, and which of our tokens stands for each of its colours.

USWDS ships one compiled style sheet of half a megabyte with fixed colours. We keep only the components used
in this house and name the colours by their use, so that light, dark and a city's own palette come from
`css/tokens.css`.
"""

import re

VERSION = "3.14.0"

# Every class of a kept selector must match; a selector without a class (normalising elements) is always kept.
KEPT_CLASSES = re.compile(
    r"""(usa-skipnav|usa-sr-only|usa-focus|usa-icon|usa-link|usa-list|usa-intro|usa-tag|usa-summary-box
    |usa-button|usa-button-group|usa-alert|usa-alert-heading
    |usa-breadcrumb|usa-pagination|usa-table|usa-table-container
    |usa-form|usa-form-group|usa-fieldset|usa-legend|usa-label|usa-hint|usa-error-message
    |usa-input|usa-input-group|usa-input-prefix|usa-input-suffix|usa-textarea|usa-select
    |usa-radio|usa-checkbox|usa-memorable-date
    |usa-combo-box|usa-step-indicator|usa-process-list)
    (__[a-z-]+|--[a-z0-9-]+)*""",
    re.VERBOSE,
)

# English words written by the style sheet, themes for dark headers, variants this house does not use.
DROPPED = re.compile(
    r"external|dark-background|--inverse|--dark|--alt\b|sticky|--stacked|--compact|--striped|sort"
    r"|unstyled-list|usa-prose|--accent|validation|--emergency|--cool|--warm|--counters|--center"
)

TEXT = {
    "#1b1b1b": "--ink",
    "black": "--ink",
    "white": "--on-fill",
    "#f0f0f0": "--on-fill",
    "#dfe1e2": "--on-fill",
    "#005ea2": "--link",
    "#1a4480": "--link-hover",
    "#162e51": "--link-active",
    "#54278f": "--link-visited",
    "#757575": "--ink-muted",
    "#71767a": "--ink-muted",
    "#565c65": "--ink-muted",
    "#3d4551": "--ink-muted",
    "#454545": "--ink-muted",
    "#919191": "--ink-muted",
    "#b50909": "--error-text",
}
BACKGROUND = {
    "white": "--surface",
    "#f9f9f9": "--surface-tint",
    "#f0f0f0": "--surface-tint",
    "#e6e6e6": "--surface-tint",
    "#dfe1e2": "--surface-sunk",
    "#c9c9c9": "--fill-disabled",
    "#c6cace": "--line",
    "#919191": "--ink-muted",
    "#757575": "--ink-muted",
    "#71767a": "--ink-muted",
    "#565c65": "--ink-muted",
    "#454545": "--ink-muted",
    "#3d4551": "--ink",
    "#1b1b1b": "--ink",
    "black": "--ink",
    "#005ea2": "--fill",
    "#0050d8": "--fill",
    "#1a4480": "--fill-hover",
    "#162e51": "--fill-active",
    "#d83933": "--danger-fill",
    "#b50909": "--danger-fill-hover",
    "#8b0a03": "--danger-fill-active",
    "#e7f6f8": "--info-surface",
    "#e1f3f8": "--info-surface",
    "#ecf3ec": "--success-surface",
    "#faf3d1": "--warning-surface",
    "#f4e3db": "--error-surface",
    "rgba(0,94,162,0.1)": "--fill-faint",
}
LINE = {
    "white": "--surface",
    "#1b1b1b": "--ink",
    "black": "--ink",
    "#005ea2": "--link",
    "#1a4480": "--link-hover",
    "#162e51": "--link-active",
    "#2491ff": "--focus",
    "#0050d8": "--link",
    "#565c65": "--field-line",
    "#757575": "--field-line",
    "#71767a": "--field-line",
    "#a9aeb1": "--line",
    "#919191": "--line",
    "#c9c9c9": "--line",
    "#dfe1e2": "--line",
    "#e6e6e6": "--line",
    "#f0f0f0": "--line",
    "#b50909": "--error-line",
    "#d54309": "--error-line",
    "#00a91c": "--success-line",
    "#ffbe2e": "--warning-line",
    "#00bde3": "--info-line",
    "#28a0cb": "--info-line",
    "#99deea": "--info-line",
    "#d9e8f6": "--line",
    "rgba(27,27,27,0.2)": "--line",
}
FONTS = (
    ("public-sans", "PublicSans-Regular", "Public Sans", 400, "normal"),
    ("public-sans", "PublicSans-Italic", "Public Sans", 400, "italic"),
    ("public-sans", "PublicSans-SemiBold", "Public Sans", 600, "normal"),
    ("public-sans", "PublicSans-Bold", "Public Sans", 700, "normal"),
    ("merriweather", "Latin-Merriweather-Bold", "Merriweather", 700, "normal"),
)
# One name a symbol of the sprite; a list of seventy strings would be harder to read.
ICONS = """
    account_balance add arrow_back arrow_forward attach_file autorenew bookmark calendar_today check
    check_circle check_circle_outline close comment content_copy do_not_disturb edit error event
    expand_less expand_more file_download flag forum groups help history hourglass_empty identification
    info insights language launch link list local_police location_on lock mail mail_outline map menu
    navigate_before navigate_next notifications people person phone priority_high print public remove
    remove_circle rss_feed schedule search security settings share star support trending_up undo update
    upload_file verified visibility warning
""".split()  # noqa: SIM905
