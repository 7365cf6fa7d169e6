"""The portal in a real browser: Debian's Chromium, headless, with nothing of its own going out."""
