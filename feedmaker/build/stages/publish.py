"""Stage publish: staged documents and the lists of feeds → the output folder, and then the state."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from feedmaker.build import guards
from feedmaker.build.feed_plans import PART, FeedPlan
from feedmaker.build.local_files import LocalFiles, stored_media
from feedmaker.build.options import Job
from feedmaker.build.publication_window import window
from feedmaker.build.report_builder import BuildResult, build_report
from feedmaker.build.running import Run
from feedmaker.build.stages.group import GroupedSite
from feedmaker.build.stages.render import RenderedSite, untouched_archives
from feedmaker.build.stages.scan import RACY, ReadSummary
from feedmaker.build.up_to_date import scan_digest
from feedmaker.config.schema import Config
from feedmaker.report import Report
from feedmaker.state import State
from feedmaker.state.schema import FeedRow
from feedmaker.text.urls import site_address
from feedmaker.writer.feed_list import KINDS, FeedList, ListedFeed, ListedFile, feeds_json
from feedmaker.writer.output import Output
from feedmaker.writer.publish import Manifest, publish
from feedmaker.writer.redirects import HOST_HEADERS, HOST_REDIRECTS, REDIRECTS, headers, netlify_redirects, redirects
from feedmaker.writer.staged_files import StagedFile


def publish_feeds(run: Run, read: ReadSummary, site: GroupedSite, rendered: RenderedSite) -> Report:
    """Put the staged documents and the lists in place, commit the state and return the report.

    A dry run only reports. Raises BuildRefused, BuildFailed, OSError and sqlite3.Error.
    """
    job, state, output, manifest = run.job, run.state, run.output, run.manifest
    known = rendered.known
    untouched = untouched_archives(rendered)
    kept = {plan.key for plan in (*rendered.plans, *rendered.archive_parts, *untouched)}
    removed = sorted(known.keys() - kept)
    ours = {path for path, _ in state.feeds.outputs()} | (manifest.files if manifest else set())
    result = BuildResult(read=read, site=site, rendered=rendered, published=frozenset(ours))
    notices = [
        *job.notices, state.notice, guards.nested_output(job, state), guards.misplaced_pattern(job),
        guards.lost_ids(manifest, state), guards.removed_formats(job.config, ours),
        *_cover_notices(job, rendered.plans), guards.moved_feeds(rendered.moved_feeds),
    ]  # fmt: skip
    listed = (_listed(plan, rendered.rows.get(plan.key) or known[plan.key]) for plan in rendered.plans)
    moved = _moved_feeds(manifest, state, known, rendered.plans)
    staged = [
        *rendered.staged,
        *_staged_lists(job.config, output, listed),
        *_staged_for_hosts(job.config, output, moved, rendered.plans),
    ]
    plans = (*rendered.plans, *rendered.archive_parts, *untouched)
    gone = ours - {path for plan in plans for path in plan.files} - {file.path for file in staged}
    run.sync.wait()
    guards.check_foreign(staged, result.published, output, job.paths)
    written = [file.path for file in staged if file.temporary is not None]
    if job.options.dry_run:
        return build_report(job, state, result, notices, written)
    after = _manifest(job, state, site, manifest, moved)
    staged = publish(output, staged, before=manifest, obsolete=gone, after=after, confirm_lock=run.confirm_lock)
    report = build_report(job, state, result, notices, written)
    run.confirm_lock()  # else another build may have published as well: the next one compares the output with the state
    _store(job, state, result, report, staged, gone, removed)
    state.set_meta({"moved": json.dumps(moved), "published_in": json.dumps(site.published_in)})
    state.commit()
    return report


def _manifest(job: Job, state: State, site: GroupedSite, before: Manifest | None, moved: Mapping[str, str]) -> Manifest:
    """Return what the next build needs to know of this one; `publish` adds the files."""
    return Manifest(
        files=frozenset(),
        published=site.published,
        published_in=site.published_in,
        address=site_address(job.config.site.url),
        kept_ids=state.articles.count_kept_ids(),
        configuration=job.paths.configuration or (before.configuration if before else ""),
        moved=moved,
    )


def _media(state: State, result: BuildResult) -> str:
    """Return the media files that the entries of all feeds depend on, as JSON."""
    media = {**stored_media(state), **result.rendered.media}
    # The articles of unchanged feeds are not known.
    shown = media if any(group.is_unchanged for group in result.site.groups) else result.site.names
    return json.dumps({number: files for number, files in sorted(media.items()) if files and number in shown})


def _cover_notices(job: Job, plans: Iterable[FeedPlan]) -> Iterator[str]:
    """Yield why Apple Podcasts would refuse the covers of podcasts, as far as their files are here."""
    for plan in plans:
        podcast = plan.options["rss"].podcast if "rss" in plan.options else None
        cover = (podcast.get("image") or plan.channel.image) if podcast else None
        if cover and (why := LocalFiles(job.config.site.url, job.paths).cover_problem(cover)):
            yield f"Apple Podcasts refuses the cover {cover}: {why}"


def _store(
    job: Job,
    state: State,
    result: BuildResult,
    report: Report,
    staged: Sequence[StagedFile],
    gone: Iterable[str],
    removed: Iterable[str],
) -> None:
    """Put into the state what was published."""
    read, due, valid_since = result.read, result.site.due, result.site.valid_since
    state.feeds.put(result.rendered.rows.items(), removed)
    state.feeds.put_outputs(((file.path, file.version) for file in staged), gone)
    state.feeds.put_reported(report.problems)
    state.set_meta(
        {
            "build": str(int(state.meta("build") or 0) + 1),
            "dependencies": json.dumps(job.dependencies),
            "scan": "" if state.articles.has_files_to_read_again() else scan_digest(read.digests),
            "cross_references": result.site.cross_references,
            "media": _media(state, result),
            "doubtful": str(job.now * 1_000_000_000 - RACY) if read.is_racy else "",
            "due": "" if due is None else str(due),
            "valid_since": "" if valid_since is None else str(valid_since),
            "window": "{} {}".format(*window(job.config.articles, job.now)),
            "report": report.to_json(problems=(), indent=None),
            "problems": str(len(report.problems)),
        }
    )


def _moved_feeds(
    manifest: Manifest | None, state: State, known: Mapping[str, FeedRow], plans: Sequence[FeedPlan]
) -> dict[str, str]:
    """Return former folder → key of every feed that has moved, by the state, the manifest and this build.

    A folder that a feed has now is not in it: that address serves the feed.
    """
    paths = {plan.key: plan.channel.path for plan in plans}
    moved = dict(manifest.moved if manifest else {})
    moved |= json.loads(state.meta("moved") or "{}")
    moved |= {row.path: key for key, row in known.items() if PART not in key and paths.get(key, row.path) != row.path}
    taken = set(paths.values())
    return {folder: key for folder, key in sorted(moved.items()) if folder not in taken}


def _staged_for_hosts(
    config: Config, output: Output, moved: Mapping[str, str], plans: Sequence[FeedPlan]
) -> list[StagedFile]:
    """Stage the redirects, if any feed that has moved is still written, and the headers for `output.host`."""
    by_key = {plan.key: plan for plan in plans}
    feeds = [
        (folder, plan.channel.path, [path.rpartition("/")[2] for path in plan.paths.values()])
        for folder, key in moved.items()
        if (plan := by_key.get(key)) is not None
    ]
    root, host = urlsplit(config.site.feeds_url).path, config.output.host
    documents = {HOST_HEADERS: headers(root)} if host else {}
    if feeds:
        data = documents[REDIRECTS] = redirects(root, feeds)
        if host:
            documents[HOST_REDIRECTS] = netlify_redirects(data) if host == "netlify" else data
    return output.stage(documents)


def _staged_lists(config: Config, output: Output, feeds: Iterable[ListedFeed]) -> list[StagedFile]:
    """Stage the lists of all feeds if they are configured (`output.index`). Raises OSError."""
    if not config.output.index:
        return []
    from feedmaker.writer.opml import opml
    from feedmaker.writer.pages.feed_page import SNIPPET_NAME, snippet
    from feedmaker.writer.pages.index_page import index_page
    from feedmaker.writer.pages.templates import FEED_CSS, feed_css, texts_for

    site = config.site
    ordered = tuple(sorted(feeds, key=lambda feed: (KINDS.index(feed.kind), feed.path)))
    feed_list = FeedList(
        title=site.title,
        description=site.description,
        language=site.language,
        url=site.feeds_url,
        feeds=ordered,
        timezone=site.timezone,
        icon=site.icon,
    )
    texts = texts_for(site.language, config.output.texts)
    files = {
        "index.html": index_page(feed_list, texts),
        "feeds.opml": opml(feed_list, texts),
        "feeds.json": feeds_json(feed_list),
        FEED_CSS: feed_css(texts),
    }
    snippets = {(f"{feed.path}/" if feed.path else "") + SNIPPET_NAME: snippet(feed, feed_list) for feed in ordered}
    # Snippets are for templates: clients do not fetch them.
    return output.stage(files, config.output.precompress) + output.stage(snippets)


def _listed(plan: FeedPlan, row: FeedRow) -> ListedFeed:
    """Return what the lists show of a feed."""
    updated, files = json.loads(row.info)
    channel, group, options = plan.channel, plan.group, plan.options
    return ListedFeed(
        path=channel.path,
        id=channel.id,
        title=channel.title,
        category=group.names,
        kind=group.key[0],
        urls=tuple((name, option.self_url) for name, option in options.items() if name != "page"),
        link=channel.link,
        language=channel.language,
        entries=row.entries,
        articles=group.total,
        updated=None if updated is None else datetime.fromtimestamp(updated, UTC),
        weeks=group.weeks,
        files=tuple(ListedFile(*file) for file in files),
        page=options["page"].self_url if "page" in options else None,
    )
