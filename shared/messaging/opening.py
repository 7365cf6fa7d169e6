"""Which transport a process uses: what its settings say."""

from __future__ import annotations

from shared.messaging.embedded import EmbeddedTransport
from shared.messaging.transport import Transport
from shared.settings import Settings


def transport_for(settings: Settings, *, name: str = "kotopolku") -> Transport:
    """The transport of `settings.broker`, not yet started. `name` is what the server sees.

    Raises:
        LookupError: its address is not set.
    """
    match settings.broker:
        case "embedded":
            return EmbeddedTransport(settings.dsn("bus"), name=name)
        case "kafka":
            from shared.messaging.kafka import KafkaTransport  # what has no broker needn't load its libraries

            if settings.kafka_bootstrap is None:
                raise settings.missing("kafka_bootstrap")
            return KafkaTransport(settings.kafka_bootstrap, name=name)
