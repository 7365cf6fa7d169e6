"""How events travel between services: relay, transports, parked keys, reactions, and a local Kafka broker.

Enters: a ledger's events as their bytes, and the reactions of a service. Leaves: batches of the same bytes to each
consumer group, at least once and in each key's order; the commands that reactions ask for; an AsyncAPI document. Only
here is Kafka known. It must not know: what an event means, or any service.

`migrations/`: the inbox of a service, and the table that stands in for Kafka. `sql/`: every statement on them.
"""
