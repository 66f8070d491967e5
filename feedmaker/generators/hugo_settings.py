"""The configuration of a Hugo site: `hugo.*` or `config.*`, and the files of `config/_default` and `config/production`.

By default, `hugo` builds for the environment "production".
"""

from collections.abc import Mapping

from feedmaker.generators.site_folder import SettingsFile, SiteFolder

_ENDINGS = ("toml", "yaml", "yml", "json")
_ENVIRONMENTS = ("_default", "production")
#: Keys of a configuration beside a folder `content` that make it Hugo's.
_OWN_KEYS = frozenset({"title", "theme", "defaultcontentlanguage", "permalinks", "taxonomies", "module"})


def read_settings(site: SiteFolder) -> SettingsFile | None:
    """Read the configuration, None if there is none of Hugo's."""
    values: dict[str, object] = {}
    files = []
    for name in [f"{stem}.{ending}" for stem in ("hugo", "config") for ending in _ENDINGS]:
        main = site.read_settings(name)
        if main is not None and (name.startswith("hugo.") or _is_hugo(site, main)):
            values, files = dict(main.values), [main.name]
            break
    for environment in _ENVIRONMENTS:
        folder = site.path / "config" / environment
        for file in sorted(folder.iterdir()) if folder.is_dir() else ():
            stem, _, ending = file.name.rpartition(".")
            part = site.read_settings(f"config/{environment}/{file.name}") if ending in _ENDINGS else None
            if part is not None:
                files.append(part.name)
                values = _merged(values, _placed(stem.lower(), part.values))
    return SettingsFile(files[0], values) if files else None


def _placed(stem: str, values: Mapping[str, object]) -> Mapping[str, object]:
    """Return the values of a file where its name places them: `params.toml`, `languages.fr.toml`, `params.fr.toml`."""
    name, _, language = stem.partition(".")
    if name in ("hugo", "config"):
        return values
    if not language:
        return {name: values}
    return {"languages": {language: values if name == "languages" else {name: values}}}


def _merged(values: Mapping[str, object], others: Mapping[str, object]) -> dict[str, object]:
    """Return both, of which `others` take precedence; tables are merged key by key."""
    merged = {key.lower(): value for key, value in values.items()}
    for key, value in others.items():
        known = merged.get(key.lower())
        both = isinstance(known, dict) and isinstance(value, dict)
        merged[key.lower()] = _merged(known, value) if both else value  # type: ignore[arg-type]
    return merged


def _is_hugo(site: SiteFolder, settings: SettingsFile) -> bool:
    """Return True if a config.* is Hugo's and not Zola's, feedmaker's or that of another program."""
    if settings.get("base_url") is not None or isinstance(settings.get("site"), dict):
        return False
    return (
        "baseurl" in settings.values
        or "languagecode" in settings.values
        or (site.has("content") and not _OWN_KEYS.isdisjoint(settings.values))
    )
