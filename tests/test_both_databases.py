"""What runs on both databases: see docs/testing.md."""

from pathlib import Path

HERE = Path(__file__).parent
WHOLE = (
    "models", "search", "webhooks", "analysis", "admin/test_every_address.py", "admin/test_list_views.py",
    "api/test_changes.py", "api/test_counting.py", "api/test_directory.py", "api/test_keys.py", "api/test_leaks.py",
    "api/test_limits.py", "api/test_lists.py", "api/test_mirror.py", "api/test_propagation.py",
    "importing/test_drafts.py", "public/test_keeping.py", "public/test_oai.py", "public/test_preparing.py",
    "public/test_visibility.py", "test_backups.py", "test_compiled.py", "test_figures.py", "test_jobs.py",
    "test_marking.py", "test_placing.py", "test_prepared.py", "test_publishing.py", "test_visits.py", "test_workflow.py",
)  # fmt: skip


def test_what_is_about_the_database_is_marked_for_neither_alone():
    found = [path for name in WHOLE for path in ([HERE / name] if name.endswith(".py") else (HERE / name).glob("*.py"))]
    assert len(found) > len(WHOLE)
    left_out = [str(path.relative_to(HERE)) for path in found if "mark.once" in path.read_text()]
    assert left_out == []


def test_twice_is_said_only_where_once_would_hold():
    """Elsewhere a test runs on both anyway, and the mark would say that its neighbours do not."""
    modules = {path: path.read_text() for path in HERE.rglob("test_*.py") if path != Path(__file__)}
    marked = {path.name for path, text in modules.items() if "@pytest.mark.twice" in text}
    assert len(marked) > 10
    assert marked <= {
        path.name for path, text in modules.items() if "mark.once]" in text or "= pytest.mark.once" in text
    }
