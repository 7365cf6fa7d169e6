"""Intake: rules about arrivals, the spreadsheet they come in, the decider, the API."""
