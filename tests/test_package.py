"""What is distributed: the wheel and the sdist, the image, the GitHub Action and the hooks of pre-commit."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from email import message_from_bytes
from email.message import Message
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
import yaml
from github_runner import Run
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Build the sdist and, from it, the wheel, as an index and pip do; give their paths."""
    folder = tmp_path_factory.mktemp("package")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / "tree" / name)
    if not listed:
        pytest.skip("this is not a git checkout: what belongs to the sdist is unknown")
    build(folder / "tree", "sdist", folder)
    (sdist,) = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    (unpacked,) = (folder / "unpacked").iterdir()
    build(unpacked, "wheel", folder)
    (wheel,) = folder.glob("*.whl")
    return sdist, wheel


def build(tree: Path, target: str, folder: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    subprocess.run(command, cwd=tree, check=True, capture_output=True, timeout=300)


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name))


def test_the_wheel_has_the_package_and_nothing_else(files: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(files[1]) as archive:
        names = archive.namelist()
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "feedmaker").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert {name for name in names if not name.split("/")[0].endswith(".dist-info")} == wanted
    assert {"feedmaker/py.typed", "feedmaker/config/config.schema.json"} <= wanted
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_sdist_has_the_tests_and_no_output(files: tuple[Path, Path]) -> None:
    with tarfile.open(files[0]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert {"tests/test_docs.py", "docs/cli.md", "README.md", "LICENSE", "Makefile"} <= names
    assert not [name for name in names if name.startswith((".venv", ".git/", "output/")) and name != "output/.gitkeep"]
    assert files[0].stat().st_size < 5_000_000


def test_the_description_leads_nowhere_that_an_index_does_not_have(files: tuple[Path, Path]) -> None:
    found = metadata(files[1])
    payload = found.get_payload(decode=True)

    assert isinstance(payload, bytes)
    text = payload.decode()
    assert text.startswith("# feedmaker")
    assert re.findall(r"\]\((?!https?://|#)[^)]*\)", text) == []
    assert "docs/images" not in text
    assert "- Configuration: every key of config.yaml; Permalinks: every token\n" in text
    assert found["Description-Content-Type"] == "text/markdown"
    assert (found["License-Expression"], found["Author"]) == ("MIT", "the feedmaker contributors")
    assert found.get_all("Project-URL") is None, "an address that does not exist is worse than none"


def needed(requirement: str, seen: dict[str, Distribution]) -> None:
    """Add the distribution of a requirement, and those that it needs itself."""
    wanted = Requirement(requirement)
    if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
        return
    if wanted.name not in seen:
        seen[wanted.name] = distribution(wanted.name)
        for each in seen[wanted.name].requires or ():
            needed(each, seen)


def test_the_wheel_works_with_its_dependencies_alone(files: tuple[Path, Path], tmp_path: Path) -> None:
    """In an environment that has nothing but the wheel and what it declares, taken from this one: no network."""
    venv.create(tmp_path / "env", with_pip=True)
    scripts = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / Path(sys.executable).name
    if not python.exists():
        python = scripts / "python"
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", str(files[1])]
    subprocess.run(install, check=True, env=environment, timeout=300)
    ask = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = Path(subprocess.run(ask, check=True, capture_output=True, text=True, env=environment).stdout.strip())
    found: dict[str, Distribution] = {}
    for line in PROJECT["dependencies"]:
        needed(line, found)
    for each in found.values():
        for top in {Path(file.parts[0]) for file in each.files or () if file.parts[0] not in ("..", "__pycache__")}:
            target = Path(str(each.locate_file(top)))
            if target.exists() and not (packages / top).exists():
                (packages / top).symlink_to(target)

    def run(*arguments: str, status: int = 0) -> str:
        command = [str(scripts / "feedmaker"), *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment, timeout=300)
        assert done.returncode == status, done.stderr
        return done.stdout + done.stderr

    shutil.copytree(ROOT / "articles", tmp_path / "articles")
    shutil.copy(ROOT / "config.yaml", tmp_path)
    assert run("--version").startswith(f"feedmaker {PROJECT['version']}\n")
    assert "feeds written" in run("build")
    assert "0 errors" in run("check")
    assert "site:" in run("config")
    assert run("config", "--schema").startswith("{")
    blog = tmp_path / "blog"
    blog.mkdir()
    (blog / "a.md").write_text("---\ntitle: A\ndate: 2024-05-31\n---\nText.\n")
    assert "wrote" in run("init", str(blog))


def test_the_dockerfile_follows_the_rules_of_hadolint_that_matter_here() -> None:
    """Hadolint 2.15 found nothing; these are the rules that an edit could break."""
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    steps = [line.split(" ", 1) for line in lines if line and not line.startswith("#")]
    words = [word for word, _ in steps]
    last_stage = steps[len(words) - 1 - words[::-1].index("FROM") :]
    by_word = dict(last_stage)

    assert all(re.fullmatch(r"python:3\.\d+-slim( AS \w+)?", text) for word, text in steps if word == "FROM")
    assert all(text.startswith("/") for word, text in steps if word == "WORKDIR")
    assert [re.findall(r"\bpip\b.* install --no-cache-dir ", text) != [] for _, text in steps if "pip" in text] == [
        True
    ]
    assert not any(word == "ADD" or "sudo" in text for word, text in steps)
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", by_word["USER"]), "a number, so that Kubernetes knows it is not root"
    assert [json.loads(by_word[word]) for word in ("ENTRYPOINT", "CMD")] == [
        ["/opt/feedmaker/bin/feedmaker"],
        ["build"],
    ]


def test_the_image_gets_what_pip_needs(tmp_path: Path) -> None:
    patterns = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    kept = [line[1:] for line in patterns if line.startswith("!")]

    assert "*" in patterns
    assert set(kept) == {"feedmaker", "pyproject.toml", "README.md", "LICENSE"}
    for name in kept:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    build(tmp_path, "wheel", tmp_path / "dist")
    extras = re.search(r"'\.\[([\w,]+)\]'", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    assert extras
    assert set(extras[1].split(",")) <= PROJECT["optional-dependencies"].keys()


ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


DEFAULTS = {name: each["default"] for name, each in ACTION["inputs"].items()}


def run_action(checkout: Path, *, number: int = 1, **inputs: str) -> Run:
    run = Run(checkout, checkout.parent / "cache", number, {**DEFAULTS, **inputs})
    return run.steps(ACTION["runs"]["steps"])


@pytest.mark.parametrize(
    ("broken", "arguments", "status", "warned"),
    [
        ("", "", 0, False),
        ("date: soon", "", 0, True),
        ("date: soon", "--strict --check", 1, False),
        (None, "", 2, False),
    ],
)
def test_the_action_builds_and_fails_where_it_should(
    tmp_path: Path, broken: str | None, arguments: str, status: int, warned: bool
) -> None:
    checkout = tmp_path / "checkout"
    (checkout / "articles").mkdir(parents=True)
    (checkout / "articles" / "a.md").write_text("---\ntitle: A\ndate: 2024-05-31\npermalink: /a/\n---\nText.\n")
    if broken:
        (checkout / "articles" / "b.md").write_text(f"---\ntitle: B\n{broken}\n---\nText.\n")
    site = "site: {title: T, url: https://harbour.example/}\n" if broken is not None else "site: {}\n"
    (checkout / "config.yaml").write_text(site)
    done = run_action(checkout, arguments=arguments)

    assert done.status == status, done.printed
    assert ("::warning title=feedmaker::" in done.printed) == warned
    report = Path(done.outputs["build"]["report"])
    assert json.loads(report.read_text())["exit"] == (1 if warned else status)


@pytest.mark.parametrize("place", ["", "a blog/"])
@pytest.mark.parametrize("workflow", ["action", "pages"])
def test_the_cache_of_a_workflow_keeps_ids_from_run_to_run(tmp_path: Path, workflow: str, place: str) -> None:
    """In three fresh checkouts: the second is that of the first, and in the third an article was renamed."""
    ids, feeds = [], []
    for number, name in enumerate(["a.md", "a.md", "renamed.md"]):
        folder = tmp_path / f"checkout{number}" / (place if workflow == "action" else "")
        (folder / "articles").mkdir(parents=True)
        text = "---\ntitle: A\ndate: 2024-05-31\npermalink: /a/\n---\nText.\n"
        (folder / "articles" / name).write_text(text)
        (folder / "config.yaml").write_text("site: {title: T, url: https://harbour.example/}\n")
        if workflow == "action":
            done = run_action(tmp_path / f"checkout{number}", number=number, config=f"{place}config.yaml")
        else:
            steps = yaml.safe_load(documented_workflows()[0])["jobs"]["feeds"]["steps"]
            done = Run(folder, tmp_path / "cache", number).steps(steps)
        assert done.status == 0, done.printed
        feeds.append({file.name: file.read_bytes() for file in (folder / "output").glob("*.*")})
        ids += [entry["id"] for entry in json.loads(feeds[-1]["feed.json"])["items"]]

    assert len(ids) == 3
    assert len(set(ids)) == 1
    assert feeds[0] == feeds[1]
    assert len(list((tmp_path / "cache").iterdir())) == 3


def test_the_action_puts_no_input_into_a_script() -> None:
    assert all("${{" not in step.get("run", "") for step in ACTION["runs"]["steps"])
    assert ACTION["inputs"].keys() == {"config", "arguments", "python-version"}


def documented_workflows() -> list[str]:
    page = (ROOT / "docs" / "howto" / "github-pages.md").read_text(encoding="utf-8")
    return re.findall(r"^```yaml \.github/workflows/\S+\n(.*?)^```", page, re.DOTALL | re.MULTILINE)


def test_the_action_and_the_workflows_are_valid_by_the_schemas_of_github(tmp_path: Path) -> None:
    """Of SchemaStore, which the package check-jsonschema contains."""
    for number, text in enumerate(documented_workflows()):
        (tmp_path / f"{number}.yml").write_text(text)
    workflows = [*(ROOT / ".github" / "workflows").glob("*.yml"), *tmp_path.glob("*.yml")]
    assert len(workflows) == 2
    for schema, files in {"vendor.github-workflows": workflows, "vendor.github-actions": [ROOT / "action.yml"]}.items():
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_finds_nothing_unsafe_in_the_action_and_the_workflows(tmp_path: Path) -> None:
    """All rules but that of hashes in place of versions, for the actions of GitHub itself."""
    for number, text in enumerate(documented_workflows()):
        (tmp_path / f"{number}.yml").write_text(text)
    rules = tmp_path / "rules.yaml"
    rules.write_text('rules: {unpinned-uses: {config: {policies: {"actions/*": ref-pin}}}}\n')
    files = [ROOT / "action.yml", *(ROOT / ".github" / "workflows").glob("*.yml"), *tmp_path.glob("*.yml")]
    command = [Path(sys.executable).parent / "zizmor", "--offline", "--config", rules, *files]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_workflows_and_the_action_use_the_same_versions_of_actions() -> None:
    texts = [file.read_text() for file in [ROOT / "action.yml", *(ROOT / ".github" / "workflows").glob("*.yml")]]
    used = set(re.findall(r"uses: (actions/[\w-]+)@(v\d+)", "\n".join([*texts, *documented_workflows()])))
    assert len(dict(used)) == len(used) == 5


HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository of git whose pre-commit runs our hooks, with the command of this environment: no network."""
    command = tmp_path / "bin" / "feedmaker"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m feedmaker "$@"\n')
    command.chmod(0o755)
    folder = tmp_path / "repository"
    (folder / "articles").mkdir(parents=True)
    hooks = [{**hook, "language": "system"} for hook in HOOKS.values()]
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]}))
    (folder / "config.yaml").write_text("site: {title: T, url: https://harbour.example/}\nsource: {guard: 0}\n")
    (folder / "articles" / "a.md").write_text("---\ntitle: A\ndate: 2024-05-31\npermalink: /a/\n---\nText.\n")
    (folder / ".gitignore").write_text(".feedmaker/\n")
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    assert subprocess.run([str(command), "build", "-q"], cwd=folder, check=False).returncode == 0
    return folder


def run_hooks(folder: Path, hook: str) -> subprocess.CompletedProcess[str]:
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    environment = {
        **os.environ,
        "PATH": f"{folder.parent / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PRE_COMMIT_HOME": str(folder.parent / "cache"),
    }
    command = [sys.executable, "-m", "pre_commit", "run", "--all-files", hook]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_pre_commit_checks_feeds(repository: Path) -> None:
    good = run_hooks(repository, "feedmaker-check")
    file = repository / "output" / "rss.xml"
    file.write_text(file.read_text().replace("<link>", "<lonk>").replace("</link>", "</lonk>"))
    bad = run_hooks(repository, "feedmaker-check")

    assert (good.returncode, "Passed" in good.stdout) == (0, True), good.stdout
    assert bad.returncode == 1
    assert "output/rss.xml:" in bad.stdout
    assert "error rss-" in bad.stdout


def test_pre_commit_names_articles_that_would_be_left_out(repository: Path) -> None:
    good = run_hooks(repository, "feedmaker-articles")
    (repository / "articles" / "b.md").write_text("---\ntitle: B\ndate: soon\n---\nText.\n")
    bad = run_hooks(repository, "feedmaker-articles")

    assert good.returncode == 0, good.stdout
    assert bad.returncode == 1
    assert "articles/b.md:3: date is not a date: 'soon'" in bad.stdout
    assert "b.md" not in (repository / "output" / "feed.json").read_text()


@pytest.mark.parametrize(
    ("path", "is_feed"),
    [
        ("output/rss.xml", True), ("public/index.xml", True), ("atom.xml", True), ("feed.json", True),
        ("feeds.opml", True), ("blog/feed.xml", True), ("sitemap.xml", False), ("feeds.json", False),
        ("package.json", False), ("a.md", False),
    ],
)  # fmt: skip
def test_the_hook_is_for_feeds(path: str, is_feed: bool) -> None:
    assert bool(re.search(HOOKS["feedmaker-check"]["files"], path)) == is_feed


def test_make_feeds_says_how_to_get_the_command() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\nfeeds:")[2].partition("\n\n")[0]

    assert "source $(BIN)/activate" in text
    assert "pipx install ." in text
