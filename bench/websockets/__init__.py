"""Live stock to many sockets: the shop's Daphne beside socket.io, in one run."""
