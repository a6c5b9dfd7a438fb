"""The synthetic city: invented people with a plausible history, so that the product can be shown and tested.

Nothing here describes anybody. Division codes start with 99, which GB/T 2260 does not use, so that no identity
number can be a real one; telephone numbers start with 179, a segment without mobile subscribers; every name of
a place carries 合成数据. The same seed, size and day give the same rows.

``places`` who and where · ``profiles`` how each team works · ``people`` ``membership`` ``illness`` ``hospital``
``visits`` ``readings`` the parts of one biography · ``biography`` puts a resident together · ``seed`` writes
the rows · ``afterwards`` what follows once they are written.
"""

# Who publishes which shipped scheme document (capitation/schemes) for his insurer.
PUBLISHED_SCHEMES = (
    ("approver", "city_htn_2025"),
    ("approver", "seed_a_2025"),
    ("approver.wanghai", "seed_a_2025"),
)
# The keys of the schemes by which the demo settles its full year; the officer may try the other one.
SETTLED_SCHEMES = ("city_htn",)
