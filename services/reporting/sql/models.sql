select municipality, kind, model, version, language, name, missing, deviates, reason, on_day
from {models}
order by municipality, kind, model, version, language
