import ast
import subprocess
import sys
from pathlib import Path

MANAGE = Path(__file__).resolve().parent.parent / "manage.py"
OLD = "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0); runpy.run_path('manage.py', run_name='__main__')"


def test_a_too_old_python_gets_a_sentence():
    done = subprocess.run([sys.executable, "-c", OLD], cwd=MANAGE.parent, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr == "Podsite needs Python 3.11 or newer, and this is Python 3.9.\n"


def test_an_old_python_can_read_the_file_that_says_so():
    ast.parse(MANAGE.read_text(), feature_version=(3, 4))


def test_without_django_there_is_a_sentence(tmp_path):
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(MANAGE)], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert done.stderr == "Django is not installed here. The README's first command sets up .venv and installs it.\n"
