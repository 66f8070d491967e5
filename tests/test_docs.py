"""The documents say what the program does: their sessions run, their lists are complete, their links lead somewhere."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner
from config_texts import read_config
from document_sessions import (
    PAGES,
    ROOT,
    Block,
    assert_page_runs,
    blocks,
    blocks_of,
    copy_project,
    is_tutorial,
    named,
    page_name,
    steps_of,
    without_blocks,
)
from problem_codes import codes_in

import feedmaker
from feedmaker.cli.main import feedmaker as command

CLI = ROOT / "docs" / "cli.md"
PROBLEMS = ROOT / "docs" / "problems.md"

_LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
_HELP = re.compile(r"(^```text\n)(.*?)(^```$)", re.MULTILINE | re.DOTALL)


def help_of(name: str) -> str:
    """Give what `feedmaker NAME --help` prints in a terminal of 80 columns."""
    arguments = [name, "--help"] if name else ["--help"]
    return CliRunner().invoke(command, arguments, prog_name="feedmaker", terminal_width=80).output


def sections() -> dict[str, str]:
    """Divide docs/cli.md: command → its section, "" → what precedes them."""
    parts = re.split("^(?=## feedmaker )", CLI.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = {"": parts[0]} | {part.split()[2]: part for part in parts[1:]}
    return found | {name: f"\n## feedmaker {name}\n\n```text\n```\n" for name in command.commands if name not in found}


def with_help(name: str, section: str) -> str:
    return _HELP.sub(lambda found: found[1] + help_of(name) + found[3], section, count=1)


#: A page → its translation, whose code is the same.
TRANSLATIONS = {"README.md": "README.zh-CN.md", "docs/tutorial.md": "docs/zh/tutorial.md"}


def is_run_here(page: Path) -> bool:
    return not is_tutorial(page) and page_name(page) not in TRANSLATIONS.values()


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """Copy what a visitor of the repository finds, and the folder of a Hexo blog."""
    home = tmp_path / "home"
    copy_project(home)
    shutil.copytree(ROOT / "articles", home / "articles")
    shutil.copy(ROOT / "config.yaml", home)
    for name in ("hexo", "jekyll", "pelican", "nikola", "eleventy", "mkdocs", "docusaurus"):
        shutil.copytree(ROOT / "tests" / "generators" / name / "defaults", home / "sites" / name)
    for name in ("hugo/sections", "zola/dates", "astro/blog"):
        shutil.copytree(ROOT / "tests" / "generators" / name, home / "sites" / name.partition("/")[0])
    shutil.copytree(home / "sites" / "hexo", home / "blog")
    return home


@pytest.mark.parametrize("page", [page for page in PAGES if steps_of(page) and is_run_here(page)], ids=page_name)
def test_sessions_print_what_the_page_says(page: Path, sample: Path) -> None:
    assert_page_runs(page, sample.parent)


@pytest.mark.parametrize("block", list(blocks("python")), ids=named)
def test_python_runs(block: Block, sample: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", block.text],
        cwd=sample,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout, "a page shows what prints something"


@pytest.mark.parametrize("block", list(blocks("yaml")), ids=named)
def test_configurations_hold(block: Block) -> None:
    values = yaml.safe_load(block.text)
    values.setdefault("site", {"title": "Harbour News", "url": "https://news.example.org/"})
    assert read_config(yaml.safe_dump(values)).problems == ()


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_links_lead_somewhere(page: Path) -> None:
    text = without_blocks(page.read_text(encoding="utf-8"))
    assert [link for link in _LINK.findall(text) if not (page.parent / link).exists()] == []


def test_the_page_quotes_the_help_exactly(*, update_golden: bool) -> None:
    if update_golden:
        CLI.write_text("".join(with_help(name, text) for name, text in sections().items()), encoding="utf-8")
    told = {name: found[2] for name, text in sections().items() if (found := _HELP.search(text))}

    assert told == {name: help_of(name) for name in ("", *command.commands)}, "run pytest --update-golden"


def test_every_option_has_a_help() -> None:
    lacking = [
        (name, option.name)
        for name, found in command.commands.items()
        for option in found.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert lacking == []
    assert all(found.help for found in command.commands.values())


def test_problems_are_those_of_the_program() -> None:
    text = PROBLEMS.read_text(encoding="utf-8")
    told = re.findall(r"^\| `([a-z0-9-]+)` \| (.+) \| (.+) \|$", text, re.MULTILINE)
    codes = codes_in(ROOT / "feedmaker")
    # the rules of the check are in docs/check.md
    codes = {code: places for code, places in codes.items() if not all(place.startswith("check/") for place in places)}

    assert "" not in codes, "a code that nobody can read from the text of the program"
    assert sorted(code for code, _, _ in told) == sorted(codes)
    assert all(cause.endswith(".") and remedy.endswith((".", "…")) for _, cause, remedy in told)


def test_the_codes_that_leave_out_stand_under_left_out() -> None:
    from feedmaker.loader.article import LEFT_OUT

    section = PROBLEMS.read_text(encoding="utf-8").split("\n## ")[1]
    assert section.startswith("Left out\n")
    assert set(re.findall(r"^\| `([a-z0-9-]+)`", section, re.MULTILINE)) >= LEFT_OUT


def test_every_module_is_in_the_table_of_the_design() -> None:
    section = (ROOT / "docs" / "design.md").read_text(encoding="utf-8").split("\n## The modules\n")[1].split("\n## ")[0]
    names = {
        path.stem for path in (ROOT / "feedmaker").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    told = set(re.findall(r"`(\w+)/?`", section))
    assert {name for name in names if not name.startswith(("_", "cli_"))} <= told


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = {
        re.split(r"[<>=\[]", line)[0]
        for line in [
            *project["dependencies"],
            *(line for extra in ("rst", "compress", "serve", "store", "dask", "test") for line in extras[extra]),
        ]
    }
    section = (ROOT / "docs" / "design.md").read_text(encoding="utf-8").split("\n## Dependencies\n")[1]
    told = {name for cell in re.findall(r"^\| ([^|]+) \|", section, re.MULTILINE) for name in cell.strip().split(", ")}

    assert wanted == told - {"Package", "---"}


def test_the_public_names_are_there_and_few() -> None:
    assert len(feedmaker.__all__) <= 12
    assert all(getattr(feedmaker, name).__name__ == name for name in feedmaker.__all__)
    assert set(feedmaker.__all__) <= set(dir(feedmaker))
    with pytest.raises(AttributeError, match="nothing"):
        feedmaker.nothing  # type: ignore[attr-defined]  # noqa: B018 - the error is what is asked for


def test_every_document_is_linked_from_the_readme_or_the_list_of_guides() -> None:
    lists = [ROOT / "README.md", ROOT / "docs" / "howto" / "README.md"]
    linked = {(page.parent / link).resolve() for page in lists for link in _LINK.findall(page.read_text("utf-8"))}
    translations = {ROOT / translation for translation in TRANSLATIONS.values()}

    assert sorted(page_name(page) for page in {*PAGES} - linked - translations - {*lists}) == []


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120


@pytest.mark.parametrize(("page", "translation"), TRANSLATIONS.items())
def test_translations_have_the_structure_of_the_page(page: str, translation: str) -> None:
    first, second = (ROOT / name for name in (page, translation))

    assert outline(second) == outline(first)
    assert [code(block) for block in blocks_of(second)] == [code(block) for block in blocks_of(first)]
    assert targets(second) == targets(first)


def outline(page: Path) -> list[str]:
    """Give what a page consists of, in order: headings by level, items of lists, pictures."""
    text = without_blocks(page.read_text(encoding="utf-8"))
    return re.findall(r"^#+ |^- |^!", text, re.MULTILINE)


def code(block: Block) -> tuple[str, str]:
    """Give the language and the text of a block without comments, which are translated."""
    return block.language, re.sub(r"(?:^|(?<=\s))# .*$", "#", block.text, flags=re.MULTILINE)


def targets(page: Path) -> set[Path | str]:
    """Give what a page links: files, translations as what they translate, and addresses on the web."""
    originals = {ROOT / translation: ROOT / original for original, translation in TRANSLATIONS.items()}
    text = without_blocks(page.read_text(encoding="utf-8"))
    found: set[Path | str] = set(re.findall(r"https?://[\w./:-]+\w", text))
    for link in _LINK.findall(text):
        file = (page.parent / link).resolve()
        found.add(originals.get(file, file))
    return found


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed (make readers installs it on Debian)")
@pytest.mark.parametrize(
    "block", [block for block in blocks("nginx") if "# in the server" not in block.text], ids=named
)
def test_nginx_accepts_the_lines_of_the_pages(block: Block, tmp_path: Path) -> None:
    temporary = "".join(
        f"{name}_temp_path {tmp_path};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    server = block.text if block.text.startswith("server") else f"server {{\n{block.text}\n}}"
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; events {{}}\nhttp {{ access_log off; {temporary}\n{server}\n}}\n"
    )
    done = subprocess.run(
        ["nginx", "-t", "-q", "-p", tmp_path, "-c", tmp_path / "nginx.conf", "-e", tmp_path / "errors"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_workflow_for_pages_runs_what_the_page_runs() -> None:
    page = ROOT / "docs" / "howto" / "github-pages.md"
    (workflow,) = (block for block in blocks_of(page) if block.file == ".github/workflows/feeds.yml")
    steps = yaml.safe_load(workflow.text)["jobs"]["feeds"]["steps"]
    shown = "\n".join(block.text for block in blocks_of(page) if block.language == "sh")

    assert [step["run"] for step in steps if "run" in step] == [
        "python -m pip install tools/*.whl",
        "feedmaker build || test $? -eq 1",
    ]
    assert "feedmaker build || test $? -eq 1\n" in shown
    assert all(re.fullmatch(r"actions/[\w-]+@v\d+", step["uses"]) for step in steps if "uses" in step)


@pytest.mark.skipif(shutil.which("crontab") is None, reason="cron is not installed")
@pytest.mark.parametrize("block", list(blocks("crontab")), ids=named)
def test_debians_cron_accepts_the_lines_of_the_pages(block: Block, tmp_path: Path) -> None:
    file = tmp_path / "crontab"
    file.write_text(block.text)
    done = subprocess.run(["crontab", "-n", str(file)], capture_output=True, text=True, check=False)
    if "invalid option" in done.stderr:
        pytest.skip("this crontab has no dry run")
    assert done.returncode == 0, done.stderr
