### Bürgerbüros, Anliegen, freie Termine.

offices-title = Termin im Bürgerbüro
offices-which = In welches Bürgerbüro möchten Sie kommen?
offices-without = Ohne Termin
offices-without-text = Sie können auch ohne Termin kommen und vor Ort eine Nummer ziehen. Dann warten Sie meistens länger.

offices-search = Ihr Ort oder Ihr Bürgerbüro
offices-search-hint = Zum Beispiel „Bochum“ oder „Bochum Mitte“.
offices-search-again = Bitte prüfen Sie die Schreibweise, oder geben Sie nur den Ort ein.
offices-more = { $found } Bürgerbüros passen, die ersten stehen hier. Bitte schreiben Sie genauer, welches Sie meinen.

office-search = Was möchten Sie erledigen?
office-search-button = Suchen
office-search-hint = Zum Beispiel „Perso“ oder „Umzug“. Oder wählen Sie aus allen Anliegen:
office-found-one = Ein Anliegen passt.
office-found-many = {"{}"} Anliegen passen.
office-found-none = Kein Anliegen passt.
office-nothing = Zu „{ $typed }“ haben wir nichts gefunden.
office-all = Alle Anliegen zeigen
office-services = Anliegen
office-application = Beantragen, anmelden, ändern
office-pickup = Fertiges Dokument abholen
office-also-online = geht auch online
office-wait = Ohne Termin: Wartezeit jetzt
office-opening = Öffnungszeiten der nächsten Tage
office-other = Anderes Bürgerbüro wählen

slots-online = Das geht auch online, ganz ohne Termin
slots-pickup = Haben Sie die Nachricht, dass Ihr Dokument da ist?
slots-pickup-then = Bitte kommen Sie erst dann.
slots-pickup-unsure = Wenn Sie nicht sicher sind:
slots-pickup-status = Hier sehen Sie nach, ob es da ist
slots-disturbed = Zurzeit gestört, voraussichtlich bis { $time }.
slots-disturbed-then = { $why } Termine ab { $time } können Sie buchen.
slots-bring = Bitte bringen Sie mit
slots-people = Für wie viele Personen?
slots-people-button = Übernehmen
slots-none = Bis { $day } ist kein Termin frei.
slots-none-soon = Jeden Tag kommt ein neuer Tag hinzu, und abgesagte Termine sind sofort wieder frei.
slots-none-walk-in = Ohne Termin kommen: Ziehen Sie hier eine Nummer und warten Sie.
slots-none-hours = Öffnungszeiten
slots-elsewhere = Andere Bürgerbüros mit früheren Terminen
slots-none-offices = In anderen Bürgerbüros suchen
slots-other-service = Anderes Anliegen wählen
slots-back-to-desk = Zurück zur Übersicht

elsewhere-title = Frühere Termine in anderen Bürgerbüros
elsewhere-here = Hier ({ $office }) ist der nächste Termin frei: { $when }.
elsewhere-here-none = Hier ({ $office }) ist bis { $day } kein Termin frei.
elsewhere-none = In keinem anderen Bürgerbüro der Stadt ist früher etwas frei.
elsewhere-none-at-all = Auch in den anderen Bürgerbüros der Stadt ist kein Termin frei.
elsewhere-back = Zurück zu den Terminen hier

choice-next = Nächster freier Termin:
choice-take = Diesen Termin nehmen
choice-day = Tag wählen
choice-as-calendar = Als Kalender zeigen
choice-as-list = Als Liste zeigen
choice-free-day = { $free } frei, ab { $first }
choice-free = frei
choice-full = voll
choice-closed = zu
choice-month = Monat wählen
choice-month-year = { $month } { $year }
choice-until = Termine können bis { $day } gebucht werden. „voll“: alle Termine sind vergeben, „zu“: das Bürgerbüro ist geschlossen.
choice-time = Uhrzeit wählen: { $day }
choice-before-date = { $weekday },
choice-after-date = {"."} { $month },
choice-after-time = {" "}Uhr
choice-morning = Vormittag
choice-afternoon = Nachmittag
choice-none-that-day = An diesem Tag ist kein Termin mehr frei. Bitte wählen Sie einen anderen Tag.
