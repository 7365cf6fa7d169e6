"""The service directory: official, third-sector and private services side by side, each with an owner.

Enters: what municipalities list, change, hand over and end, over HTTP. Leaves: published facts about services. It must
not know who is referred to a service, nor who looks for one.
"""
