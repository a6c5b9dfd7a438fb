"""The synthetic city: invented people with a plausible history, so that the product can be shown and tested.

Nothing here describes anybody. Division codes start with 99, which GB/T 2260 does not use, so that no identity
number can be a real one; telephone numbers start with 179, a segment without mobile subscribers; every name of
a place carries 合成数据. The same seed, size and day give the same rows.

``places`` who and where · ``profiles`` how each team works · ``people`` ``membership`` ``illness`` ``hospital``
``visits`` ``readings`` the parts of one biography · ``biography`` puts a resident together · ``seed`` writes
the rows · ``afterwards`` what follows once they are written.
"""

from dataclasses import dataclass

YUNXI_INSURER = "YB990100"

# Who publishes which shipped scheme document (capitation/schemes) for his insurer.
PUBLISHED_SCHEMES = (
    ("approver", "city_htn_2025"),
    ("approver", "seed_a_2025"),
    ("approver.wanghai", "seed_a_2025"),
)


@dataclass(frozen=True, slots=True)
class SettledYear:
    """A year that the demo settles by a scheme; with names of users, who proposed and approved it."""

    scheme: str
    insurer: str
    proposed_by: str = ""
    approved_by: str = ""


# One run is approved, so that teams see their statement; the other waits for the officer.
SETTLED = (
    SettledYear("seed_a", YUNXI_INSURER, "officer", "approver"),
    SettledYear("city_htn", YUNXI_INSURER),
)
