"""Dialects of Markdown: what they have beyond CommonMark, rewritten as CommonMark and HTML before it is rendered.

Every dialect but "commonmark" takes what CommonMark has no other meaning for; `obsidian`, `mdx`, `pandoc` and
`python-markdown` also take what may be text elsewhere. Code is left as it is, and so is what is not understood.
"""
