### What stands on many pages: days, times, counts, the frame.

weekday = { $number ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
weekday-short = { $number ->
    [1] Mo
    [2] Tu
    [3] We
    [4] Th
    [5] Fr
    [6] Sa
   *[7] Su
}
month = { $number ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
day = { $weekday } { $date } { $month } { $year }
short-day = { $weekday } { $date } { $month }
time = { $time }
day-and-time = { $day }, { $time }
hours = { $from } to { $to }
hours-and = { $first } and { $then }
closed = closed
closed-because = closed ({ $reason })
closed-on-weekday = we are not open on this day of the week
wait-up-to = up to { $minutes } minutes
wait = about { $low } to { $high } minutes
wait-hours = about { $low } to { $high } hours
waiting = { $people ->
    [0] Nobody is waiting
    [1] 1 person is waiting
   *[other] { $people } people are waiting
}
people = { $people ->
    [0] nobody
    [1] 1 person
   *[other] { $people } people
}

holiday-new-year = New Year’s Day
holiday-epiphany = Epiphany
holiday-women = International Women’s Day
holiday-good-friday = Good Friday
holiday-easter-sunday = Easter Sunday
holiday-easter-monday = Easter Monday
holiday-labour = Labour Day
holiday-ascension = Ascension Day
holiday-whit-sunday = Whit Sunday
holiday-whit-monday = Whit Monday
holiday-corpus-christi = Corpus Christi
holiday-assumption = Assumption Day
holiday-children = World Children’s Day
holiday-unity = Day of German Unity
holiday-reformation = Reformation Day
holiday-all-saints = All Saints’ Day
holiday-repentance = Day of Repentance and Prayer
holiday-christmas = Christmas Day
holiday-boxing = Second day of Christmas

## The frame

read-aloud = Read aloud
skip = Skip to main content
offices = Citizens’ offices
main-navigation = Main navigation
languages = Language
all-offices = All citizens’ offices
offline = There is no connection at the moment. This page shows how things stood last and keeps trying.
more-time = Do you need more time?
more-time-yes = Yes, more time
easy-language = Easy language (in German)
sign-language = Sign language (in German)
accessibility = Accessibility
privacy = Privacy
imprint = Legal notice
list = { $before }, { $last }
renewal = Updating of this page
renew-not = Do not update this page by itself
renewal-stopped = This page does not update by itself.
renew-again = Update by itself again
