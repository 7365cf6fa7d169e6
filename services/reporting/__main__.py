"""Run reporting until it is asked to stop."""

from services.reporting.app import run
from shared.settings import Settings

if __name__ == "__main__":
    run(Settings.load())
