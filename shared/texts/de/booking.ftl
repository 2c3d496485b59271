### Reservieren, buchen, ansehen, ändern, absagen.

hold-title = Termin buchen
hold-reservation = Reservierung
hold-until = Dieser Termin ist bis { $time } für Sie reserviert.
hold-left-one = noch 1 Minute
hold-left-many = noch {"{}"} Minuten
hold-more-time = Ich brauche mehr Zeit: noch einmal { $minutes } Minuten
hold-over = Die Reservierung ist abgelaufen. Sie können den Termin trotzdem buchen, solange ihn niemand anderes nimmt.
hold-email = Ihre E-Mail-Adresse
hold-email-why = Wir schicken Ihnen nur Ihre Nummer, den Termin und einen Link zum Ändern oder Absagen. { $hours } Stunden nach dem Termin wird die Adresse gelöscht, in Sicherungen nach 7 Tagen.
hold-email-desk = E-Mail-Adresse (freiwillig)
hold-email-desk-why = Ohne Adresse bekommt die Person einen gedruckten Zettel.
hold-privacy = Mehr zum Datenschutz
hold-new-window = (öffnet ein neues Fenster)
hold-name = Ihr Name
hold-name-desk = Name
hold-name-why = Für dieses Anliegen brauchen wir den Namen.
hold-book = Termin verbindlich buchen
choose-another-time = Anderen Termin wählen

booking-title = Ihr Termin
booking-booked-mail = Ihr Termin ist gebucht. Wir schicken Ihnen alles auch per E-Mail an { $email }.
booking-booked = Der Termin ist gebucht. Bitte den Zettel ausdrucken und mitgeben.
booking-accepted = Ihr Termin ist gebucht. Ihre Nummer ist { $number }; eine andere gilt nicht mehr.
booking-moved = Ihr Termin ist geändert. Ihre Nummer ist jetzt { $number }; eine andere gilt nicht mehr.
booking-over = Dieser Termin ist vorbei.
booking-displaced = Ihr Termin am { $when } kann leider nicht stattfinden.
booking-displaced-because = Ihr Termin am { $when } fällt leider aus: Wir müssen an diesem Tag schließen ({ $why }).
booking-displaced-held = { $what } Wir haben einen anderen Termin für Sie reserviert.
booking-displaced-none = { $what } Zurzeit ist kein anderer Termin frei. Bitte wählen Sie einen, sobald wieder etwas frei ist.
booking-held = Für Sie reserviert:
booking-accept = Diesen Termin annehmen
booking-accept-or-not = Wenn Sie nichts tun, bleibt er für Sie reserviert: Sie können auch einfach kommen.
booking-called-by = Mit dieser Nummer rufen wir Sie auf. Sie steht dann auf der Anzeige im Wartebereich.
booking-day = Tag
booking-number = Nummer
booking-number-over = (gilt nicht mehr)
booking-time = Uhrzeit
booking-place = Ort
booking-service = Anliegen
booking-bring = Mitbringen
booking-email = E-Mail
booking-code = Mit diesem Code können Sie am Kiosk im Bürgerbüro „Ich bin da“ sagen, wenn er ein Lesegerät hat.
booking-code-printed = Er öffnet auf dem Handy auch diese Seite, um den Termin zu ändern oder abzusagen.
booking-code-name = QR-Code: dieser Termin
booking-print-slip = Zettel drucken
booking-desk-done = Fertig, zurück zur Übersicht
booking-arrive-later = Am Tag des Termins, ab { $time }, können Sie hier mit einem Druck auf „Ich bin da“ Bescheid geben. Im Bürgerbüro geht das schon ab der Öffnung.
booking-arrive-where = Bitte erst im Wartebereich drücken:
i-am-here = Ich bin da
booking-calendar = In den Kalender eintragen
booking-move = Termin ändern
booking-cancel = Termin absagen
booking-print = Drucken
booking-keep = Heben Sie diese Seite oder die E-Mail auf: Wer den Link kennt, kann den Termin ändern und absagen.
booking-anew = Neuen Termin buchen
service-for-people = { $service } ({ $people } Personen)

your-number = Ihre Nummer
visit-done = Fertig. Vielen Dank für Ihren Besuch.
visit-called = Sie sind dran: { $place }
visit-serving = Sie sind jetzt bei: { $place }.
visit-parked = Ihr Anliegen ist zurückgestellt. Ihre Nummer bleibt; Sie sind als Nächstes dran, wenn Sie wieder da sind.
visit-no-show = Wir haben Sie aufgerufen und nicht angetroffen. Bitte gehen Sie zur { $desk }: Ihre Nummer gilt heute noch.
visit-left = Diese Nummer ist zurückgegeben.
visit-welcome = Schön, dass Sie da sind. Wir rufen Sie gleich auf.
visit-in-time = Schön, dass Sie da sind. Aufruf etwa { $time }, frühestens { $earliest }.
visit-too-late = Schön, dass Sie da sind. Sie warten jetzt mit den Besuchern ohne Termin, { $wait }. Ihre Nummer bleibt.

move-now = Ihr Termin jetzt:
move-stays = Er bleibt, bis Sie einen anderen gewählt haben.
move-new-number = An einem anderen Tag bekommen Sie eine neue Nummer.
move-left = { $times ->
    [1] Sie können den Termin noch einmal ändern.
   *[other] Sie können den Termin noch { $times }-mal ändern.
}
move-none = Zurzeit ist kein anderer Termin frei. Abgesagte Termine sind sofort wieder frei; bitte sehen Sie später noch einmal nach.
move-nothing = Nichts ändern

cancel-ask = Möchten Sie diesen Termin wirklich absagen?
cancel-then = Der Termin ist dann sofort für andere frei.
cancel-yes = Ja, Termin absagen
cancel-no = Nein, Termin behalten
