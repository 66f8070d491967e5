"""feedmaker measured against Hugo and Pelican: `make bench`. docs/speed.md describes the method."""
