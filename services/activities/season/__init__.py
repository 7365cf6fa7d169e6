"""A group's season: what is planned from which wishes, who organises it too, how many came, and what it did for them.

Enters: commands about a group that `services.activities.domain` has found to be the municipality's. Leaves: facts in
the group's stream. It must not know places and queues.
"""
