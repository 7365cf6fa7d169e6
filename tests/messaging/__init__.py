"""Messaging on real servers: the contract of both transports, the relay, reactions, the wire, `kotopolku parked`."""
