"""Run activities until it is asked to stop."""

from services.activities.app import SERVICE
from shared.service import run
from shared.settings import Settings

if __name__ == "__main__":
    run(SERVICE, Settings.load())
