"""The stock engine: pools of units that many buyers want at once. See README.md beside this."""
