"""Embedded players → the page where a person watches: readers drop iframes (STANDARDS H6), a link always works."""

import re
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit


class Watch(NamedTuple):
    """Where an embed can be seen: the page, and what to call the link where the author gives it no name."""

    url: str
    label: str


class _Host(NamedTuple):
    name: str
    #: Searched in "host/path?query"; its groups "id" and "list" go into the pages.
    address: re.Pattern[str]
    page: str


_HOSTS = tuple(
    _Host(name, re.compile(address), page)
    for name, address, page in (
        (
            "YouTube",
            r"youtube(?:-nocookie)?\.com/embed/(?:videoseries)?\?(?:.*&)?list=(?P<id>[\w-]+)",
            "https://www.youtube.com/playlist?list={}",
        ),
        (
            "YouTube",
            r"youtube(?:-nocookie)?\.com/(?:embed/|v/|e/|shorts/|live/|watch\?(?:.*&)?v=)(?P<id>[\w-]{6,})",
            "https://www.youtube.com/watch?v={}",
        ),
        ("YouTube", r"^youtu\.be/(?P<id>[\w-]{6,})", "https://www.youtube.com/watch?v={}"),
        ("Vimeo", r"vimeo\.com/(?:video/)?(?P<id>\d+)", "https://vimeo.com/{}"),
        (
            "Bilibili",
            r"bilibili\.com/.*[?&]bvid=(?P<id>BV\w+)",
            "https://www.bilibili.com/video/{}",
        ),
        (
            "Bilibili",
            r"(?:bilibili|hdslb)\.com/.*[?&]aid=(?P<id>\d+)",
            "https://www.bilibili.com/video/av{}",
        ),
        ("Bilibili", r"bilibili\.com/video/(?P<id>(?:BV|av)\w+)", "https://www.bilibili.com/video/{}"),
        ("Youku", r"youku\.com/(?:embed/|player\.php/sid/)(?P<id>[\w=]+)", "https://v.youku.com/v_show/id_{}.html"),
        ("Tencent Video", r"v\.qq\.com/.*[?&]vid=(?P<id>\w+)", "https://v.qq.com/x/page/{}.html"),
        ("Sohu", r"tv\.sohu\.com/.*[?&#](?:bid|vid)=(?P<id>\d+)", "https://tv.sohu.com/v/{}.html"),
        ("Dailymotion", r"dailymotion\.com/(?:embed/)?video/(?P<id>\w+)", "https://www.dailymotion.com/video/{}"),
        ("Dailymotion", r"dailymotion\.com/player.*[?&]video=(?P<id>\w+)", "https://www.dailymotion.com/video/{}"),
        ("TED", r"embed(?:-ssl)?\.ted\.com/talks/(?P<id>[\w-]+)", "https://www.ted.com/talks/{}"),
        ("Twitch", r"player\.twitch\.tv/.*[?&]video=v?(?P<id>\d+)", "https://www.twitch.tv/videos/{}"),
        ("CodePen", r"codepen\.io/(?P<id>[\w-]+/(?:embed|pen)/(?:preview/)?\w+)", "https://codepen.io/{}"),
        ("Spotify", r"open\.spotify\.com/embed/(?P<id>\w+/\w+)", "https://open.spotify.com/{}"),
        ("PeerTube", r"^(?P<id>[\w.-]+/videos/)embed/(?P<video>[\w-]{8,})", "https://{}watch/{video}"),
    )
)

#: Name of a template tag → the page of the id that it is given.
PAGES: dict[str, tuple[str, str]] = {
    "youtube": ("YouTube", "https://www.youtube.com/watch?v={}"),
    "youtuber": ("YouTube", "https://www.youtube.com/watch?v={}"),
    "yt": ("YouTube", "https://www.youtube.com/watch?v={}"),
    "vimeo": ("Vimeo", "https://vimeo.com/{}"),
    "bilibili": ("Bilibili", "https://www.bilibili.com/video/{}"),
    "youku": ("Youku", "https://v.youku.com/v_show/id_{}.html"),
    "dailymotion": ("Dailymotion", "https://www.dailymotion.com/video/{}"),
    "ted": ("TED", "https://www.ted.com/talks/{}"),
    "gist": ("Gist", "https://gist.github.com/{}"),
    "jsfiddle": ("JSFiddle", "https://jsfiddle.net/{}/"),
    "codepen": ("CodePen", "https://codepen.io/{}"),
    "asciinema": ("asciinema", "https://asciinema.org/a/{}"),
    "speakerdeck": ("Speaker Deck", "https://speakerdeck.com/{}"),
    "instagram": ("Instagram", "https://www.instagram.com/p/{}/"),
    "tweet": ("X", "https://twitter.com/i/status/{}"),
    "twitter": ("X", "https://twitter.com/i/status/{}"),
    "x": ("X", "https://twitter.com/i/status/{}"),
    "spotify": ("Spotify", "https://open.spotify.com/{}"),
}
_ID = re.compile(r"[\w=-]+(?:/[\w=-]+)*")
_VIDEO = frozenset({"YouTube", "Vimeo", "Bilibili", "Youku", "Tencent Video", "Sohu", "Dailymotion", "PeerTube"})


def watch(url: str) -> Watch | None:
    """Return the page of the embed at the absolute `url`; None where it is not one of http(s)."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    address = f"{host}{parts.path}?{parts.query}"
    for known in _HOSTS:
        found = known.address.search(address)
        if found:
            page = known.page.format(found["id"], video=found.groupdict().get("video"))
            return Watch(page.replace("/embed/", "/pen/"), label(known.name))
    inner = _forwarded(parts.query)
    return watch(inner) if inner else Watch(url, host.removeprefix("www."))


def of_tag(name: str, reference: str) -> Watch | None:
    """Return the page meant by `{% youtube ID %}` and its kin; None for a name or an id that says nothing."""
    known = PAGES.get(name)
    if known is None:
        return None
    if reference.startswith(("https://", "http://")):
        page = watch(reference)
        return page and Watch(page.url, label(known[0]))
    return Watch(known[1].format(reference), label(known[0])) if _ID.fullmatch(reference) else None


def label(name: str) -> str:
    """Name the link to a page at the host of that name."""
    return f"Video: {name}" if name in _VIDEO else name


def _forwarded(query: str) -> str | None:
    """Return the URL inside an Embedly-like address, `…/media.html?src=https%3A%2F%2F…`; never nested deeper."""
    if "src=http" not in query:
        return None
    inner = unquote(parse_qs(query).get("src", [""])[0])
    return inner if "src=http" not in inner else None
