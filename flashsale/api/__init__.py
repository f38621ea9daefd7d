"""What every part of the API shares: its errors, its pages, and the site that joins the parts.

The parts are in each app's `api` package, thin over the services that the pages use too.
"""
