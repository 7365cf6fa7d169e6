"""What the law, the map and the languages say, as data: profiles, municipalities, legal rules, codes, terms, texts.

Enters: the files in `data/` and `locale/` beside this package, and the region profiles of a deployment
(`deploy/regions/*.toml`), each read once when a process starts. Leaves: frozen values and pure functions over them.
It must not know services, databases, HTTP or the clock: a day is always given by the caller, and a broken file is
found at start, with the file and the key in the message.

- `codes` closed sets: municipalities, languages, countries, reasons of arrival
- `municipalities` who is in the deployment, and every Finnish municipality as a target of a move
- `localised` a text in Finnish, Swedish and English, and which required language it lacks
- `rules` deadlines and limits as versions of legal rules in force on a day
- `traces` what a decision writes about the rule that it rests on
- `profiles` what a region has decided: languages, units, assessment models, themes
- `texts` every error, label and event name in three languages
- `glossary` the field's terms as they were on a day
"""
