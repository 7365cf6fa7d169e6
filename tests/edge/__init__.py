"""The HTTP edge on a small service of its own: problems, strict bodies, idempotency, limits, a graceful stop."""
