"""The portal: server-rendered pages over reporting's HTTP API, in Finnish, Swedish and English.

Enters: a reader's requests; answers of reporting's API, as the models in `reporting` say. Leaves: HTML that reads
without JavaScript, loads nothing from outside and holds no personal data in an address. It must not know: databases,
events, Kafka, how a read model is folded, nor who may see what: reporting decides that, by the token of who asks.

- `app` how the process is put together; `python -m services.portal` runs it
- `reporting` the client of reporting's API, and its answers as types
- `signin` whose token a page is asked for with
- `reader` what every page knows of its reader: language, municipality, address in the other languages
- `rendering` templates, texts, dates; `assets` what the pages load
- `refusals` why a page is not shown as it was asked for; `problems` says that as a page
- `pages/` a module for each page; `templates/` and `static/` what they are made of
"""
