"""The house in order: that what STYLE and DESIGN promise of folders, files and papers holds.

Enters: the tracked files as they are. Leaves: the name of the file and line that breaks a habit. It must not know: how
any part works; each part's own tests see to that.
"""
