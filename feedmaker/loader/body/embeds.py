"""Embedded players → the page where a person watches: readers drop iframes, a link always works."""

import re
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit


class Page(NamedTuple):
    """The page of an embed, and the text of a link to it where the author gives none."""

    url: str
    label: str


_YOUTUBE = "https://www.youtube.com/watch?v={id}"
# Name of the host; what is searched in "host/path?query"; its page, with the groups of the pattern in it.
_HOSTS = (
    ("YouTube", r"youtube(?:-nocookie)?\.com/embed/(?:videoseries)?\?(?:.{0,500}&)?list=(?P<id>[\w-]+)",
     "https://www.youtube.com/playlist?list={id}"),
    ("YouTube", r"youtube(?:-nocookie)?\.com/(?:embed/|v/|e/|shorts/|live/|watch\?(?:.{0,500}&)?v=)(?P<id>[\w-]{6,})",
     _YOUTUBE),
    ("YouTube", r"^youtu\.be/(?P<id>[\w-]{6,})", _YOUTUBE),
    ("Vimeo", r"vimeo\.com/(?:video/)?(?P<id>\d+)", "https://vimeo.com/{id}"),
    ("Bilibili", r"bilibili\.com/.{0,500}[?&]bvid=(?P<id>BV\w+)", "https://www.bilibili.com/video/{id}"),
    ("Bilibili", r"(?:bilibili|hdslb)\.com/.{0,500}[?&]aid=(?P<id>\d+)", "https://www.bilibili.com/video/av{id}"),
    ("Bilibili", r"bilibili\.com/video/(?P<id>(?:BV|av)\w+)", "https://www.bilibili.com/video/{id}"),
    ("Youku", r"youku\.com/(?:embed/|player\.php/sid/)(?P<id>[\w=]+)", "https://v.youku.com/v_show/id_{id}.html"),
    ("Tencent Video", r"v\.qq\.com/.{0,500}[?&]vid=(?P<id>\w+)", "https://v.qq.com/x/page/{id}.html"),
    ("Sohu", r"tv\.sohu\.com/.{0,500}[?&#](?:bid|vid)=(?P<id>\d+)", "https://tv.sohu.com/v/{id}.html"),
    ("Dailymotion", r"dailymotion\.com/(?:embed/)?video/(?P<id>\w+)", "https://www.dailymotion.com/video/{id}"),
    ("Dailymotion", r"dailymotion\.com/player.{0,500}[?&]video=(?P<id>\w+)", "https://www.dailymotion.com/video/{id}"),
    ("TED", r"embed(?:-ssl)?\.ted\.com/talks/(?P<id>[\w-]+)", "https://www.ted.com/talks/{id}"),
    ("Twitch", r"player\.twitch\.tv/.{0,500}[?&]video=v?(?P<id>\d+)", "https://www.twitch.tv/videos/{id}"),
    ("CodePen", r"codepen\.io/(?P<id>[\w-]+/(?:embed|pen)/(?:preview/)?\w+)", "https://codepen.io/{id}"),
    ("Spotify", r"open\.spotify\.com/embed/(?P<id>\w+/\w+)", "https://open.spotify.com/{id}"),
    ("PeerTube", r"^(?P<id>[\w.-]+/videos/)embed/(?P<video>[\w-]{8,})", "https://{id}watch/{video}"),
)  # fmt: skip

#: Name of a template tag → the host, and the page of the id that the tag has. The first that the name of an included
#: file contains is the one that is meant.
PAGES = {
    **dict.fromkeys(("youtube", "youtuber", "yt"), ("YouTube", _YOUTUBE)),
    "vimeo": ("Vimeo", "https://vimeo.com/{id}"), "bilibili": ("Bilibili", "https://www.bilibili.com/video/{id}"),
    "youku": ("Youku", "https://v.youku.com/v_show/id_{id}.html"),
    "dailymotion": ("Dailymotion", "https://www.dailymotion.com/video/{id}"),
    "ted": ("TED", "https://www.ted.com/talks/{id}"), "gist": ("Gist", "https://gist.github.com/{id}"),
    "jsfiddle": ("JSFiddle", "https://jsfiddle.net/{id}/"), "codepen": ("CodePen", "https://codepen.io/{id}"),
    "asciinema": ("asciinema", "https://asciinema.org/a/{id}"),
    "speakerdeck": ("Speaker Deck", "https://speakerdeck.com/{id}"),
    "instagram": ("Instagram", "https://www.instagram.com/p/{id}/"),
    **dict.fromkeys(("tweet", "twitter", "x"), ("X", "https://twitter.com/i/status/{id}")),
    "spotify": ("Spotify", "https://open.spotify.com/{id}"),
    "soundcloud": ("SoundCloud", "https://w.soundcloud.com/player/?url=https://api.soundcloud.com/tracks/{id}"),
}  # fmt: skip
_ID = re.compile(r"[\w=-]+(?:/[\w=-]+)*")
_VIDEO = frozenset({"YouTube", "Vimeo", "Bilibili", "Youku", "Tencent Video", "Sohu", "Dailymotion", "PeerTube"})


def watch(url: str) -> Page | None:
    """Return the page of the embed at the absolute `url`; None if that is not http(s)."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    address = f"{host}{parts.path}?{parts.query}"
    for name, pattern, page in _HOSTS:
        found = re.search(pattern, address)
        if found:
            return Page(page.format(**found.groupdict()).replace("/embed/", "/pen/"), _label(name))
    # the URL inside an address of Embedly, `…/media.html?src=https%3A%2F%2F…`
    inner = parse_qs(parts.query).get("src", [""])[0] if "src=http" in parts.query else ""
    return watch(inner) if inner and "src=http" not in unquote(inner) else Page(url, host.removeprefix("www."))


def of_tag(name: str, reference: str) -> Page | None:
    """Return the page that `{% youtube ID %}` and similar tags mean; None for an unknown name or an invalid id."""
    known = PAGES.get(name)
    if known is None:
        return None
    label = _label(known[0])
    if reference.startswith(("https://", "http://")):
        page = watch(reference)
        return page and Page(page.url, label)
    return Page(known[1].format(id=reference), label) if _ID.fullmatch(reference) else None


def _label(host: str) -> str:
    return f"Video: {host}" if host in _VIDEO else host
