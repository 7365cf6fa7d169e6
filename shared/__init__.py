"""What every service of Kotopolku stands on: events, ledger, messaging, projections, privacy, access, regions."""
