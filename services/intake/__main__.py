"""`python -m services.intake`: the service as a process of its own."""

from services.intake.app import SERVICE
from shared.service import run
from shared.settings import Settings

if __name__ == "__main__":
    run(SERVICE, Settings.load())
