"""Free text that is accepted appears exactly as it was typed, in TOML, YAML, Python and Markdown."""

import ast
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.baking import bake
from tests.free_text import FOLDER, seen, sources
from tests.hook_runs import refusal, render

PROMPTS = ("project_name", "description", "owner")
MARKS = {prompt: f"Mark{number}" for number, prompt in enumerate(PROMPTS)}

HOSTILE = {
    "apostrophes": "O'Brien's 'best' ''' ",
    "umlauts and emoji": "Söhne & Größen 🚀 👩‍💻 🏴󠁧󠁢󠁥󠁮󠁧󠁿 é 日本語 ",
    "shell": "$x ${HOME} `id` $(id) ; rm -rf ~ && true || false > /tmp/x ! %PATH% ",
    "formats": "%s %(x)s {0} {x} 100% ",
    "YAML": "a: b # c - [d, e] & *f !g | h > i % @ ` ",
    "YAML truth": "yes",
    "YAML null": "~",
    "YAML document": "--- ",
    "number": "1e3",
    "TOML": "[a] b = 'c' # d ",
    "Python": "# noqa # type: ignore # fmt: off ''' \N{LEFT DOUBLE QUOTATION MARK}x ",
    "HTML": "<b>&amp;</b> <script>alert(1)</script> <!-- ",
    "Markdown": "# * _ ** | ~~ [a](b) ![c](d) > --- === ",
    "Jinja": "{ % { # } # } %} #} {%- if %} {# x #} - ",
    "just and make": "$(shell id) {x} := ?= @echo ",
    "the other answers": "My Service A service. Platform Team my-service",
    "slashes and dots": "../../etc/passwd -rf --help /",
    "typography": "\u2018a\u2019 \u2013 \u201cb\u201d \u00d7 \uff22 \u0435",
    "an address of all interfaces": "0.0.0.0",  # noqa: S104
    "a temporary file": "/tmp/x",  # noqa: S108
    "non-breaking and wide spaces": "a\u00a0b\u2003c\u3000d",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_text_arrives_as_typed_in_a_whole_bake(case: str, tmp_path: Path) -> None:
    text = HOSTILE[case].strip()
    answers = {"project_name": text, "description": f"{text}: {text}", "owner": text}
    project = bake(tmp_path, project_slug="my-service", **answers)

    package = tomllib.loads((project / "pyproject.toml").read_text())["project"]
    assert (package["description"], package["authors"]) == (answers["description"], [{"name": text}])
    about = ast.parse((project / "app" / "about.py").read_text())
    strings = {node.value for node in ast.walk(about) if isinstance(node, ast.Constant)}
    assert {text, answers["description"]} <= strings
    for name, source in sources().items():
        if (project / name).exists():
            assert (project / name).read_text() == render(source, **answers)


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_text_arrives_as_typed_in_every_file(case: str) -> None:
    for name in sources():
        assert_as_typed(name, dict.fromkeys(PROMPTS, HOSTILE[case].strip()))


def test_text_of_any_kind_and_length_passes_the_linters(tmp_path: Path) -> None:
    """The formatter wraps a string that is a little too long for its line, the linter suspects some contents."""
    texts = [*HOSTILE.values(), *("x" * length for length in range(1, 201))]
    (tmp_path / "pyproject.toml").write_text(sources()["pyproject.toml"].replace("app/about.py", "about_*.py"))
    for number, text in enumerate(texts):
        about = render(sources()["app/about.py"], project_name=text[:80].strip(), description=text.strip())
        (tmp_path / f"about_{number}.py").write_text(about)
    for ruff in (["check"], ["format", "--check"]):
        subprocess.run([sys.executable, "-m", "ruff", *ruff, "--no-cache"], cwd=tmp_path, check=True)


@given(text=st.text(st.characters(), max_size=60) | st.text("aZ 0.'#:%$&*|<>`{}[]()!@~=-é🚀", max_size=60))
@settings(
    max_examples=200, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
def test_any_text_is_refused_by_a_sentence_or_arrives_as_typed(text: str) -> None:
    answers = dict.fromkeys(PROMPTS, text)
    said = refusal(**answers)
    if said:
        assert all(f"  {prompt}: " in said for prompt in PROMPTS)
    else:
        for name in ("pyproject.toml", "app/about.py", "README.md", "docs/adr/0001-record-decisions.md"):
            assert_as_typed(name, answers)


def assert_as_typed(name: str, answers: dict[str, str]) -> None:
    expected = with_marks(name)
    for prompt, mark in MARKS.items():
        expected = expected.replace(mark, answers[prompt])
    assert "\n".join(seen(name, sources()[name], **answers)) == expected


@cache
def with_marks(name: str) -> str:
    return "\n".join(seen(name, sources()[name], **MARKS))


def test_the_files_that_show_free_text_are_known() -> None:
    """Each is judged by the reader of its kind above; a new kind needs a reader there."""
    kinds = {Path(name).suffix for name in sources() if name != "CODEOWNERS"}
    assert {"pyproject.toml", "app/about.py", "README.md"} <= set(sources())
    assert kinds <= {".toml", ".py", ".md", ".yaml", ".yml"}, f"no reader for some of {kinds} in {FOLDER}"
