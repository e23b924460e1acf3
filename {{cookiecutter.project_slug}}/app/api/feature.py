"""What a feature brings to the service."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from fastapi import FastAPI

from app.api.routing import Router
from app.core.config import Settings


def always(_settings: Settings) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Feature:
    """Paths, and what has to run from start to stop for them."""

    router: Router
    # Runs whether or not the paths are mounted.
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None = None
    is_mounted: Callable[[Settings], bool] = always
