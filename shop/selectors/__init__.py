"""What the pages read: products and published sales, with their stock."""
