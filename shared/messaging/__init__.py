"""How events travel between services: relay, transports, parked keys, reactions, and a local Kafka broker."""
