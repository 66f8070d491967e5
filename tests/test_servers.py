"""docs/serving.md with real web servers: its configurations do what it says."""

import gzip
import importlib
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from http_servers import free_port, s3_server
from site_folder import Site
from test_serve import Answer, curl

from feedmaker.writer.redirects import headers

PAGE = (Path(__file__).parents[1] / "docs" / "serving.md").read_text("utf-8")
CATEGORY = quote("金融")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with compressed copies, one of whose feeds has moved."""
    site = Site(
        tmp_path_factory.mktemp("served") / "site",
        site={"feeds_url": "https://harbour.example/feeds/"},
        output={"precompress": ["gzip", "br"], "host": "netlify"},
    )
    site.article("0.md", "Ship", 1, "金 " * 200, categories=["金融"])
    site.build()
    site.configure(feeds={"path": "c/{category}"})
    site.build()
    (site.output / "plain.xml").write_text("<a/>" * 1000)
    (site.output / "c" / ".hidden.xml").write_text("<secret/>")
    site.folder.parent.chmod(0o755)
    return site


def blocks(heading: str, language: str) -> list[str]:
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


def readable_by_all(folder: Path) -> None:
    for parent in (folder, *folder.parents):
        if parent.owner() == folder.owner() and parent != Path("/tmp"):
            parent.chmod(parent.stat().st_mode | 0o055)


@contextmanager
def server(command: list[str | Path], url: str, log: Path) -> Iterator[str]:
    with log.open("wb") as printed:
        process = subprocess.Popen(command, stdout=printed, stderr=printed)
        try:
            until = time.monotonic() + 60
            while subprocess.run(["curl", "-s", "-o", "/dev/null", url], check=False).returncode:
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < until, log.read_text()
                time.sleep(0.05)
            yield url
        finally:
            process.terminate()
            process.wait(60)


def nginx(site: Site, folder: Path) -> tuple[list[str | Path], str, Path]:
    (folder / "moved").write_text(re.sub(r" 301$", ";", (site.output / "redirects.txt").read_text(), flags=re.M))
    (location,), (moved,) = blocks("nginx", "nginx"), blocks("Feeds that moved", "nginx")
    beside, within = moved.replace("/etc/nginx/moved-feeds.map", str(folder / "moved")).split("# in the server")
    port = free_port()
    temporary = "".join(f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy"))
    temporary += "".join(f"{name}_temp_path {folder}/{name};\n" for name in ("fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/errors; events {{}}\n"
        f"http {{ access_log off; {temporary} {beside}\nserver {{ listen 127.0.0.1:{port};\n"
        f"{location.replace('/srv/news/output/', f'{site.output}/')}\n{within} }} }}\n"
    )
    command: list[str | Path] = ["nginx", "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "errors"]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    assert "warn" not in tested.stderr
    return command, f"http://127.0.0.1:{port}/", folder / "log"


def caddy(site: Site, folder: Path) -> tuple[list[str | Path], str, Path]:
    (folder / "moved").write_text((site.output / "redirects.txt").read_text().replace(" 301\n", "\n"))
    (handle,), (moved,) = blocks("Caddy", "caddy"), blocks("Feeds that moved", "caddy")
    port = free_port()
    (folder / "Caddyfile").write_text(
        f"{{\nadmin off\nauto_https off\n}}\nhttp://127.0.0.1:{port} {{\n"
        f"{handle.replace('/srv/news/output', str(site.output))}\n"
        f"{moved.replace('/etc/caddy/moved-feeds', str(folder / 'moved'))}\n}}\n"
    )
    command: list[str | Path] = ["caddy", "run", "--config", folder / "Caddyfile", "--adapter", "caddyfile"]
    return command, f"http://127.0.0.1:{port}/", folder / "log"


def apache(site: Site, folder: Path) -> tuple[list[str | Path], str, Path]:
    (directory,), (moved,) = blocks("Apache", "apache"), blocks("Feeds that moved", "apache")
    port = free_port()
    modules = "mpm_event authz_core alias dir headers mime rewrite unixd"
    load = "".join(
        f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"
        for name in modules.split()
        if name != "unixd" or Path("/usr/lib/apache2/modules/mod_unixd.so").exists()
    )
    texts = (directory + moved).replace("/srv/news/output", str(site.output))
    (folder / "apache.conf").write_text(
        f"{load}ServerRoot {folder}\nServerName 127.0.0.1\nListen 127.0.0.1:{port}\nPidFile {folder}/pid\n"
        f"ErrorLog {folder}/errors\nTypesConfig /etc/mime.types\nUser www-data\nGroup www-data\n"
        f"<VirtualHost *:{port}>\n{texts}</VirtualHost>\n"
    )
    readable_by_all(site.output)
    return ["apache2", "-X", "-f", folder / "apache.conf"], f"http://127.0.0.1:{port}/", folder / "errors"


SERVERS = {"nginx": nginx, "caddy": caddy, "apache2": apache}


@pytest.fixture(scope="module", params=SERVERS)
def url(request: pytest.FixtureRequest, site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    name: str = request.param
    executable = shutil.which(name)
    if executable is None:
        pytest.skip(f"{name} is not installed (make readers installs it on Debian)")
    prepare: Callable[[Site, Path], tuple[list[str | Path], str, Path]] = SERVERS[name]
    (_, *arguments), address, log = prepare(site, tmp_path_factory.mktemp(name))
    with server([executable, *arguments], address, log) as address:
        yield f"{address}feeds/"


TYPES = {
    "rss.xml": "application/xml",
    "feed.json": "application/feed+json",
    f"c/{CATEGORY}/atom.xml": "application/xml",
    f"c/{CATEGORY}/feed.json": "application/feed+json",
    "feeds.opml": "text/x-opml",
    "feed.css": "text/css",
    "": "text/html",
    f"c/{CATEGORY}/": "text/html",
}


@pytest.mark.parametrize("path", TYPES)
@pytest.mark.parametrize("accepted", ["identity", "gzip"])
def test_media_types_validators_and_copies(url: str, site: Site, path: str, accepted: str) -> None:
    answer = curl(url + path, "-H", f"Accept-Encoding: {accepted}")

    assert answer.status == 200
    assert answer.headers["content-type"].lower() == f"{TYPES[path]}; charset=utf-8"
    assert answer.headers["cache-control"] == "max-age=600"
    assert answer.headers["access-control-allow-origin"] == "*"
    file = site.output / path.replace(CATEGORY, "金融")
    file = file / "index.html" if file.is_dir() else file
    if accepted == "gzip":
        assert answer.headers["content-encoding"] == "gzip"
        assert "Accept-Encoding" in answer.headers["vary"]
        assert answer.body == file.with_name(f"{file.name}.gz").read_bytes(), "the published copy, not a new one"
        assert gzip.decompress(answer.body) == file.read_bytes()
    else:
        assert "content-encoding" not in answer.headers
        assert answer.body == file.read_bytes()
    again: Answer = curl(
        url + path, "-H", f"Accept-Encoding: {accepted}", "-H", f"If-None-Match: {answer.headers['etag']}"
    )
    assert again.status == 304
    assert curl(url + path, "-H", f"If-Modified-Since: {answer.headers['last-modified']}").status == 304


@pytest.mark.parametrize(
    "path", [".feedmaker.json", ".feedmaker.lock", "c/.hidden.xml", "c/", "%2efeedmaker.json", "../config.yaml"]
)
def test_private_files_are_not_served(url: str, path: str) -> None:
    answer = curl(url + path)
    # where nothing else is served, Caddy answers with nothing at all
    assert answer.status in {400, 403, 404} or answer.body == b""


@pytest.mark.parametrize("path", ["plain.xml"])
def test_files_without_a_copy_are_served(url: str, path: str) -> None:
    assert curl(url + path, "-H", "Accept-Encoding: gzip").status == 200


@pytest.mark.parametrize("name", ["rss.xml", "feed.json", ""])
def test_feeds_that_moved_are_redirected(url: str, name: str) -> None:
    answer = curl(f"{url}categories/{CATEGORY}/{name}")

    assert answer.status == 301
    assert answer.headers["location"].endswith(f"/feeds/c/{CATEGORY}/{name}")
    assert curl(f"{url}c/{CATEGORY}/{name}").status == 200
    assert curl(f"{url}categories/{CATEGORY}/other.xml").status == 404


def test_a_static_host_gets_headers_and_redirects_while_it_is_configured(site: Site, tmp_path: Path) -> None:
    moved = (site.output / "redirects.txt").read_text().splitlines()
    hosted = (site.output / "_redirects").read_text().splitlines()
    # Netlify compares with the decoded path (netlify-redirector), others with the encoded one
    assert set(moved) < set(hosted)
    assert "/feeds/categories/金融/rss.xml /feeds/c/%E9%87%91%E8%9E%8D/rss.xml 301" in hosted
    assert (site.output / "_headers").read_bytes() == headers("/feeds/")
    other = Site(tmp_path / "site", output={"host": "cloudflare"})
    other.article("0.md", "Ship", 1)
    other.build()
    assert (other.output / "_headers").read_text().startswith("/*\n  Cache-Control: public, max-age=600\n")
    other.configure(output={"host": None})
    assert other.build().feeds.written == 0
    assert not (other.output / "_headers").exists()


def test_cloudflare_gets_each_redirect_once(tmp_path: Path) -> None:
    """Its `wrangler pages dev` encodes paths, and reports a second line for one as a mistake."""
    site = Site(tmp_path / "site", output={"host": "cloudflare"})
    site.article("0.md", "Ship", 1, categories=["金融"])
    site.build()
    site.configure(feeds={"path": "c/{category}"})
    site.build()
    assert (site.output / "_redirects").read_bytes() == (site.output / "redirects.txt").read_bytes() != b""


NODE = Path(__file__).parent / "readers"


@pytest.mark.skipif(
    not shutil.which("node") or not (NODE / "node_modules" / "netlify-redirector").is_dir(),
    reason="Node.js or the parsers of Netlify are not installed (make readers)",
)
def test_netlify_sends_types_and_redirects(site: Site) -> None:
    moved = [f"/feeds/categories/{name}/rss.xml" for name in (CATEGORY, "金融", "other")]
    paths = [*(f"/feeds/{path}" for path in TYPES), "/feeds/feeds.json", "/rss.xml", *moved]
    command = ["node", str(NODE / "netlify.mjs"), str(site.output), *paths]
    found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    answers = dict(zip(paths, found["answers"], strict=True))

    assert found["errors"] == []
    for path, media_type in TYPES.items():
        sent = answers[f"/feeds/{path}"]["headers"]
        expected = f"{media_type}; charset=utf-8" if path.endswith((".xml", "feed.json", ".opml")) else None
        assert sent.get("Content-Type") == expected, "the types of other files are Netlify's own"
        assert (sent["Cache-Control"], sent["Access-Control-Allow-Origin"]) == ("public, max-age=600", "*")
    assert "Content-Type" not in answers["/feeds/feeds.json"]["headers"]
    assert answers["/rss.xml"]["headers"] == {}
    target = f"301 /feeds/c/{CATEGORY}/rss.xml"
    assert [answers[path]["location"] for path in moved] == [target, target, None]


def test_headers_have_one_wildcard_a_path_and_no_header_twice_for_a_file() -> None:
    rules: dict[str, list[str]] = {}
    for line in headers("/feeds/").decode().splitlines():
        if line.startswith("/"):
            rules[line] = []
        else:
            rules[list(rules)[-1]].append(line.strip().partition(": ")[0])
    assert all(rule.count("*") == 1 for rule in rules)
    for path in ("rss.xml", "c/x/feed.json", "feeds.json", "feeds.opml", "", "archive/atom-1.xml"):
        found = [
            name
            for rule, names in rules.items()
            if re.fullmatch(re.escape(rule).replace(r"\*", ".*"), f"/feeds/{path}")
            for name in names
        ]
        assert len(set(found)) == len(found)
        assert ("Content-Type" in found) == path.endswith((".xml", "/feed.json", ".opml"))


@pytest.fixture
def s3(tmp_path: Path) -> Iterator[str]:
    with s3_server(tmp_path / "s3.log") as url:
        yield url


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("aws") is None, reason="the AWS CLI is not installed (make readers installs it on Debian)"
)
def test_s3_gets_types_headers_and_redirects_and_no_dot_files(site: Site, s3: str, tmp_path: Path) -> None:
    copy, redirect = blocks("S3 and CloudFront", "text")
    commands = f'aws() {{ command aws --endpoint-url {s3} "$@"; }}\naws s3 mb s3://harbour\n{copy}\n{redirect}'
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1", "AWS_PAGER": "",
    }  # fmt: skip
    script = commands.replace("BUCKET", "harbour")
    subprocess.run(["bash", "-euc", script], cwd=site.folder, env=environment, check=True, capture_output=True)

    client = importlib.import_module("boto3").client(
        "s3", endpoint_url=s3, region_name="us-east-1", aws_access_key_id="key", aws_secret_access_key="secret"
    )
    keys = {one["Key"].removeprefix("feeds/") for one in client.list_objects_v2(Bucket="harbour")["Contents"]}
    files = {path.relative_to(site.output).as_posix() for path in site.output.rglob("*") if path.is_file()}
    own = (".gz", ".br", "redirects.txt", "_redirects", "_headers")
    wanted = {name for name in files if not name.endswith(own) and "/." not in f"/{name}"}
    moved = {unquote(line.split()[0]).removeprefix("/feeds/") for line in redirects(site)}
    assert keys == wanted | moved
    for path, media_type in {**TYPES, "index.html": "text/html", "feeds.json": "application/json"}.items():
        if path and not path.endswith("/"):
            head = client.head_object(Bucket="harbour", Key=f"feeds/{unquote(path)}")
            assert (head["ContentType"], head["CacheControl"]) == (f"{media_type}; charset=utf-8", "max-age=600")
    for line in redirects(site):
        old, new, _ = line.split()
        assert client.head_object(Bucket="harbour", Key=unquote(old)[1:])["WebsiteRedirectLocation"] == new


def redirects(site: Site) -> list[str]:
    return (site.output / "redirects.txt").read_text().splitlines()
