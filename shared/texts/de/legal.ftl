### Barrierefreiheit, Datenschutz, Impressum.

accessibility-title = Erklärung zur Barrierefreiheit
accessibility-aim = Diese Seiten sollen alle benutzen können: mit Tastatur, Vorlese-Programm oder Bildschirmlupe, mit großer Schrift, ohne JavaScript.
accessibility-how = Wie barrierefrei die Seiten sind
accessibility-state = Die Seiten sind mit der Europäischen Norm EN 301 549 und den Web Content Accessibility Guidelines (WCAG) 2.2, Stufe AA, teilweise vereinbar.
accessibility-state-nw = Die Barrierefreie-Informationstechnik-Verordnung Nordrhein-Westfalen verlangt das.
accessibility-tests = Das ist eine Selbstbewertung: Jede Seite wird bei jeder Änderung automatisch geprüft, in hell und dunkel, mit der Tastatur und auf schmalen Bildschirmen. Menschen mit Behinderungen haben sie noch nicht geprüft.
accessibility-missing = Was noch fehlt
accessibility-languages = Die Seiten gibt es auf Deutsch und Englisch, noch nicht in weiteren Sprachen.
accessibility-easy = Die Seite in Leichter Sprache haben Menschen mit Lernschwierigkeiten noch nicht geprüft.
accessibility-no-signs = Es gibt noch kein Video in Gebärdensprache.
accessibility-kiosk = Der Kiosk im Bürgerbüro liest noch nicht vor. An der Infotheke geht alles genauso schnell.
accessibility-report = Eine Barriere melden
accessibility-report-text = Etwas geht nicht, oder Sie brauchen eine Information in anderer Form? Wir antworten so bald wie möglich:
accessibility-ombuds = Wenn das nicht hilft
accessibility-ombuds-text = Haben wir nicht oder nicht zufriedenstellend geantwortet, können Sie sich nach { $law } an die Ombudsstelle wenden. Das kostet nichts.
law-equality-nw = § 10b des Behindertengleichstellungsgesetzes Nordrhein-Westfalen
law-equality = dem Behindertengleichstellungsgesetz des Landes

imprint-law = Angaben nach § 5 des Digitale-Dienste-Gesetzes. Verantwortlich auch nach § 18 Absatz 2 des Medienstaatsvertrags:
contact-represented = vertreten durch
contact-email = E-Mail:
contact-phone = Telefon:

privacy-short = Kurz gesagt: Wir brauchen Ihre E-Mail-Adresse nur, um Ihnen Nummer, Termin und den Link zum Ändern zu schicken. Wir setzen keine Cookies und laden nichts von anderen Anbietern.
privacy-who = Wer verantwortlich ist
privacy-questions = Wer Fragen zum Datenschutz beantwortet
privacy-what = Was wir speichern, und wozu
privacy-visit = Anliegen, Tag, Uhrzeit, Nummer und Sprache Ihres Besuchs: damit der Termin für Sie frei ist und wir Sie aufrufen können.
privacy-address = Ihre E-Mail-Adresse: für die Bestätigung und Nachrichten zu diesem Termin. Wenn Sie vor Ort eine Nummer ziehen, brauchen wir keine.
privacy-name = Ihren Namen: nur bei Anliegen, die ihn für die Vorbereitung brauchen.
privacy-basis = Auf der Anzeige im Wartebereich steht nur Ihre Nummer. Grundlage ist Artikel 6 Absatz 1 Buchstabe e der Datenschutz-Grundverordnung mit { $law }: Wir erfüllen damit eine Aufgabe der Verwaltung.
privacy-how-long = Wie lange
privacy-hours = { $hours } Stunden nach dem Termin, oder nachdem Sie ihn abgesagt haben, sind die Angaben zu Ihrer Person gelöscht, in Sicherungen nach 7 weiteren Tagen. Sie können den Termin jederzeit über den Link in der E-Mail absagen.
privacy-others = Wer die Daten sonst sieht
privacy-processors = Die Mitarbeitenden von { $office } und, im Auftrag und nach Weisung, die Betreiber des Rechenzentrums und des E-Mail-Versands (Amazon Web Services, in der Europäischen Union). Wir geben nichts an andere weiter und werten nichts für Werbung aus.
privacy-rights = Ihre Rechte
privacy-rights-text = Sie können Auskunft verlangen, falsche Angaben berichtigen und Daten löschen oder ihre Verarbeitung einschränken lassen, und Sie können der Verarbeitung widersprechen. Schreiben Sie dafür an die Stelle oben.
privacy-authority = Beschweren können Sie sich auch bei der Aufsicht:
law-privacy-nw = § 3 des Datenschutzgesetzes Nordrhein-Westfalen
law-privacy = dem Datenschutzgesetz des Landes { $land }
