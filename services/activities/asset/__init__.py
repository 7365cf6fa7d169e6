"""What a project built and must outlive it: groups and networks, each with an owner and the day until which it has one.

Enters: owners that municipalities name, over HTTP. Leaves: facts about owners. It must not know what a group does.
"""
