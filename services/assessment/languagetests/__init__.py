"""Language tests at a test point: booked, invited, taken or not, with levels by skill and a course.

Enters: whose case it is, and what the test point records. Leaves: facts about one test, under the case's key. It must
not know the assessment that it belongs to, nor other tests of the same person: progress is read in reporting.
"""
