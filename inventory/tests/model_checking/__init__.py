"""Every interleaving of a few buyers, seen through to its end.

The real conversation (`inventory.protocol`), reading, rules and writing are what is explored. Only
what is around them is a model: a Redis in memory that knows the commands they use
(`keyspace.py`, `lines.py`; `test_keyspace.py` holds it against the real server), and an
environment that chooses who is next, when time passes, which line breaks and what arrives late.

    keyspace.py     keys and values, and what each command does to them
    lines.py        WATCH, MULTI, EXEC on several lines
    talking.py      what the real conversation says next, after all it has heard
    scenarios.py    who wants what, and how much may go wrong
    actors.py       one process in the middle of its work
    world.py        every step that may be next
    records.py      what has to be true of the keys
    promises.py     what has to be true of what people were told
    violations.py   what may be found
    search.py       breadth first, so that the first violation found is a shortest one
    timeline.py     a violation as a list of steps that can be read

A process that dies takes no more steps: every state is judged as if all had died there, too (one
sweep, later, has to bring everything back). A transaction on a broken line arrives at any later
moment; the states in which it has not are those in which it never does.

What is left out: turns (they protect nothing, and the conversations run without them) and the
list of a buyer's pools (in another slot, never trusted).
"""
