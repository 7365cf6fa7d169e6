"""Tests of the servers that Kotopolku starts itself, and the fixtures that give them to all other tests."""
