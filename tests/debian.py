"""Programs that tests need and the machine does not have: installed with apt-get, by those who may."""

from __future__ import annotations

import os
import shutil
import subprocess


def reason_against(package: str) -> str | None:
    """Install a package of Debian's; why that cannot be, or None when it is there."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return f"{package} is not installed, and only root can install it with apt-get"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", package]):
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=600)
        if done.returncode:
            return f"`{' '.join(command)}` failed: {done.stderr.strip()[-200:]}"
    return None
