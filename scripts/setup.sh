#!/bin/sh
# Makes the virtual environment with everything locked. Needs Python 3.11 or newer; on Debian and Ubuntu it fetches what venv lacks.
set -eu
venv=$1
python=${PYTHON:-python3}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Python 3.11 or newer is needed (found: $("$python" --version 2>&1 || echo none)); name one with make PYTHON=/path/to/python3" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    sudo=
    [ "$(id -u)" = 0 ] || sudo=sudo
    echo "Installing python3-venv (Debian and Ubuntu ship it apart) ..."
    $sudo apt-get update -qq && $sudo apt-get install -y -qq python3-venv || {
        echo "Please install the package python3-venv and run make again." >&2
        exit 1
    }
fi
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
