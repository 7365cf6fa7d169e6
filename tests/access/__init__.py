"""Access: tokens, grants, what an endpoint declares, row-level security, the log of who looked."""
