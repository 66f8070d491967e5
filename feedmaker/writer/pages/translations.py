"""The words of the pages, in English and Chinese; `output.texts` in config.yaml replaces any of them.

A text may contain {placeholders}, which `fill` replaces; a user's text may omit them.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from feedmaker.text.languages import is_right_to_left

#: key → text; the keys are those of ENGLISH.
Texts: TypeAlias = Mapping[str, str]

ENGLISH: Texts = MappingProxyType(
    {
        "all_feeds": "All feeds",
        "articles": "{count} articles",
        "articles_one": "1 article",
        "attachment": "Attached file",
        "authors": "Authors",
        "categories": "Categories",
        "chart": "Articles a week over {weeks} weeks: {sum} in all, at most {peak}",
        "copied": "Copied",
        "copy": "Copy",
        "copy_as": "Copy as",
        "copy_failed": "Copy this address:",
        "copy_label": "Copy the address of {name}",
        "custom": "Selections",
        "empty": "No articles yet",
        "everything": "Everything",
        "feeds": "Feeds",
        "found": "Feeds found: {count}",
        "how": "How do I subscribe?",
        "how_text": "Copy the address of a feed and paste it into your feed reader. New articles then come to you, "
        "without an account and without an algorithm.",
        "intro": "Choose what you want to follow.",
        "languages": "Languages",
        "latest": "Latest articles",
        "link_label": "{format} feed of {name}",
        "none_found": "No feed matches",
        "opml": "Take all feeds (OPML)",
        "search": "Search the feeds",
        "skip": "Skip to the feeds",
        "subcategories": "Subcategories of {name}",
        "subscribe": "Subscribe",
        "subscribe_text": "Paste this address into your feed reader:",
        "tags": "Tags",
        "website": "Website",
        "xml_note": "This is a web feed. Copy the address of this page into your feed reader to follow it.",
    }
)

CHINESE: Texts = MappingProxyType(
    {
        "all_feeds": "全部订阅源",
        "articles": "{count} 篇",
        "articles_one": "1 篇",
        "attachment": "附件",
        "authors": "作者",
        "categories": "分类",
        "chart": "近 {weeks} 周每周文章数：共 {sum} 篇，最多一周 {peak} 篇",
        "copied": "已复制",
        "copy": "复制",
        "copy_as": "复制格式",
        "copy_failed": "请复制此地址：",
        "copy_label": "复制「{name}」的订阅地址",
        "custom": "精选",
        "empty": "暂无文章",
        "everything": "全部文章",
        "feeds": "订阅",
        "found": "找到 {count} 个订阅源",
        "how": "如何订阅？",
        "how_text": "复制订阅地址，粘贴到您的阅读器中，新文章便会自动送达，无需注册，也没有算法推荐。",
        "intro": "选择您想关注的内容。",
        "languages": "语言",
        "latest": "最新文章",
        "link_label": "「{name}」的 {format} 订阅源",
        "none_found": "没有匹配的订阅源",
        "opml": "一次订阅全部（OPML）",
        "search": "搜索订阅源",
        "skip": "跳到订阅源列表",
        "subcategories": "「{name}」的子分类",
        "subscribe": "订阅",
        "subscribe_text": "将此地址粘贴到您的阅读器：",
        "tags": "标签",
        "website": "网站",
        "xml_note": "这是一个订阅源。将本页地址复制到您的阅读器即可订阅。",
    }
)

#: What `output.texts` may name.
KEYS: frozenset[str] = frozenset(ENGLISH)


def texts_for(language: str | None, overrides: Mapping[str, str] | None = None) -> Texts:
    """Return Chinese for zh and its variants, else English, with `overrides` (output.texts) of known keys applied."""
    primary = (language or "").lower().replace("_", "-").split("-")[0]
    base = CHINESE if primary == "zh" else ENGLISH
    chosen = {key: text for key, text in (overrides or {}).items() if key in KEYS}
    return MappingProxyType({**base, **chosen})


def fill(text: str, **values: object) -> str:
    """Replace {placeholders} with values; unlike str.format, keep other braces and raise nothing."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def direction(language: str | None) -> str:
    """Return the dir attribute for text in a language (BCP 47): "rtl", "ltr", or "auto" if it is not known."""
    if not language:
        return "auto"
    return "rtl" if is_right_to_left(language) else "ltr"
