#!/usr/bin/env python3
"""Takes from KERN what our pages use. Run it only for another version of KERN:

    npm pack @kern-ux/native@2.7.2 && tar xzf kern-ux-native-2.7.2.tgz
    python3 -m venv venv && venv/bin/pip install fonttools==4.68.0 brotli
    venv/bin/python take.py package && sha256sum -c SHA256SUMS
"""

import hashlib
import math
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
COLOURS = """
layout-border layout-text-default layout-text-muted layout-background-default
layout-background-hued action-default action-on-default action-focus-default
form-input-border feedback-danger feedback-danger-background feedback-info
feedback-info-background feedback-success feedback-success-background
feedback-warning feedback-warning-background
""".split()
SIZES = """
metric-border-width-light metric-border-width-default metric-border-width-bold
metric-border-radius-small metric-border-radius-default metric-border-radius-large
metric-dimension-x-large typography-font-size-small-static
typography-font-size-medium-static typography-font-size-large-static
typography-font-size-medium-adaptive typography-font-size-large-adaptive
typography-font-weight-regular typography-font-weight-semi-bold
""".split()
# Latin with its combining marks, as names of DIN 91379 are written, and what German
# and English texts need besides.
LETTERS = (
    "U+0020-007E,U+00A0-024F,U+02B9-02DD,U+0300-036F,U+1E00-1EFF,U+2010-2026,"
    "U+2030,U+2032-2033,U+2039-203A,U+20AC,U+2190-2193,U+2212"
)
FEATURES = "kern,mark,mkmk,ccmp,locl,liga,calt,tnum,lnum"


def declared(css: str) -> dict[str, str]:
    return dict(re.findall(r"(--kern-[\w-]+):\s*([^;]+);", css))


def block(css: str, start: str) -> str:
    """The block of an @media rule."""
    begin = css.index(start)
    depth = 0
    for place in range(css.index("{", begin), len(css)):
        depth += {"{": 1, "}": -1}.get(css[place], 0)
        if depth == 0:
            return css[begin:place]
    raise ValueError(start)


def srgb(colour: str) -> str:
    """An OKLCH colour as browsers of any age know it; KERN's own fallbacks are these."""
    lightness, chroma, hue = map(float, re.fullmatch(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", colour).groups())
    a, b = (chroma * f(math.radians(hue)) for f in (math.cos, math.sin))
    L = lightness / 100
    l, m, s = (
        (L + x * a + y * b) ** 3
        for x, y in ((0.3963377774, 0.2158037573), (-0.1055613458, -0.0638541728), (-0.0894841775, -1.2914855480))
    )
    linear = (
        4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
        -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
    )
    gamma = (12.92 * x if x <= 0.0031308 else 1.055 * x ** (1 / 2.4) - 0.055 for x in linear)
    return "#" + "".join(f"{round(255 * min(1, max(0, x))):02x}" for x in gamma)


def value(token: str, tokens: dict[str, str]) -> str:
    found = tokens[f"--kern-{token}"]
    while alias := re.fullmatch(r"var\(--kern-([\w-]+)\)", found):
        found = tokens[f"--kern-{alias[1]}"]
    return srgb(found) if found.startswith("oklch") else found


def main(package: Path) -> None:
    css = (package / "dist/kern.css").read_text()
    wide = block(css, "@media (min-width: 768px) {\n  :root {\n    --kern-component-kopfzeile")
    dark = block(css, "@media (prefers-color-scheme: dark)")
    light = block(css, "@media (prefers-color-scheme: light)")
    plain = declared(css.replace(wide, "").replace(dark, "").replace(light, ""))

    def said(names: list[str], tokens: dict[str, str], prefix: str = "") -> str:
        return "".join(f"--kern-{prefix}{name}:{value(prefix + name, tokens)};" for name in names)

    colours = [said(COLOURS, plain | declared(theme), "color-") for theme in (light, dark)]
    adaptive = [name for name in SIZES if "adaptive" in name]
    version = re.search(r'"version": "([^"]+)"', (package / "package.json").read_text())[1]
    faces, files = "", []
    for cut, weight in (("Regular", 400), ("SemiBold", 600)):
        font = HERE / f"FiraSans-{cut}.woff2"
        subprocess.run(
            [
                Path(sys.executable).with_name("pyftsubset"),
                package / f"dist/fonts/fira-sans/{font.name}",
                f"--unicodes={LETTERS}",
                f"--layout-features={FEATURES}",
                "--flavor=woff2",
                "--no-hinting",
                f"--output-file={font}",
            ],
            check=True,
        )
        address = hashlib.sha256(font.read_bytes()).hexdigest()[:16]
        faces += (
            f'@font-face{{font-family:"Fira Sans";font-weight:{weight};font-display:swap;'
            f'src:url("/assets/{font.name}?v={address}") format("woff2")}}\n'
        )
        files.append(font)
    tokens = HERE / "tokens.css"
    tokens.write_text(
        f"/* From KERN (@kern-ux/native {version}), EUPL-1.2, by take.py: its tokens, worked out. */\n"
        f"{faces}"
        f":root{{{said(SIZES, plain)}}}\n"
        f"@media (min-width:768px){{:root{{{said(adaptive, plain | declared(wide))}}}}}\n"
        f":root{{{colours[0]}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{colours[1]}}}}}\n"
        f"[data-kern-theme=dark]{{{colours[1]}}}\n"
    )
    licence = HERE / "EUPL-1.2.md"
    licence.write_text((package / "LICENSE.md").read_text())
    files += [tokens, licence, HERE / "OFL-1.1.txt"]
    sums = (f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)
    (HERE / "SHA256SUMS").write_text("".join(sums))


main(Path(sys.argv[1]))
