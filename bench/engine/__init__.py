"""The stock engine beside a plain driver and a Lua script. `python -m bench.engine` measures it."""
