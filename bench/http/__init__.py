"""The reserve over HTTP: the shop beside what a Node shop would do, in turn."""
