"""Appointments: a client meets an official, perhaps with an interpreter; reminded of the day before, kept or missed.

Enters: what is booked, cancelled, kept. Leaves: events with all but the day in boxes, and a reminder's text in the
client's language. It must not know: how a text is sent; whoever sends it follows `AppointmentReminded`.

`reminders.toml`: the reminder in languages that clients read, besides Finnish, Swedish and English.
"""
