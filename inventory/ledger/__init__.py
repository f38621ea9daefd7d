"""The ledger of every pool: the newest entries in Redis, all that were carried in the database."""
