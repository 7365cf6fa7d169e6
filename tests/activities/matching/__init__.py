"""How people who seek work are matched to vacancies, said as sentences."""
