"""The `kotopolku` command. It alone may import every service; it decides nothing and knows no SQL."""
