### Im Bürgerbüro: ankommen, Nummer ziehen, warten, aufgerufen werden.

draw-closed-today = Heute ist geschlossen: { $reason }.
draw-book = Sie können jederzeit einen Termin buchen.
not-open-yet = Das Bürgerbüro ist noch nicht geöffnet.
draw-from = Nummern gibt es ab { $time }. Sie können jederzeit einen Termin buchen.
no-more-tickets = Heute gibt es keine Nummern mehr.
no-more-tickets-since = Die letzte Nummer gab es um { $time }. Sie können jederzeit einen Termin buchen.
numbers-interrupted = Zurzeit unterbrochen: { $why }
ticket-interrupted = Sie behalten Ihre Nummer und die Reihenfolge.
numbers-interrupted-then = Wer schon eine Nummer hat, behält sie und die Reihenfolge.
disturbed = { $services }: zurzeit gestört, voraussichtlich bis { $time }
disturbed-until = zurzeit gestört, voraussichtlich bis { $time }
disturbed-then = { $why } Kommen Sie bitte ab { $time } wieder, buchen Sie einen Termin an einem anderen Tag, oder fragen Sie hier: { $desk }.
disturbed-welcome = { $what }. { $then }
disturbed-wait = { $why } Sie behalten Ihre Nummer und die Reihenfolge. Danach rufen wir Sie auf.
no-more-tickets-full = Es warten schon so viele Menschen, wie wir heute bedienen können. Bitte buchen Sie einen Termin.
no-more-tickets-then = Bitte buchen Sie einen Termin.

unknown-number = Für heute finden wir diesen Termin hier nicht.
unknown-number-then = Bitte prüfen Sie Nummer und Uhrzeit in Ihrer E-Mail oder gehen Sie zur Infotheke. Sie können auch ohne Termin eine Nummer ziehen.
malformed-arrival = Es fehlt `secret` oder `number`.
malformed-number = Eine Nummer hat drei oder vier Ziffern.
malformed-time = Eine Uhrzeit sieht aus wie 10:20.
cancelled-draw = Sie können hier ohne Termin eine Nummer ziehen.
displaced = Ihr Termin am { $when } fällt leider aus.
displaced-then = Bitte wählen Sie einen anderen Termin. Der Link steht in Ihrer E-Mail.
wrong-office = Ihr Termin ist im { $office }: { $when }.
wrong-office-then = Adresse: { $street }, { $town }. Sie können auch hier ohne Termin warten oder den Termin ändern.
wrong-day = Ihr Termin ist am { $when }.
wrong-day-then = Sie können heute ohne Termin warten oder den Termin ändern.
closed-for-today = Das Bürgerbüro hat für heute geschlossen.
closed-for-today-then = Bitte buchen Sie einen neuen Termin.
not-open-yet-then = Ab { $time } können Sie sich anmelden. Ihr Termin: { $when }.
checked-in-too-late = Sie warten jetzt mit den Besuchern ohne Termin, { $wait }. Ihre Nummer bleibt { $number }.
checked-in-early = Sie sind angemeldet. Aufruf etwa { $time }, frühestens { $earliest }.
checked-in = Sie sind angemeldet und werden gleich aufgerufen.
checked-in-done = Ihr Besuch ist schon beendet. Sie können eine neue Nummer ziehen.

came-back = Ihre Nummer gilt noch. Sie warten { $wait }.

welcome-too-late = Ihre Terminzeit ist vorbei. Sie warten jetzt mit den Besuchern ohne Termin, { $wait }. Ihre Nummer bleibt.
welcome-in-time = Bitte nehmen Sie Platz. Wir rufen Sie zu Ihrer Terminzeit auf, frühestens 15 Minuten vorher.
welcome-called = Sie sind schon aufgerufen. Bitte sehen Sie auf die Anzeige.
welcome = Bitte nehmen Sie Platz. Wir rufen Sie gleich auf.
welcome-done = Ihr Besuch ist schon beendet.

