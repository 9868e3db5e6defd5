#!/usr/bin/env bash
# Installs the system packages that tests use, where it may; otherwise says which are missing and what is then skipped.
set -uo pipefail

have_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n "$@"; else return 1; fi
}

install() {
    command -v apt-get >/dev/null || return 1
    as_root apt-get -o DPkg::Lock::Timeout=300 update -qq >/dev/null 2>&1
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}

have_postgres || { echo "Installing PostgreSQL for the tests ..."; install postgresql; }
have_postgres || echo "PostgreSQL could not be installed: every test on PostgreSQL will be skipped."

if [ "${1:-}" = all ] && ! command -v soffice >/dev/null; then
    echo "Installing LibreOffice Calc for the long suites ..."
    install libreoffice-calc
fi
exit 0
