# Two commands do everything on a fresh machine that has Python 3.11 or newer:
#
#     make demo                       a first video; make demo PROMPT="…" for another
#     make test                       everything that checks the project
#
# PYTHON       the interpreter to begin with
# TORCH_SPEC   the release of torch; without an NVIDIA GPU its CPU build is looked for first
# TORCH_INDEX  a package index to take torch from, for instance https://download.pytorch.org/whl/cpu

PYTHON ?= python3
PROMPT ?= A panda eating bamboo on a rock
TORCH_SPEC ?= torch==2.13.0
TORCH_INDEX ?=

# The sentence travels in the environment, exactly as it was typed: no quote, apostrophe or dollar is lost.
ONETAKE_PROMPT := $(value PROMPT)
export ONETAKE_PROMPT TORCH_SPEC TORCH_INDEX

.DEFAULT_GOAL := help
.PHONY: demo test check clean help

help:
	@sed -n '2,9s/^# \{0,1\}//p' Makefile

demo:
	@$(PYTHON) scripts/install.py demo
	@file=$$(.venv/bin/onetake generate -- "$$ONETAKE_PROMPT") && \
	printf '\nYour video is %s/%s\n\nPaste next:\n' "$$PWD" "$$file" && \
	printf '    make demo PROMPT="Three wolf pups playing in the snow"\n' && \
	printf '    .venv/bin/onetake generate "一只熊猫在跳舞" --size square -o panda.mp4\n' && \
	printf '    .venv/bin/onetake generate --help\n'

test: check
	.venv/bin/python -m pytest -q

check:
	@$(PYTHON) scripts/install.py test
	scripts/check

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache src/onetake.egg-info
