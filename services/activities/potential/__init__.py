"""What providers could do more: rooms, time and skills nobody uses yet, offered until a service uses them.

Enters: offers that municipalities write down for providers, over HTTP. Leaves: published facts about offers. It must
not know who needs what.
"""
