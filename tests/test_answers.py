"""The prompts: their order, their questions, their defaults, and what the hook knows of them."""

import re
import tomllib

import pytest

from scripts.tracked import ROOT
from tests.combinations import prompts
from tests.hook_runs import declared, pre_gen, prompted

PROMPTS = prompts()
CHOICES = {name: values for name, values in PROMPTS.items() if isinstance(values, list)}


def test_the_prompts_are_those_of_the_contract() -> None:
    texts = ["project_name", "project_slug", "description", "owner"]
    assert list(PROMPTS) == [*texts, "python_version", "orm", "auth", "deploy", "ci"]


def test_every_prompt_asks_a_human_question() -> None:
    questions = declared()["__prompts__"]
    assert list(questions) == list(PROMPTS)
    for prompt, question in questions.items():
        text = question["__prompt__"] if prompt in CHOICES else question
        # Square brackets would be read as styles; a longer line would be wrapped.
        assert re.fullmatch(r"(What|And|Which|How|Who|Where) [^\[\]]{1,60}\?", text)


@pytest.mark.parametrize("prompt", CHOICES)
def test_every_choice_is_explained(prompt: str) -> None:
    assert list(declared()["__prompts__"][prompt]) == ["__prompt__", *CHOICES[prompt]]


@pytest.mark.parametrize("prompt", CHOICES)
def test_the_hook_knows_every_choice(prompt: str) -> None:
    assert pre_gen()["CHOICES"][prompt] == CHOICES[prompt]


def test_the_hook_judges_every_prompt() -> None:
    assert pre_gen()["PROMPTS"] == list(PROMPTS)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("My Service", "my-service"),
        ("Größen & Maße 2", "grossen-masse-2"),
        ("O'Brien's shop", "o-brien-s-shop"),
        ("注文", "zhu-wen"),
        ("many words " * 7, "many-words-many-words-many-words-many-words-many"),
    ],
)
def test_the_slug_is_derived_from_the_name(name: str, slug: str) -> None:
    assert prompted(project_name=name)["project_slug"] == slug


def test_no_service_can_be_named_like_something_that_it_depends_on() -> None:
    project = tomllib.loads((ROOT / "{{cookiecutter.project_slug}}" / "pyproject.toml").read_text())
    groups = [*project["dependency-groups"].values(), project["project"]["dependencies"]]
    names = {re.split(r"[\[<>=!~; ]", entry)[0] for group in groups for entry in group if isinstance(entry, str)}
    reserved = pre_gen()["RESERVED"]["a package that the service installs"].split()
    assert names
    assert names - set(reserved) == set()
