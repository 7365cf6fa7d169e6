"""What is killed on purpose, in the middle of an import: afterwards every answered row is there once."""
