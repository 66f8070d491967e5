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
    marks = [(_name(mark), mark) for mark in _MARK.finditer(body)]
    last_end = {name: mark.start() for name, mark in marks if _is_end(mark)}
    kept = []
    start = 0
    hidden = ""
    for name, mark in marks:
        if hidden:
            if name == hidden and _is_end(mark):
                start, hidden = mark.end(), ""
        elif mark.start() < last_end.get(name, 0) and not _is_end(mark) and not _is_for_everybody(mark):
            kept.append(body[start : mark.start()])
            hidden = name
    return "".join([*kept, body[start:]])


def _name(mark: re.Match[str]) -> str:
    return (mark["gate"] or mark["block"] or mark["code"]).lower()


def _is_end(mark: re.Match[str]) -> bool:
    return bool(mark["gate_end"] or mark["block_end"] or mark["code_end"])


def _is_for_everybody(mark: re.Match[str]) -> bool:
    return bool(mark["readers"] and _FOR_EVERYBODY.search(mark["readers"]))
