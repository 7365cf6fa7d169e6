"""Assessment: rules of the law, the decider, its reactions, its HTTP side."""
