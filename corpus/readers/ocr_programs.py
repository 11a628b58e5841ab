"""Which program for OCR this computer has; without loading any of them."""

import importlib.util
import shutil
import subprocess
from functools import cache

#: A tesseract language for Chinese; without it tesseract is of no use.
LANGUAGE = "chi_sim"


@cache
def engine_name() -> str | None:
    """ "rapidocr" or "tesseract", None when neither is installed. rapidocr reads better, and is preferred."""
    if importlib.util.find_spec("rapidocr") and importlib.util.find_spec("onnxruntime"):
        return "rapidocr"
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        listed = subprocess.run(
            [program, "--list-langs"], capture_output=True, text=True, check=False, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return "tesseract" if LANGUAGE in (listed.stdout + listed.stderr).split() else None
