"""Django's own apps, with the automatic key that the chosen database has.

MongoDB has no integer sequences: there, these apps use ObjectIds and the migrations beside
this file; on SQL databases they are exactly Django's.
"""
