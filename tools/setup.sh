#!/usr/bin/env bash
# Makes .venv and fills it from a hash lock: with uv where it is present, with pip otherwise.
set -euo pipefail
lock=$1

usable() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# Distributions build their Python with optimisations that self-built ones often lack, so theirs is asked first.
interpreter() {
    for candidate in "${PYTHON:-}" /usr/bin/python3.13 /usr/bin/python3.12 /usr/bin/python3.11 python3 python; do
        if [ -n "$candidate" ] && command -v "$candidate" >/dev/null && usable "$candidate" && can_make_venv "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    echo "Huizhi needs Python 3.11 or newer (with venv); none was found. Set PYTHON=/path/to/python3." >&2
    return 1
}

can_make_venv() { command -v uv >/dev/null || "$1" -c 'import ensurepip, venv' 2>/dev/null; }

python=$(interpreter)
if command -v uv >/dev/null; then
    uv=uv
    [ -x .venv/bin/python ] || uv venv --quiet --python "$python" .venv
else
    [ -x .venv/bin/python ] || "$python" -m venv .venv
    # uv itself, by hash: it installs the rest in seconds. Where it has no wheel, pip does the work.
    if .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tools/installer.lock; then
        uv=.venv/bin/uv
    fi
fi
if [ -n "${uv:-}" ]; then
    "$uv" pip sync --quiet --python .venv/bin/python --require-hashes "$lock"
else
    echo "Installing from $lock with pip (a minute or two) ..."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
fi
# The project itself is run from its folder; this puts the folder on the interpreter's path and `huizhi` on .venv/bin.
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
pwd >"$site/huizhi.pth"
printf '#!/usr/bin/env bash\nexec "$(dirname "$0")/python" -m huizhi "$@"\n' >.venv/bin/huizhi
chmod +x .venv/bin/huizhi
