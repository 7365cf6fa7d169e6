-- A bucket that a crash undoes is folded again, and the swap's own commit writes out all that went before it.
set local synchronous_commit = off
