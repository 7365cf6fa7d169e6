"""Seeing inside: logs, traces and metrics of a process, none of which may hold personal data.

Enters: what the code says about itself: names of things, counts, durations, ids. Leaves: JSON lines on stderr, spans
(a collector by OTLP, or a file of JSON lines) and figures as Prometheus text. It must not know: persons. Every
attribute of a log line or a span is on the allowlist in `allowed.py`; a message is its template, never the filled-in
text; an exception is its type and the places it went through, never its message.
"""
