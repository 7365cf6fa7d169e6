"""Activities: what groups may do, its reactions, its HTTP side."""