kiosk-title = Willkommen
emergency-lost = Die Verbindung ist gerade gestört.
emergency-draw = Sie bekommen trotzdem eine Nummer. Wie lange Sie warten, können wir im Moment nicht sagen.
emergency-booked = Mit Termin melden Sie sich bitte hier: { $desk }.
emergency-none = Nummern gibt es im Moment hier: { $desk }.

kiosk-booked = Ich habe einen Termin
kiosk-booked-then = „Ich bin da“ sagen
kiosk-walk-in = Ich habe keinen Termin
kiosk-walk-in-then = Nummer ziehen, Wartezeit { $wait }
kiosk-draw-title = Was möchten Sie erledigen?
kiosk-draw = Ohne Termin beträgt die Wartezeit zurzeit { $wait }. Ein Druck auf Ihr Anliegen gibt Ihnen eine Nummer.
kiosk-sooner = Mit Termin geht es heute schneller.
kiosk-sooner-then = Für kurze Anliegen ist noch ab { $time } etwas frei. Öffnen Sie den Code mit der Kamera Ihres Handys und buchen Sie, oder fragen Sie an der { $desk }.
kiosk-sooner-code = QR-Code: Termin mit dem Handy buchen
kiosk-back = Zurück
kiosk-number-title = Ihre Nummer?
kiosk-number-where = Ihre Nummer steht in Ihrer E-Mail oder auf Ihrem Zettel.
kiosk-number-none = Diese Nummer gibt es nicht. Bitte drücken Sie „Löschen“ und geben Sie die Nummer noch einmal ein.
kiosk-delete = Löschen
kiosk-delete-last = Letzte Ziffer löschen
kiosk-go-on = Weiter
kiosk-time-title = Um wie viel Uhr ist Ihr Termin?
kiosk-time-none = Heute gibt es hier keine Termine. Bitte prüfen Sie den Tag in Ihrer E-Mail.
kiosk-other-number = Andere Nummer
kiosk-arrived-title = Schön, dass Sie da sind
kiosk-arrived = Ihre Nummer erscheint auf der Anzeige.
kiosk-done = Fertig
kiosk-ticket-title = Bitte merken oder drucken Sie Ihre Nummer
kiosk-sit = Bitte nehmen Sie Platz und achten Sie auf die Anzeige.
print = Drucken

ahead = Vor Ihnen
wait-label = Wartezeit
slip-code = Auf dem Handy sehen, wie lange es noch dauert: diesen Code mit der Kamera öffnen.
slip-code-name = QR-Code: Ihre Wartezeit auf dem Handy
slip-board = Bitte achten Sie auf die Anzeige.

ticket-title = Ihre Wartezeit
ticket-soon = Sie sind gleich an der Reihe. Bitte kommen Sie in den Wartebereich.
ticket-hint = Die Seite zeigt alle 20 Sekunden den neuen Stand. Besucher mit Termin werden zu ihrer Zeit aufgerufen; ihre Nummern beginnen bei { $first }.
ticket-left-then = Wenn Sie wiederkommen, ziehen Sie bitte eine neue.
ticket-leave = Ich möchte nicht mehr warten
ticket-leave-then = Ihre Nummer wird dann nicht mehr aufgerufen.
ticket-leave-yes = Nummer zurückgeben

wait-now-title = Wartezeit ohne Termin
wait-now = Wer jetzt eine Nummer zieht, wartet
wait-now-book = Mit Termin werden Sie zu Ihrer Zeit aufgerufen.
wait-now-choose = Anliegen wählen und Termin buchen
wait-now-hint = Die Seite zeigt jede Minute den neuen Stand.

place = { $word } { $counter }
counter = Schalter
info-desk = Infotheke

board-title = Aufrufe
board-lost = Keine Verbindung. Stand: {"{time}"} Uhr
board-lost-since = Keine Verbindung. Stand: {"{time}"} Uhr, vor {"{}"} min
board-many-waiting = {"{}"} Personen warten
board-newest = Neuester Aufruf
board-earlier = Frühere Aufrufe
board-number = Nummer
board-where = Wohin
board-nobody = Noch ist niemand aufgerufen.
board-booked = ab { $first }: mit Termin
board-wait = Ohne Termin: {"{wait}"}
board-held = Ein { $word } ist für einen Termin reserviert.
board-sound = Ton einschalten
