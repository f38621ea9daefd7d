"""The shop as its visitors see it: a whole shop that runs, and a real Chromium that shops in it."""
