# Sourced by the commands of this repository: where things are, what is needed,
# and how it comes here. Sets `house`, `cache`, `tools` and CARGO_TARGET_DIR.
# shellcheck shell=bash

house="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)"
cache="${XDG_CACHE_HOME:-${HOME:?}/.cache}/wertmarke"
tools="$cache/tools"
# Outside the checkout, so that every clone shares one cold build.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$cache/target}"
export CARGO_LAMBDA="$tools/bin/cargo-lambda"

missing=0
need() { # need PROGRAM REMEDY
    command -v "$1" >/dev/null 2>&1 && return
    printf 'Es fehlt: %s\n  Abhilfe: %s\n' "$1" "$2" >&2
    missing=1
}

need_to_build() {
    need cargo 'Rust installieren: https://rustup.rs'
    need cc 'einen C-Compiler installieren, zum Beispiel: sudo apt-get install build-essential'
}

ensure() { # ensure PROGRAM PACKAGE VERSION -- a program from the Python index
    local program="$tools/bin/$1" package="$2" version="$3"
    if [[ -x "$program" ]]; then
        local shown
        shown="$("$tools/bin/pip" show "$package" 2>/dev/null || true)"
        [[ "$shown" == *"Version: $version"$'\n'* ]] && return
    fi
    echo "$1 $version wird installiert (nach $tools) …"
    if [[ ! -x "$tools/bin/pip" ]] && ! python3 -m venv "$tools" >&2; then
        echo 'Python kann keine Umgebung anlegen. Abhilfe zum Beispiel: sudo apt-get install python3-venv' >&2
        return 1
    fi
    "$tools/bin/pip" install --quiet --disable-pip-version-check "$package==$version" >&2
}
