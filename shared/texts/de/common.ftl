### Was auf vielen Seiten steht: Tage, Zeiten, Zahlen, der Rahmen.

weekday = { $number ->
    [1] Montag
    [2] Dienstag
    [3] Mittwoch
    [4] Donnerstag
    [5] Freitag
    [6] Samstag
   *[7] Sonntag
}
weekday-short = { $number ->
    [1] Mo
    [2] Di
    [3] Mi
    [4] Do
    [5] Fr
    [6] Sa
   *[7] So
}
month = { $number ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
}
day = { $weekday }, { $date }. { $month } { $year }
short-day = { $weekday }, { $date }. { $month }
time = { $time } Uhr
day-and-time = { $day }, { $time }
hours = { $from } bis { $to } Uhr
hours-and = { $first } und { $then }
closed = geschlossen
closed-because = geschlossen ({ $reason })
closed-on-weekday = an diesem Wochentag ist nicht geöffnet
wait-up-to = bis zu { $minutes } Minuten
wait = etwa { $low } bis { $high } Minuten
wait-hours = etwa { $low } bis { $high } Stunden
waiting = { $people ->
    [0] Niemand wartet
    [1] 1 Person wartet
   *[other] { $people } Personen warten
}
people = { $people ->
    [0] keine Person
    [1] 1 Person
   *[other] { $people } Personen
}

holiday-new-year = Neujahr
holiday-epiphany = Heilige Drei Könige
holiday-women = Frauentag
holiday-good-friday = Karfreitag
holiday-easter-sunday = Ostersonntag
holiday-easter-monday = Ostermontag
holiday-labour = Tag der Arbeit
holiday-ascension = Christi Himmelfahrt
holiday-whit-sunday = Pfingstsonntag
holiday-whit-monday = Pfingstmontag
holiday-corpus-christi = Fronleichnam
holiday-assumption = Mariä Himmelfahrt
holiday-children = Weltkindertag
holiday-unity = Tag der Deutschen Einheit
holiday-reformation = Reformationstag
holiday-all-saints = Allerheiligen
holiday-repentance = Buß- und Bettag
holiday-christmas = Erster Weihnachtsfeiertag
holiday-boxing = Zweiter Weihnachtsfeiertag

## Der Rahmen

read-aloud = Vorlesen
skip = Zum Inhalt springen
offices = Bürgerbüros
main-navigation = Hauptnavigation
languages = Sprache
all-offices = Alle Bürgerbüros
offline = Gerade gibt es keine Verbindung. Diese Seite zeigt den letzten Stand und versucht es weiter.
more-time = Brauchen Sie noch Zeit?
more-time-yes = Ja, mehr Zeit
easy-language = Leichte Sprache
sign-language = Gebärdensprache
accessibility = Barrierefreiheit
privacy = Datenschutz
imprint = Impressum
list = { $before }, { $last }
renewal = Erneuern dieser Seite
renew-not = Diese Seite nicht von selbst erneuern
renewal-stopped = Diese Seite erneuert sich nicht von selbst.
renew-again = Wieder von selbst erneuern
