PORT ?= 8000

.PHONY: demo test check bench bench-faults bench-containers

demo: ## bake the default service and serve it on http://127.0.0.1:$(PORT)
	@exec scripts/bootstrap python -m scripts.demo "$(PORT)"

test: ## the whole test suite
	@exec scripts/bootstrap uv run pytest

check: ## the fast tier: nothing is installed for, or started from, a baked service
	@exec scripts/bootstrap uv run ruff check
	@exec scripts/bootstrap uv run ruff format --check
	@exec scripts/bootstrap uv run mypy
	@exec scripts/bootstrap uv run pytest -m "not slow"

bench: ## how close a baked service comes to the limit of its stack; needs wrk and a quiet machine
	@exec scripts/bootstrap uv run python -m benchmarks.compare

bench-faults: ## what a baked service still does under too many and too slow clients; needs a quiet machine
	@exec scripts/bootstrap uv run python -m benchmarks.faults

bench-containers: ## what a baked stack of containers bears for a minute; needs Docker and a quiet machine
	@exec scripts/bootstrap uv run python -m benchmarks.containers
