"""Vacancies and candidates, said as sentences."""
