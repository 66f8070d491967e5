"""Builds from and to an S3 server on this computer: the laws of a folder hold for a bucket."""

import importlib
import itertools
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from dask_cluster import cluster_in
from faulty_proxy import Fault, faulty_proxy
from http_servers import s3_server
from site_folder import Site
from websub_hub import Hub, running_hub

import feedmaker
from feedmaker.build import flow
from feedmaker.build.lock import output_lock
from feedmaker.build.stages import publish as publish_stage
from feedmaker.hub_records import HubRecord, RecordFile
from feedmaker.object_store import ObjectStore
from feedmaker.problems import BuildFailed, BuildRefused, ConfigurationError, OutputLocked
from feedmaker.project import open_project
from feedmaker.text.article_paths import source_code, source_prefix
from feedmaker.writer.bucket import Bucket as StoredOutput
from feedmaker.writer.output import open_output
from feedmaker.writer.publish import MANIFEST, publish
from feedmaker.writer.staged_files import staged_prefix

_KEY = "AKIDSECRETKEY"
_TIMEOUT = 60


class Bucket:
    """A bucket of a server, seen by a client that is not feedmaker's."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self.name = name
        client.create_bucket(Bucket=name)

    def upload(self, folder: Path, prefix: str) -> None:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                self.put(f"{prefix}/{file.relative_to(folder).as_posix()}", file.read_bytes())

    def put(self, key: str, data: bytes) -> None:
        self._client.put_object(Bucket=self.name, Key=key, Body=data)

    def delete(self, key: str) -> None:
        self._client.delete_object(Bucket=self.name, Key=key)

    def objects(self, prefix: str) -> dict[str, bytes]:
        """Return path under the prefix → bytes."""
        return {
            found["Key"].removeprefix(prefix + "/"): self._client.get_object(Bucket=self.name, Key=found["Key"])[
                "Body"
            ].read()
            for found in self._list(prefix)
        }

    def versions(self, prefix: str) -> dict[str, tuple[str, Any]]:
        """Return path under the prefix → ETag and time."""
        return {
            found["Key"].removeprefix(prefix + "/"): (found["ETag"], found["LastModified"])
            for found in self._list(prefix)
        }

    def headers(self, key: str) -> dict[str, str]:
        found = self._client.head_object(Bucket=self.name, Key=key)
        return {name: found.get(name, "") for name in ("ContentType", "CacheControl")}

    def _list(self, prefix: str) -> Iterator[dict[str, Any]]:
        for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix + "/"):
            yield from page.get("Contents", [])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with s3_server(tmp_path_factory.mktemp("s3") / "log") as url:
        yield url


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Bucket:
    boto3 = importlib.import_module("boto3")
    for name, value in {
        "AWS_ENDPOINT_URL": server, "AWS_ALLOW_HTTP": "true", "AWS_ACCESS_KEY_ID": _KEY,
        "AWS_SECRET_ACCESS_KEY": "SECRET" + _KEY, "AWS_REGION": "us-east-1",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    name = f"bucket-{abs(hash(request.node.name)) % 10**9}"
    return Bucket(boto3.client("s3", endpoint_url=server, region_name="us-east-1"), name)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    for number in range(20):
        site.article(f"Häfen/{number % 3}/a b{number}.md", f"Ship {number}", number % 28 + 1, categories=["harbour"])
    site.article("top.md", "Top", 3)
    site.article(".hidden/no.md", "Hidden", 4)
    return site


def test_articles_in_a_bucket_give_the_feeds_of_a_folder(site: Site, bucket: Bucket) -> None:
    bucket.upload(site.source, "posts")
    expected = site.build_afresh()
    site.configure(source={"path": f"s3://{bucket.name}/posts"})

    report = site.build()

    assert report.articles.published == 21
    assert site.files() == expected
    assert site.build().articles.parsed == 0


@pytest.fixture
def remote(site: Site, bucket: Bucket) -> Site:
    """The site with articles, feeds and state in the bucket."""
    bucket.upload(site.source, "posts")
    url = f"s3://{bucket.name}"
    site.configure(
        site={"url": "https://harbour.example/"},
        source={"path": f"{url}/posts"},
        output={"path": f"{url}/feeds/all"},
        state=f"{url}/state/state.sqlite3",
    )
    return site


def published(bucket: Bucket) -> dict[str, bytes]:
    return {path: data for path, data in bucket.objects("feeds/all").items() if not path.startswith(".feedmaker")}


def test_feeds_in_a_bucket_are_those_of_a_folder(remote: Site, bucket: Bucket, tmp_path: Path) -> None:
    report = remote.build()

    assert report.articles.published == 21
    assert published(bucket) == without_own(remote.build_afresh(source=remote.source))
    assert {path for path in bucket.objects("feeds/all") if path.startswith(".")} == {MANIFEST}
    assert not list(remote.folder.glob("s3*"))


def test_shards_in_a_bucket_give_the_feeds_of_one_build(remote: Site, bucket: Bucket) -> None:
    folders = [f"s3://{bucket.name}/posts/Häfen/{number}" for number in range(3)]
    remote.configure(source={"path": folders}, state="state.sqlite3")
    expected = without_own(remote.build_afresh())
    remote.configure(source={"shards": True})

    remote.build()

    assert published(bucket) == expected
    assert len(list(remote.folder.glob("state-shard-*.sqlite3"))) == 3
    assert remote.build().articles.parsed == 0


class Shards:
    """A site of three shards with articles, feeds and states in a bucket, and its twin on a disk without shards."""

    folders = ("north", "east", "west")

    def __init__(self, folder: Path, bucket: Bucket) -> None:
        url = f"s3://{bucket.name}"
        self.bucket = bucket
        self.local = Site(folder / "local", source={"path": [{"path": name, "name": name} for name in self.folders]})
        self.remote = Site(
            folder / "remote",
            source={"shards": True, "path": [{"path": f"{url}/posts/{name}", "name": name} for name in self.folders]},
            output={"path": f"{url}/feeds/all"},
            state=f"{url}/state/all.sqlite3",
        )
        for number in range(9):
            self.article(f"{self.folders[number % 3]}/{number}.md", f"Ship {number}", number)

    def article(self, path: str, title: str, day: int) -> None:
        file = self.local.article(f"../{path}", title, day, categories=[f"Pier {day % 2}"])
        self.bucket.put(f"posts/{path}", file.read_bytes())

    def move(self, path: str, to: str) -> None:
        file = (self.local.folder / path).rename(self.local.folder / to)
        self.bucket.put(f"posts/{to}", file.read_bytes())
        self.bucket.delete(f"posts/{path}")

    def ids(self) -> dict[str, str]:
        return {item["title"]: item["id"] for item in json.loads(published(self.bucket)["feed.json"])["items"]}

    def states(self) -> dict[str, bytes]:
        return self.bucket.objects("state")

    def state(self, folder: str) -> str:
        return f"all-shard-{source_code(source_prefix(folder))}.sqlite3"

    def assert_equal(self) -> None:
        """Build the twin, and compare the feeds."""
        self.local.build()
        assert published(self.bucket) == self.local.files()


@pytest.fixture
def sharded(tmp_path: Path, bucket: Bucket) -> Shards:
    return Shards(tmp_path, bucket)


def test_the_states_of_shards_in_a_bucket_do_what_one_state_on_a_disk_does(sharded: Shards) -> None:
    assert sharded.remote.build_here().articles.published == 9
    sharded.assert_equal()
    before, ids = sharded.states(), sharded.ids()
    assert sorted(before) == sorted([*map(sharded.state, sharded.folders), "all.sqlite3"])
    assert sharded.remote.build_here().articles.parsed == 0
    assert sharded.states() == before
    sharded.move("north/0.md", "east/moved.md")

    sharded.remote.build_here()

    assert sharded.ids() == ids
    sharded.assert_equal()
    after = sharded.states()
    assert after[sharded.state("west")] == before[sharded.state("west")]
    assert after[sharded.state("east")] != before[sharded.state("east")]


@pytest.mark.parametrize("uploaded", [1, 3])
def test_a_build_killed_between_the_uploads_of_its_states_is_repaired_by_the_next(
    sharded: Shards, server: str, uploaded: int
) -> None:
    sharded.remote.build_here()
    sharded.assert_equal()
    ids, before = sharded.ids(), sharded.states()
    sharded.move("north/0.md", "east/moved.md")
    sharded.move("east/1.md", "west/moved.md")
    sharded.move("west/2.md", "north/moved.md")
    sharded.article("north/3.md", "Ship 3, changed", 3)
    running: list[subprocess.Popen[bytes]] = []
    puts = itertools.count()

    def kill(method: str, path: str) -> int | None:
        if method == "PUT" and "/state/" in path and next(puts) >= uploaded:
            running[0].kill()
            return 0
        return None

    with faulty_proxy(server, kill) as address:
        command = [sys.executable, "-m", "feedmaker", "build", "--jobs", "1"]
        environment = {**os.environ, "AWS_ENDPOINT_URL": address}
        running.append(subprocess.Popen(command, cwd=sharded.remote.folder, env=environment, stderr=subprocess.DEVNULL))
        assert running[0].wait(_TIMEOUT) != 0
    end = time.monotonic() + _TIMEOUT
    while len([name for name, data in sharded.states().items() if data != before[name]]) < uploaded:
        assert time.monotonic() < end  # the proxy still forwards the last of them
        time.sleep(0.05)
    sharded.bucket.delete("feeds/all/.feedmaker.lock")  # nobody could remove it

    sharded.remote.build_here()

    assert {title.partition(",")[0]: id_ for title, id_ in sharded.ids().items()} == ids
    sharded.assert_equal()
    assert sharded.remote.build_here().articles.parsed == 0


@pytest.mark.parametrize("switched", [True, False])
def test_states_in_a_bucket_keep_ids_when_shards_are_switched(sharded: Shards, switched: bool) -> None:
    sharded.remote.configure(source={"shards": not switched})
    sharded.remote.build_here()
    ids = sharded.ids()
    sharded.move("north/0.md", "east/moved.md")
    sharded.remote.build_here()
    sharded.remote.configure(source={"shards": switched})

    report = sharded.remote.build_here()

    assert (report.articles.parsed, report.written, sharded.ids()) == (0, (), ids)
    assert len(sharded.states()) == (4 if switched else 1)


def test_a_shard_that_a_build_without_its_lock_stored_loses_no_id(sharded: Shards) -> None:
    sharded.remote.build_here()
    first = sharded.states()
    sharded.article("north/new.md", "New", 20)
    sharded.remote.build_here()
    ids, second = sharded.ids(), sharded.states()
    assert second[sharded.state("east")] == first[sharded.state("east")]
    for name, data in first.items():
        sharded.bucket.put(f"state/{name}", data)
    sharded.move("east/1.md", "west/moved.md")
    sharded.remote.build_here()
    # It could store only what the second build, which has the lock, left as it was.
    states = {**second, sharded.state("east"): sharded.states()[sharded.state("east")]}
    for name, data in states.items():
        sharded.bucket.put(f"state/{name}", data)

    sharded.remote.build_here()

    assert sharded.ids() == ids


def test_the_library_knows_the_ids_of_shards_in_a_bucket(sharded: Shards) -> None:
    sharded.remote.build_here()
    sharded.move("north/0.md", "east/moved.md")
    sharded.remote.build_here()

    found = feedmaker.entries(sharded.remote.config_file, now=sharded.remote.now)

    assert {entry.title: entry.id for entry in found} == sharded.ids()


def without_own(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if not path.startswith(".feedmaker")}


def test_only_what_changed_is_put(remote: Site, bucket: Bucket) -> None:
    remote.build()
    before = bucket.versions("feeds/all")
    time.sleep(1.1)  # the times of objects are in seconds

    again = remote.build()
    assert (again.articles.parsed, again.feeds.written) == (0, 0)
    assert bucket.versions("feeds/all") == before
    remote.article("top.md", "Top, changed", 3)
    bucket.put("posts/top.md", (remote.source / "top.md").read_bytes())
    report = remote.build()

    assert report.articles.parsed == 1
    after = bucket.versions("feeds/all")
    changed = {path for path in after if after[path] != before.get(path)}
    assert {"rss.xml", "atom.xml", "feed.json"} <= changed
    assert not any(path.startswith("categories/") for path in changed)
    assert published(bucket) == without_own(remote.build_afresh(source=remote.source))


def test_a_build_just_after_an_upload_leaves_the_next_one_nothing_to_do(remote: Site, bucket: Bucket) -> None:
    remote.build()
    before = bucket.versions("state")

    assert remote.build().articles.parsed == 0
    assert bucket.versions("state") == before


def test_a_renamed_object_keeps_its_id_and_a_removed_one_leaves(remote: Site, bucket: Bucket) -> None:
    remote.build()
    before = {item["title"]: item["id"] for item in json.loads(published(bucket)["feed.json"])["items"]}
    bucket.put("posts/moved.md", (remote.source / "top.md").read_bytes())
    bucket.delete("posts/top.md")
    bucket.delete("posts/Häfen/0/a b3.md")
    remote.build()

    after = {item["title"]: item["id"] for item in json.loads(published(bucket)["feed.json"])["items"]}
    assert after == {title: id_ for title, id_ in before.items() if title != "Ship 3"}
    assert {entry.title: entry.id for entry in feedmaker.entries(remote.config_file, now=remote.now)} == after


def test_an_emptied_bucket_is_refused(remote: Site, bucket: Bucket) -> None:
    remote.build()
    before = bucket.versions("feeds/all")
    for path in bucket.objects("posts"):
        bucket.delete(f"posts/{path}")

    with pytest.raises(BuildRefused, match="0 of the 21 articles"):
        remote.build()
    assert bucket.versions("feeds/all") == before


def test_objects_are_sent_with_their_types(remote: Site, bucket: Bucket) -> None:
    remote.configure(output={"precompress": ["gzip"]})
    remote.build()

    assert bucket.headers("feeds/all/rss.xml") == {
        "ContentType": "application/rss+xml; charset=utf-8", "CacheControl": "max-age=600",
    }  # fmt: skip
    assert bucket.headers("feeds/all/index.html")["ContentType"] == "text/html; charset=utf-8"
    assert bucket.headers("feeds/all/atom.xml.gz")["ContentType"] == "application/atom+xml; charset=utf-8"


def test_a_second_build_waits_for_the_lock_and_one_that_was_killed_frees_it(remote: Site, bucket: Bucket) -> None:
    held = {"pid": 1, "host": "elsewhere", "since": "2024-01-01", "until": time.time() + 3}
    bucket.put("feeds/all/.feedmaker.lock", json.dumps(held).encode())

    with pytest.raises(OutputLocked, match="process 1 on elsewhere"):
        remote.build()
    assert remote.build(wait=30).articles.published == 21


def test_a_build_whose_lock_was_taken_away_publishes_nothing(remote: Site, bucket: Bucket) -> None:
    remote.build()
    before = published(bucket)
    bucket.delete("posts/top.md")
    taken = json.dumps({"pid": 1, "host": "elsewhere", "since": "2024-01-01", "until": time.time() + 3}).encode()

    staged = staged_prefix(f"s3://{bucket.name}/feeds/all") + "other-rss.xml"

    def take_lock(stage: str, _done: int, _total: int | None) -> None:
        if stage == "assemble":
            bucket.put("feeds/all/.feedmaker.lock", taken)
            bucket.put(f"feeds/all/{staged}", b"of the other build")

    with pytest.raises(BuildFailed, match=r"the lock of the output .* was lost"):
        remote.build(progress=take_lock)
    assert published(bucket) == before
    assert bucket.objects("feeds/all")[".feedmaker.lock"] == taken
    assert bucket.objects("feeds/all")[staged] == b"of the other build"
    assert remote.build(wait=30).articles.published == 20


def test_a_build_whose_lock_was_taken_while_it_published_leaves_the_state(
    remote: Site, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote.build()
    before = bucket.objects("state")
    bucket.delete("posts/top.md")
    real = publish

    def publish_and_lose_lock(*arguments: Any, **options: Any) -> Any:
        bucket.put("feeds/all/.feedmaker.lock", b'{"until": 0}')
        return real(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(publish_stage, "publish", publish_and_lose_lock)
        with pytest.raises(BuildFailed, match=r"the lock of the output .* was lost"):
            remote.build()
    assert bucket.objects("state") == before
    assert remote.build().articles.published == 20
    assert bucket.objects("state") != before


@pytest.mark.parametrize(
    ("method", "message"), [("replace", "was changed by another program"), ("promote", "was removed by another build")]
)
def test_a_build_suspended_after_it_confirmed_its_lock_publishes_nothing_beside_another_one(
    remote: Site, bucket: Bucket, monkeypatch: pytest.MonkeyPatch, method: str, message: str
) -> None:
    remote.build()
    remote.article("a.md", "A", 4, categories=["pier"])
    bucket.put("posts/a.md", (remote.source / "a.md").read_bytes())
    real = getattr(StoredOutput, method)
    expected: dict[str, bytes] = {}

    def suspended(self: StoredOutput, *arguments: Any) -> None:
        monkeypatch.setattr(StoredOutput, method, real)
        bucket.delete("feeds/all/.feedmaker.lock")  # it has expired
        remote.article("a.md", "A, changed", 4, categories=["pier"])
        remote.article("b.md", "B", 5, categories=["crane"])
        for name in ("a.md", "b.md"):
            bucket.put(f"posts/{name}", (remote.source / name).read_bytes())
        remote.build()
        expected.update(bucket.objects("feeds/all"))
        real(self, *arguments)

    monkeypatch.setattr(StoredOutput, method, suspended)
    with pytest.raises(BuildFailed, match=message):
        remote.build()

    published_now = {path: data for path, data in bucket.objects("feeds/all").items() if "draft" not in path}
    assert published_now == expected
    assert "categories/crane/rss.xml" in json.loads(expected[MANIFEST])["files"]
    assert remote.build().written == ()


def test_a_build_that_loses_its_lock_while_it_copies_removes_nothing(
    remote: Site, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote.build()
    for path in bucket.objects("posts"):
        if path != "top.md":
            bucket.delete(f"posts/{path}")
    real = StoredOutput.promote

    def promote_and_lose_lock(self: StoredOutput, staged: Any) -> None:
        real(self, staged)
        bucket.put("feeds/all/.feedmaker.lock", b'{"until": 0}')

    with monkeypatch.context() as patch:
        patch.setattr(StoredOutput, "promote", promote_and_lose_lock)
        with pytest.raises(BuildFailed, match=r"the lock of the output .* was lost"):
            remote.build(allow_empty=True)
    assert "categories/harbour/rss.xml" in published(bucket)
    remote.build(allow_empty=True)
    assert "categories/harbour/rss.xml" not in published(bucket)


def test_a_build_that_waited_for_the_lock_begins_with_the_state_of_the_one_before(
    remote: Site, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote.build()
    first = bucket.objects("state")["state.sqlite3"]
    bucket.put("posts/moved.md", bucket.objects("posts")["top.md"])
    bucket.delete("posts/top.md")
    remote.build()
    second = bucket.objects("state")["state.sqlite3"]
    bucket.put("state/state.sqlite3", first)
    bucket.put("posts/new.md", b"---\ntitle: New\ndate: 2024-01-03\n---\nText\n")
    real = output_lock

    def lock_when_the_other_ended(*arguments: Any, **options: Any) -> Any:
        bucket.put("state/state.sqlite3", second)
        return real(*arguments, **options)

    monkeypatch.setattr(flow, "output_lock", lock_when_the_other_ended)
    report = remote.build()

    assert [change.title for change in report.changes] == ["New"]


def test_a_state_that_another_build_replaced_is_not_overwritten(remote: Site, bucket: Bucket) -> None:
    def replace_state(stage: str, _done: int, _total: int | None) -> None:
        bucket.put("state/state.sqlite3", b"of another build")

    with pytest.raises(BuildFailed, match="was changed by another build"):
        remote.build(progress=replace_state)
    assert bucket.objects("state")["state.sqlite3"] == b"of another build"


def test_a_damaged_state_is_kept_under_another_name_and_named_by_its_url(remote: Site, bucket: Bucket) -> None:
    remote.build()
    before = published(bucket)
    damaged = bucket.objects("state")["state.sqlite3"][:5000]
    bucket.put("state/state.sqlite3", damaged)

    report = remote.build()

    (notice,) = report.notices
    assert notice.startswith(f"state s3://{bucket.name}/state/state.sqlite3 cannot be used")
    assert notice.endswith("the old file is now state.sqlite3.unusable")
    assert bucket.objects("state")["state.sqlite3.unusable"] == damaged
    assert published(bucket) == before


def test_no_damaged_state_of_a_store_replaces_an_earlier_one(remote: Site, bucket: Bucket) -> None:
    for damaged in (b"first", b"second"):
        bucket.put("state/state.sqlite3", damaged)
        report = remote.build()

    kept = bucket.objects("state")
    assert (kept["state.sqlite3.unusable"], kept["state.sqlite3.unusable2"]) == (b"first", b"second")
    assert report.notices[0].endswith("the old file is now state.sqlite3.unusable2")


def test_staged_objects_of_a_killed_build_are_removed(remote: Site, bucket: Bucket) -> None:
    staged = staged_prefix(f"s3://{bucket.name}/feeds/all") + "rss.xml"
    bucket.put(f"feeds/all/categories/{staged}", b"half")
    bucket.put("feeds/all/mine.txt", b"mine")

    remote.build()

    assert not [path for path in bucket.objects("feeds/all") if staged in path]
    assert bucket.objects("feeds/all")["mine.txt"] == b"mine"


def test_builds_at_the_same_time_publish_what_they_staged_themselves(remote: Site, bucket: Bucket) -> None:
    first, second = (open_output(f"s3://{bucket.name}/feeds/all") for _ in range(2))
    staged = first.stage({"rss.xml": b"first"})
    second.stage({"rss.xml": b"second"})

    first.promote(staged)

    assert published(bucket) == {"rss.xml": b"first"}


def test_files_of_others_in_a_bucket_are_not_replaced(remote: Site, bucket: Bucket) -> None:
    bucket.put("feeds/all/rss.xml", b"mine")

    with pytest.raises(BuildRefused, match=r"did not write: rss.xml"):
        remote.build()
    assert bucket.objects("feeds/all") == {"rss.xml": b"mine"}


def test_credentials_are_in_no_output_and_no_message(remote: Site, bucket: Bucket, tmp_path: Path) -> None:
    done = remote.run("build", "-v", "--report", str(tmp_path / "report.json"))
    broken = remote.run("build", AWS_ENDPOINT_URL="http://127.0.0.1:9")

    assert done.returncode == 0
    assert broken.returncode == 3
    texts = [done.stdout, done.stderr, broken.stdout, broken.stderr, (tmp_path / "report.json").read_text()]
    texts += [data.decode("utf-8", "replace") for data in bucket.objects("feeds/all").values()]
    assert not any(_KEY in text or "Traceback" in text for text in texts)


def test_a_password_in_a_url_is_refused_and_not_repeated(site: Site) -> None:
    site.configure(source={"path": "s3://user:hunter2@bucket/posts"})

    done = site.run("build")

    assert done.returncode == 2
    assert "source.path is not the URL of a store" in done.stderr
    assert "hunter2" not in done.stderr


@pytest.mark.parametrize("scheme", ["memory", "file", "http", "https", "ftp", "sftp", "hdfs", "abfs", "S3"])
@pytest.mark.parametrize("key", ["source.path", "output.path", "state"])
def test_other_urls_are_refused_with_those_that_are_accepted(site: Site, scheme: str, key: str) -> None:
    section, _, name = key.partition(".")
    url = f"{scheme}://bucket/posts"
    site.configure(**{section: {name: url} if name else url})

    with pytest.raises(ConfigurationError) as refused:
        site.build()

    (problem,) = refused.value.problems
    assert problem.message == f"{key} is not the URL of a store"
    assert problem.hint.startswith("write s3://, gs:// or az:// and BUCKET/FOLDER")
    assert sorted(path.name for path in site.folder.iterdir()) == ["articles", "config.yaml"]


def run_through(remote: Site, server: str, fault: Fault) -> "subprocess.CompletedProcess[str]":
    with faulty_proxy(server, fault) as address:
        return remote.run("build", "--jobs", "2", AWS_ENDPOINT_URL=address)


class Traffic:
    """Counts requests by kind, and how many of a kind are on their way at the same time: each takes a while."""

    def __init__(self) -> None:
        self.count = Counter[str]()
        self.most = Counter[str]()
        self._now = Counter[str]()
        self._lock = threading.Lock()

    def __call__(self, method: str, path: str) -> None:
        folder = re.search(r"\b(posts|feeds|state)\b", path)
        what = "LIST" if "list-type" in path else method
        kind = f"{what} {folder[1] if folder else ''}"
        with self._lock:
            self.count[kind] += 1
            self._now[kind] += 1
            self.most[kind] = max(self.most[kind], self._now[kind])
        time.sleep(0.02)
        with self._lock:
            self._now[kind] -= 1


def test_the_output_is_listed_once_and_other_requests_overlap(remote: Site, bucket: Bucket, server: str) -> None:
    first = Traffic()
    assert run_through(remote, server, first).returncode == 0
    assert (first.count["LIST posts"], first.count["LIST feeds"]) == (1, 1)
    assert first.count["GET posts"] == 2 * 21
    assert min(first.most[kind] for kind in ("GET posts", "PUT feeds", "GET feeds")) >= 4
    remote.article("top.md", "Top, changed", 3)
    bucket.put("posts/top.md", (remote.source / "top.md").read_bytes())
    second = Traffic()
    assert run_through(remote, server, second).returncode == 0
    assert (second.count["LIST posts"], second.count["LIST feeds"], second.count["GET posts"]) == (1, 1, 22)
    assert second.count["GET feeds"] < second.count["PUT feeds"], "equal files are known from the listing"
    third = Traffic()
    assert run_through(remote, server, third).returncode == 0
    assert third.count == {"LIST posts": 1, "LIST feeds": 1, "LIST state": 1, "GET state": 1}
    assert published(bucket) == without_own(remote.build_afresh(source=remote.source))


def test_a_request_to_a_throttled_store_is_repeated(remote: Site, bucket: Bucket, server: str) -> None:
    count = itertools.count()

    done = run_through(remote, server, lambda *_: 503 if next(count) % 5 == 1 else None)

    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
    assert published(bucket) == without_own(remote.build_afresh(source=remote.source))


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/posts/"), ("PUT", "draft"), ("PUT", "/feeds/all/atom.xml"), ("PUT", "/state/")]
)
def test_a_build_that_loses_its_store_is_repaired_by_the_next(
    remote: Site, bucket: Bucket, server: str, method: str, path: str
) -> None:
    remote.build()
    before = published(bucket)
    remote.article("top.md", "Top, changed", 3)
    bucket.put("posts/top.md", (remote.source / "top.md").read_bytes())

    done = run_through(remote, server, lambda m, p: 403 if m == method and path in p else None)

    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert "every file of the output is whole" in done.stderr
    after = remote.build_afresh(source=remote.source)
    assert all(data in (before.get(name), after.get(name)) for name, data in published(bucket).items())
    remote.build()
    assert published(bucket) == without_own(after)


@pytest.fixture
def hub() -> Iterator[Hub]:
    with running_hub() as hub:
        yield hub


def test_computers_that_share_a_state_notify_a_hub_once(
    remote: Site, bucket: Bucket, hub: Hub, tmp_path: Path, server: str
) -> None:
    remote.configure(hub=[hub.url])
    other = Site(tmp_path / "other")
    other.config_file.write_text(remote.config_file.read_text())
    remote.build()

    first, second = remote.run("ping"), other.run("ping")

    assert first.stderr == f"hub {hub.url}: notified of 6 feed files\n"
    assert second.stderr == f"hub {hub.url}: notified of 0 feed files\n"
    assert "state-pings.json" in bucket.objects("state")
    assert not list(remote.folder.rglob("*pings*"))
    remote.article("top.md", "Top, changed", 3)
    bucket.put("posts/top.md", (remote.source / "top.md").read_bytes())
    other.build()
    assert [site.run("ping").stderr.split()[-3] for site in (other, remote)] == ["3", "0"]
    hub.forms.clear()
    bucket.delete("state/state-pings.json")
    with faulty_proxy(server, lambda _, path: 403 if "pings" in path else None) as address:
        done = remote.run("ping", AWS_ENDPOINT_URL=address)
    assert (done.returncode, hub.forms) == (3, [])
    assert f"the record of notified hubs s3://{bucket.name}/state/state-pings.json cannot be read" in done.stderr


def test_pings_at_the_same_time_keep_the_records_of_each_other(remote: Site, bucket: Bucket) -> None:
    paths = open_project(remote.config_file).paths
    RecordFile(paths).write({"hub": HubRecord({"a": ("1", "1"), "b": ("1", "1"), "gone": ("1", "1")})})
    first, second = RecordFile(paths), RecordFile(paths)
    mine, theirs = first.read()["hub"], second.read()["hub"]
    theirs.notified["a"] = ("2", "2")
    second.write({"hub": theirs})
    del mine.notified["gone"]
    mine.notified |= {"b": ("3", "3"), "c": ("3", "3")}

    first.write({"hub": mine, "another": HubRecord({"a": ("3", "3")})})

    found = RecordFile(paths).read()
    assert found["hub"].notified == {"a": ("2", "2"), "b": ("3", "3"), "c": ("3", "3")}
    assert found["another"].notified == {"a": ("3", "3")}
    before = bucket.versions("state")
    first.write(found)
    assert bucket.versions("state") == before, "an equal record is not stored again"


def test_a_lost_connection_ends_the_build(remote: Site, bucket: Bucket, server: str) -> None:
    count = itertools.count()

    done = run_through(remote, server, lambda *_: 0 if next(count) > 20 else None)

    assert (done.returncode, done.stderr.count("Traceback")) == (3, 0)
    bucket.delete("feeds/all/.feedmaker.lock")  # nobody could remove it
    remote.build()
    assert published(bucket) == without_own(remote.build_afresh(source=remote.source))


def test_listings_of_many_pages_are_read_whole(remote: Site, bucket: Bucket) -> None:
    for number in range(1100):
        name = f"{number % 3}/{number}.md"
        remote.article(name, f"Many {number}", 5)
        bucket.put(f"posts/{name}", (remote.source / name).read_bytes())

    report = remote.build()

    assert report.articles.published == 1121
    assert published(bucket) == without_own(remote.build_afresh(source=remote.source))


@pytest.mark.parametrize("stage", ["read", "assemble"])
def test_dask_builds_from_store_to_store_though_workers_are_lost(
    remote: Site, bucket: Bucket, tmp_path: Path, stage: str
) -> None:
    killed: list[str] = []
    with cluster_in(tmp_path / "cluster", hidden=[remote.folder]) as cluster:

        def kill(at: str, _done: int, _total: int | None) -> None:
            if at == stage and not killed:
                killed.append(at)
                cluster.kill_workers()

        report = remote.build(scheduler=cluster.scheduler, progress=kill)

    assert killed
    assert report.articles.published == 21
    assert published(bucket) == without_own(remote.build_afresh(source=remote.source))


def test_a_scheduler_that_is_lost_leaves_the_bucket_as_it_was(remote: Site, bucket: Bucket, tmp_path: Path) -> None:
    remote.build()
    before = published(bucket)
    remote.article("top.md", "Top, changed", 3)
    bucket.put("posts/top.md", (remote.source / "top.md").read_bytes())
    with (
        cluster_in(tmp_path / "cluster", hidden=[remote.folder]) as cluster,
        pytest.raises(BuildFailed, match="every file of the output is whole"),
    ):
        remote.build(scheduler=cluster.scheduler, progress=lambda *_: cluster.kill_scheduler())

    assert published(bucket) == before
    remote.build()
    assert published(bucket) == without_own(remote.build_afresh(source=remote.source))


def test_google_replaces_an_object_only_in_the_generation_that_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    conditions = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            conditions.append(self.headers["x-goog-if-generation-match"])
            self._answer()

        def do_GET(self) -> None:
            self._answer()

        def _answer(self) -> None:
            self.send_response(200)
            self.send_header("ETag", '"same"')
            self.send_header("x-goog-generation", str(70 + len(conditions)))
            self.send_header("Last-Modified", "Fri, 31 May 2024 07:00:00 GMT")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    key = {"gcs_base_url": f"http://127.0.0.1:{server.server_port}", "disable_oauth": True}
    key |= {"client_email": "", "private_key": "", "private_key_id": ""}
    monkeypatch.setenv("GOOGLE_SERVICE_ACCOUNT_KEY", json.dumps(key))
    monkeypatch.setenv("GOOGLE_ALLOW_HTTP", "true")
    try:
        store = ObjectStore("gs://bucket/feeds")
        created = store.put_if("lock", b"", None)
        store.put_if("lock", b"", created)
        store.put_if("lock", b"", store.read("lock")[1].condition)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert conditions == ["0", "71", "72"]
