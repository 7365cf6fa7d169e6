"""Service points: where people may drop in, and when.

Enters: a point's name, address, languages and hours, changes of them, its end. Leaves: events that say so, all public.
It must not know: who has visited it, nor what instant it is asked about; reporting answers that.
"""
