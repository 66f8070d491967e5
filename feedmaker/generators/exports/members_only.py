"""Parts of a post that only members of the site may read.

These are blocks of Ghost and of Jetpack, and shortcodes of plugins of WordPress.
"""

import re

# <!--kg-gated-block:begin nonMember:false memberSegment:"status:free" -->…<!--kg-gated-block:end-->
# <!-- wp:premium-content/subscriber-view -->…<!-- /wp:premium-content/subscriber-view -->
# [mepr-show rules="12"]…[/mepr-show], and those of Paid Memberships Pro, s2Member, WP-Members, Restrict Content,
# WooCommerce Memberships, Ultimate Member, Members and Simple Membership
_MARK = re.compile(
    r"<!--\s*+(?P<gate>kg-gated-block):(?:begin|(?P<gate_end>end))\b(?P<readers>[^\n>]{0,300})-->"
    r"|<!--\s*+(?P<block_end>/)?wp:(?P<block>premium-content/subscriber-view)\b[^\n>]{0,300}-->"
    r"|\[(?P<code_end>/)?(?P<code>membership|pmpro_member|s2If|wpmem_logged_in|restrict|is_paid|mepr-show|mepr-active"
    r"|wcm_restrict|um_loggedin|members_access|members_logged_in|swpm_protected)(?![\w-])[^\]\n]{0,300}\]",
    re.IGNORECASE,
)
_FOR_EVERYBODY = re.compile(r"\bnonMember:[\"']?true\b")


def public_part(body: str) -> str:
    """Return a body without the parts for members only; one that is never closed does not count."""
    marks = [_Mark(mark) for mark in _MARK.finditer(body)]
    last_end = {mark.name: mark.start for mark in marks if mark.is_end}
    kept = []
    start = 0
    hidden = ""
    for mark in marks:
        if hidden:
            if mark.name == hidden and mark.is_end:
                start, hidden = mark.end, ""
        elif mark.start < last_end.get(mark.name, 0) and not mark.is_end and not mark.is_for_everybody:
            kept.append(body[start : mark.start])
            hidden = mark.name
    return "".join([*kept, body[start:]])


class _Mark:
    """The beginning or the end of a part."""

    def __init__(self, found: re.Match[str]) -> None:
        self.start, self.end = found.span()
        self.name = (found["gate"] or found["block"] or found["code"]).lower()
        self.is_end = bool(found["gate_end"] or found["block_end"] or found["code_end"])
        self.is_for_everybody = _FOR_EVERYBODY.search(found["readers"] or "") is not None
