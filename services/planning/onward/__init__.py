"""The way onward: applications to education and work, paths for those who need more support, and the next-step rule,
by which nobody is left without one when a course or a service has ended.

Enters: what caseworkers record, and ends of courses, services and placements. Leaves: facts about what comes next. It
must not know what was learned.
"""
