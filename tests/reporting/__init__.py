"""Reporting's API on the real read models."""
