-- A share that a crash undoes is folded again, and the swap's own commit writes out all that went before it. Beside
-- another reader of the same table a scan would begin in its middle, where that one is.
select set_config('synchronous_commit', 'off', true), set_config('synchronize_seqscans', 'off', true)
