"""The pages, a module each. Each declares itself public: what it may show is reporting's to say, by the token it is
asked for with."""

from services.portal.pages.case import router as case
from services.portal.pages.choose import router as choose
from services.portal.pages.flows import router as flows
from services.portal.pages.transfers import router as transfers
from services.portal.pages.worklist import router as worklist

ROUTERS = (choose, worklist, case, transfers, flows)
