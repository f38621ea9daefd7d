"""Schemathesis asks a running shop everything that its schema allows, and much that it does not.

`stage` makes what there is to ask about, `roles` who asks, `settings` what schemathesis is told,
`hooks` runs within its process. `make test-fuzzing` runs it all.
"""
