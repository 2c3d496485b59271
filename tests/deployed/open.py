"""The deployed template, left open for people: `./tests/deploy --open`."""

import signal
import sys
from pathlib import Path

from conftest import BINARIES, sunny_zone

SAID = """
Die Vorlage läuft, als wäre sie in einem Konto bei AWS: {url}
In den Büros ist es jetzt nach zehn, damit zu jeder Stunde jemand da ist.

In einem zweiten Fenster:

  . {folder}/hier                            # Verzeichnis, roll-out, Zugang zum Emulator
  roll-out new linden                        # infra/offices/linden.toml
  roll-out check && roll-out apply infra/offices/linden.toml
  roll-out pair linden kiosk "am Eingang"    # Code für {url}/offices/linden/pairing
  post                                       # die Mails, die verschickt wurden

Buchen: {url}/offices/linden
Anzeige: {url}/offices/linden/board
Schalter: {url}/offices/linden/counters/1 (anmelden als Schalter, Büro linden)

Strg-C beendet und löscht alles."""

HERE = """cd {folder}
{exports}
roll-out() {{ {roll_out} "$@"; }}
post() {{ {python} {script} {endpoint}; }}
"""


def test_people_may_try_it_until_they_end_it(aws, deployed, city):
    folder = city.parent
    text = (city / "city.toml").read_text()
    text = text.replace("https://termine.bochum.example", deployed["Url"])
    (city / "city.toml").write_text(text.replace(sunny_zone(), sunny_zone(10)))
    names = [name for name in aws if name.startswith("AWS_")]
    exports = "\n".join(f"export {name}={aws[name]}" for name in names)
    (folder / "hier").write_text(HERE.format(
        folder=folder, exports=f"{exports}\nexport TABLE_NAME={deployed['Table']}",
        roll_out=BINARIES / "roll-out", python=sys.executable,
        script=Path(__file__).with_name("post.py"), endpoint=aws["AWS_ENDPOINT_URL"]))
    ends = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    print(SAID.format(url=deployed["Url"], folder=folder), flush=True)
    signal.sigwait(ends)
