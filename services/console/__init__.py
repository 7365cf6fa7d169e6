"""The `kotopolku` command. It alone may import every service; it decides nothing and knows no SQL.

Enters: what somebody types, the settings of a deployment, spreadsheets. Leaves: processes that run, tables for people,
with `--json` one object for machines, an exit code. It must not know: how a service decides, what a read model holds.

`samples/` has the two spreadsheets of fictional people that `kotopolku demo` imports.
"""
