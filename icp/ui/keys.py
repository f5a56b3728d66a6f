"""Every key the pages keep in ``st.session_state``, named in one place.

The store is the truth; the session holds ids, widget values and this run's copy of the workbook.
"""

from __future__ import annotations

WORK = "work"
GENERATION = "generation"
UNDO_AT = "undo_at"
GUIDE_SCREEN = "screen"
IMPORT = "import"
GRID = "grid"
GRID_EDITS = "grid_edits"
IMPORT_ERROR = "import_error"
UNDERSTOOD = "import_understood"
ALIKE = "alike"
ROSTER_SECTION = "roster_section"
ROSTER_SKIPPED = "roster_skipped"
ROSTER_SORTED = "roster_sorted"
ROSTER_TOUCHED = "roster_touched"
LIST_CHANGED = "list_changed"
HIDE_NAMES = "hide_names"
ONLY_PRESENT = "only_present"
NOTICE = "notice"
TURNED = "turned_"
COMPARISON = "comparison"
AVATAR_STEP = "avatar_step"
AVATAR_PART = "avatar_part"
AVATAR_REFUSED = "avatar_refused"
AVATAR_COMMON = "avatar_common"
REFERRALS = "referral_facts"
REFERRAL_SECTION = "look_closer"
ASKED = "asked"
