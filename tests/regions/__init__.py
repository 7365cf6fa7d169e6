"""Specs of shared.regions: data that loads, profiles that are refused with file and key, texts in three languages."""
