"""`python -m services.portal`: serves the pages until the process is asked to stop."""

from services.portal.app import main

main()
