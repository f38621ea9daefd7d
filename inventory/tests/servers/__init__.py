"""The stock on a Valkey Cluster, and behind Sentinel."""
