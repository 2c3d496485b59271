"""Prints the mails that were sent in the emulator at this address."""

import json
import sys
import urllib.request

with urllib.request.urlopen(f"{sys.argv[1]}/_ministack/ses/messages") as answer:
    accounts = json.load(answer)["messages"]
for mail in (mail for mails in accounts.values() for mail in mails):
    print(f"An {', '.join(mail['To'])}: {mail['Subject']}\n\n{mail['BodyText']}\n{'-' * 72}")
