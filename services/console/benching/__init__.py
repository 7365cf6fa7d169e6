"""The measurements behind `kotopolku bench`: each of our roads beside the plainest thing that could do the same.

Enters: how many events. Leaves: runs with figures (`measured.Run`), ours and the baseline's from the same minutes on
the same servers, taken in turns, so that a busy machine burdens both. It must not know how figures are shown. Its SQL
is the baselines' own: a plain table that no service has.

Its statements are in `sql/`.
"""
