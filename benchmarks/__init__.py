"""feedmaker against its peers: `make bench`. How it is measured: docs/speed.md."""
