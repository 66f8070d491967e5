"""The global data of an Eleventy site, and the prefix of paths with which commands build it.

The data is files of its data folder, `addGlobalData`, and package.json as `pkg`. Only what is written there as text or
a number is known. Data that several places have is not.
"""

import re

from feedmaker.generators.script_values import expression_at, literal
from feedmaker.generators.site_folder import SCRIPTS, SiteFolder, read_text
from feedmaker.generators.template_variables import data_files, put_data

_ADD_GLOBAL = re.compile(r"""\baddGlobalData\(\s*+["']([\w.]{1,100})["']\s*+,""")
_ADDED_ENDINGS = ("yaml", "yml", "toml")
#: npx @11ty/eleventy --pathprefix=/log/
_COMMAND = re.compile(r"\beleventy(?![\w/.@\"':-])([^\n&|;]{0,300})")
_PREFIX = re.compile(r"""--path-?prefix[= ]\s*+["']?([\w./~-]{1,200})?""")
_CONFIG = re.compile(r"""--config[= ]\s*+["']?([\w./-]{1,200})""")
#: Where commands that publish a site are.
_PUBLISHING = (".github/workflows/*.yml", ".github/workflows/*.yaml", ".gitlab-ci.yml", "netlify.toml", "vercel.json")


def given_configurations(site: SiteFolder) -> list[str]:
    """Return the values of `--config` in the scripts of package.json."""
    found = (_CONFIG.search(text) for text in _COMMAND.findall("\n".join(_scripts(site).values())))
    return list(dict.fromkeys(each[1].removeprefix("./") for each in found if each))


def given_prefixes(site: SiteFolder) -> set[str]:
    """Return the values of `--pathprefix` in commands that build the site, "" for a command without it."""
    scripts = _scripts(site)
    files = [file for glob in _PUBLISHING for file in sorted(site.path.glob(glob))]
    commands = "\n".join(filter(None, map(read_text, files)))
    run = [name for name in scripts if re.search(rf"\b(?:run|yarn|pnpm)\s++{re.escape(name)}(?![\w:-])", commands)]
    commands = "\n".join([commands, *(scripts[name] for name in run or scripts)])
    builds = [text for text in _COMMAND.findall(commands) if "--serve" not in text and "--watch" not in text]
    return {found[1] or "?" if (found := _PREFIX.search(text)) else "" for text in builds}


def _scripts(site: SiteFolder) -> dict[str, str]:
    package = site.read_settings("package.json")
    return {name: str(command) for name, command in (package.table("scripts") if package else {}).items()}


def global_data(site: SiteFolder, folder: str, source: str) -> dict[str, object]:
    """Return the data by names; `folder` is the data folder, `source` that of the configuration."""
    data: dict[str, object] = {}
    if package := site.read_settings("package.json"):
        put_data(data, ("pkg",), package.written)
    endings = ("json", *SCRIPTS, *(_ADDED_ENDINGS if "addDataExtension" in source else ()))
    for steps, value in data_files(site, folder, endings):
        put_data(data, steps, value)
    for added in _ADD_GLOBAL.finditer(source):
        put_data(data, tuple(added[1].split(".")), literal(expression_at(source, added.end())))
    return data
