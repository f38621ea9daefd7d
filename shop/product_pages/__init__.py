"""Product pages, kept in the cache's Redis for a moment, and right at once after an edit.

Two things are kept, and each says which *edition* of the catalogue it shows:

- the facts: what the database knows of a product and of the sales that offer it, for ten seconds.
  Counts are not among them: they are read from the stock engine each time
- the whole page as those see it who are not signed in, for a second, counts and all

An edit makes a new edition, and so ends everything that was kept (`editions`). While Redis is
away, pages come from the database; an edit that Redis did not hear of shows when the ten seconds
are over.

Keys:
    catalogue:edition             a random word; another one after each edit
    product:<slug>:facts          JSON
    product:id:<id>:facts         the same, for programs, which name a product by its id
    product:<slug>:page           edition, product id and HTML
    product:<slug>:turn:<edition> somebody makes the page at this moment
"""
