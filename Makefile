# make run: the whole site · make test: everything that must pass · make lint: its first, quick half
.PHONY: run setup test test-everything lint screenshots editor
.DELETE_ON_ERROR:

bin := .venv/bin
python := $(bin)/python
stamp := .venv/.installed
requirements := requirements.txt requirements-dev.txt constraints.txt
wanted := -r requirements-dev.txt -c constraints.txt
# uv installs the same in a quarter of pip's time, from the index that pip is set to; where that fails, pip does it.
pip := $(python) -m pip install --quiet --disable-pip-version-check
suite := $(python) -m pytest -q
# The tools load the settings; the site's own data is none of their business.
tool := DATA_DIR=.venv/tool-data DATABASE_URL= REDIS_URL=
# Set, as containers like to, each of the many processes would compile every module anew: a second of its start.
unexport PYTHONDONTWRITEBYTECODE

run: setup
	@exec $(python) manage.py serve --prepare

setup: $(stamp)

$(stamp): $(requirements)
	@set -e; \
	found=; \
	for name in python3.13 python3.12 python3.11 python3; do \
	  if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$name; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo "需要 Python 3.11 或更新的版本，本机没有找到。" >&2; exit 1; fi; \
	if [ -x $(python) ] && ! $(python) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then rm -rf .venv; fi; \
	echo "正在安装依赖（只在第一次运行或依赖变动后需要）……"; \
	[ -x $(python) ] || "$$found" -m venv .venv || { \
	  rm -rf .venv; echo "无法建立虚拟环境：请先安装 venv（Debian、Ubuntu：apt install python3-venv）。" >&2; exit 1; }; \
	index=$${PIP_INDEX_URL:-$$($(python) -m pip config get global.index-url 2>/dev/null || true)}; \
	$(pip) uv -c constraints.txt 2>/dev/null && \
	  $(bin)/uv pip install --quiet --python $(python) $${index:+--default-index "$$index"} $(wanted) 2>/dev/null || \
	  $(pip) $(wanted); \
	touch $@

# The type checker takes longer than all the others together: they run beside it.
lint: setup
	@$(MAKE) --no-print-directory --output-sync=target -j 2 types style

.PHONY: types style
types: setup
	@mkdir -p .venv/tool-data
	$(tool) $(bin)/mypy --no-error-summary

style: setup
	@mkdir -p .venv/tool-data
	$(bin)/ruff check --quiet .
	$(bin)/ruff format --check --quiet .
	$(bin)/djlint --quiet --lint templates
	$(tool) $(python) manage.py makemigrations --check --dry-run
	$(tool) BEHIND_TLS=1 $(python) manage.py check --deploy --fail-level WARNING

# First types and style, and beside them the tests are read once, else each of the processes that follow would compile
# them anew. Then the whole suite on SQLite and at once what the database has a part in on PostgreSQL: each of them waits
# now and then. What each says is printed when it is done.
parts := on-sqlite on-postgresql
test: setup
	@echo "先检查格式和类型；再同时运行 SQLite 上的整套测试、PostgreSQL 上涉及数据库的测试，各在结束时报告，共约四分钟……"
	@$(MAKE) --no-print-directory --output-sync=target -j 2 types style collected
	@$(MAKE) --no-print-directory --output-sync=target -j 2 $(parts)

# The same with every test that touches the database on both, also what one of them stands for, and every page judged at
# each width.
test-everything: lint
	@$(MAKE) --no-print-directory --output-sync=target -j 2 $(parts) chosen=--all

.PHONY: collected
collected: setup
	@$(suite) --collect-only >/dev/null || $(suite) --collect-only

.PHONY: on-postgresql on-sqlite
on-postgresql:
	$(suite) --database=postgresql $(chosen)

# Two processes; the one that is done first takes over from the other's end.
on-sqlite:
	$(suite) -n 2 --dist worksteal $(chosen)

# Makes the pictures of docs/screenshots anew, from the sample newspaper.
screenshots: setup
	$(python) docs/make_screenshots.py

# Bundles the text editor's library anew, after a change in frontend/; nothing else here needs node.
editor:
	cd frontend && npm ci --ignore-scripts && npm rebuild esbuild && npm run --silent build
