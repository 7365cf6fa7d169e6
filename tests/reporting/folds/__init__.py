"""What reporting makes of what was recorded: these facts, exactly these rows."""
