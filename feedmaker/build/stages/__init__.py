"""The five stages of a build: scan, read, group, render, publish. What they hand on is their arguments and results."""
