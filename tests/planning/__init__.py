"""Planning: what plans and referrals may do, its reactions, its HTTP side."""
