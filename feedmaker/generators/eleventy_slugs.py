"""Slugs in the code of an Eleventy site: of packages, and of chains such as `text.toLowerCase().replace(…)`.

Code in a form that is not known here gives None, and no link.
"""

import re

from feedmaker.text.patterns import portable

#: The characters that many sites remove before they make slugs with the package slugify.
_REMOVED = re.compile(r"""remove:\s*+/\[#,&,\+\(\)\$~%\.'":\*(?:¿\?¡!|\?)<>\{\}\]/g""")
#: Package → the slug it makes with exactly these options, as Eleventy's own filters set them.
_SLUGS = {"slugify": ("[slug]", {"lower"}), "@sindresorhus/slugify": ("[slugify]", {"decamelize"})}
_SLUG_IMPORT = re.compile(
    r"""\b(slugify|slug)\s*+(?:from\s*+|=\s*+require\(\s*+)["'](slugify|@sindresorhus/slugify)["']"""
)
#: Without white space: (text="")=>{if(!text)return"";return text.toLowerCase()…
_FUNCTION = re.compile(
    r"""(?:function\w{0,60})?\(?(\w{1,60})(?:=""|='')?\)?(?:=>\{?|\{)(?:if\(!\1\)\{?return(?:""|''|\1)?;?\}?)?"""
    r"""(?:return)?(?:(?:String)?\()?\1(?:(?:\|\||\?\?)(?:""|''))?\)?(?=\.)"""
)
#: Without white space: String(data.slug||data.page.fileSlug||"")
_VALUE = re.compile(r"""(?:String)?\(([\w.?|"']{1,200})\)(?=\.)|([\w.?]{1,60})(?=\.\w{1,20}\()""")
#: .trim(), .replace(/[^a-z0-9]+/g,"-")
_STEP = re.compile(
    portable(
        r"""\.(\w{1,20})\(((?:/(?:\\.|\[[^\]\n]{1,60}+\]|[^/\\\[\n]){1,60}+/[a-z]{0,3},)?(?:["'][^"'\n]{0,20}["'])?)\)"""
    )
)
#: Letters for the steps of a chain: l lower case, d and k decomposed, a without accents, r other characters replaced by
#: "-", R these one by one or but for "-", m several "-" merged, e "-" removed at both ends, s and f at one.
_STEPS = {"toString()": "", "trim()": "", "toLowerCase()": "l", 'normalize("NFD")': "d", 'normalize("NFKD")': "k"}
_REPLACED = {
    ("[\\u0300-\\u036f]/g", ""): "a",
    ("[^a-z0-9]+/g", "-"): "r", ("[^a-z0-9]+/gi", "-"): "r",
    ("[^a-z0-9]/g", "-"): "R", ("[^a-z0-9-]/g", "-"): "R", ("[^a-z0-9-]+/g", "-"): "R",
    ("-+/g", "-"): "m", ("--+/g", "-"): "m", ("-{2,}/g", "-"): "m",
    ("^-+|-+$/g", ""): "e", ("^-|-$/g", ""): "e", ("(^-+|-+$)/g", ""): "e", ("(^-|-$)/g", ""): "e",
    ("(^-|-$)+/g", ""): "e",
    ("^-+/", ""): "s", ("^-/", ""): "s", ("-+$/", ""): "f", ("-$/", ""): "f",
}  # fmt: skip
#: Lower case follows NFKD, which makes capital letters of other characters.
_CHAIN = re.compile(r"(?:l|(dal|dla|lda)|(kal|kla))(?:r|Rm)m*+(?:e|sf|fs)m*+")


def slug_of(body: str, source: str) -> str | None:
    """Return the slug that code makes: a chain, or a package with options as in Eleventy."""
    if chained := function_slug(body):
        return chained
    called = re.search(r"\b(slugify|slug)\(", body)
    if not called or ".replace" in body:
        return None
    if "remove:" in body:
        return "[slug-plain]" if _REMOVED.search(body) and re.search(r"\blower:\s*true", body) else None
    options = re.search(r"\{([^{}]*)\}", body[called.end() :])
    keys = set(re.findall(r"\b(\w{1,40})\s*+:", options[1])) if options else set()
    imported = dict(_SLUG_IMPORT.findall(source))
    slug, needed = _SLUGS.get(imported.get(called[1], ""), ("", set()))
    return slug if slug and keys == needed else None


def function_slug(body: str) -> str | None:
    """Return the slug that a function makes of its argument by a chain."""
    bare = re.sub(r"\s", "", body)
    start = _FUNCTION.match(bare)
    return _chain(bare[start.end() :].rstrip(";}")) if start else None


def chained_slug(expression: str) -> tuple[str, str] | None:
    """Return the value of which an expression makes a slug by a chain, and the slug."""
    bare = re.sub(r"\s", "", expression)
    start = _VALUE.match(bare)
    slug = _chain(bare[start.end() :]) if start else None
    return (start[1] or start[2], slug) if start and slug else None


def _chain(calls: str) -> str | None:
    """Return the slug that calls without white space make of a text, None unless all of them are known."""
    letters, end = "", 0
    while step := _STEP.match(calls, end):
        pattern, _, value = step[2].rpartition(",")
        replaced = _REPLACED.get((pattern[1:].replace("\\-", "-").replace("036F", "036f"), value[1:-1]))
        letter = replaced if step[1] == "replace" else _STEPS.get(step[0][1:].replace("'", '"'))
        if letter is None:
            return None
        letters, end = letters + letter, step.end()
    known = _CHAIN.fullmatch(letters) if end == len(calls) else None
    return None if known is None else "[ascii-nfd]" if known[1] else "[ascii-nfkd]" if known[2] else "[ascii]"
