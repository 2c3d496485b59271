### Offices, services, free appointments.

offices-title = Appointment at a citizens’ office
offices-which = Which citizens’ office would you like to visit?
offices-without = Without an appointment
offices-without-text = You can also come without an appointment and take a number when you arrive. You will usually wait longer.

offices-search = Your town or your citizens’ office
offices-search-hint = For example “Bochum” or “Bochum Mitte”.
offices-search-again = Please check the spelling, or type the town only.
offices-more = { $found } citizens’ offices match; the first ones are shown here. Please type more of the name.

office-search = What do you need to do?
office-search-button = Search
office-search-hint = For example “ID card” or “moving”. Or choose from all services:
office-found-one = One service matches.
office-found-many = {"{}"} services match.
office-found-none = No service matches.
office-nothing = We found nothing for “{ $typed }”.
office-all = Show all services
office-services = Services
office-application = Apply, register or change
office-pickup = Collect a finished document
office-also-online = also online
office-wait = Without an appointment: waiting time now
office-opening = Opening hours for the next few days
office-other = Choose another citizens’ office

slots-online = You can also do this online, without an appointment
slots-pickup = Have you been told that your document is ready?
slots-pickup-then = Please wait for that message before you come.
slots-pickup-unsure = If you are not sure:
slots-pickup-status = Check here whether it is ready
slots-disturbed = Not possible at the moment, probably until { $time }.
slots-disturbed-then = { $why } You can book appointments from { $time } on.
slots-bring = Please bring
slots-people = For how many people?
slots-people-button = Update
slots-none = No appointment is free until { $day }.
slots-none-soon = A new day is added every day, and cancelled appointments become free again at once.
slots-none-walk-in = Come without an appointment: take a number here and wait.
slots-none-hours = Opening hours
slots-elsewhere = Other citizens’ offices with earlier appointments
slots-none-offices = Look in other citizens’ offices
slots-other-service = Choose another service
slots-back-to-desk = Back to the overview

elsewhere-title = Earlier appointments at other citizens’ offices
elsewhere-here = Here ({ $office }) the next appointment is free on { $when }.
elsewhere-here-none = Here ({ $office }) no appointment is free until { $day }.
elsewhere-none = No other citizens’ office of the city has anything earlier.
elsewhere-none-at-all = The other citizens’ offices of the city have no appointment free either.
elsewhere-back = Back to the appointments here

choice-next = Next free appointment:
choice-take = Take this appointment
choice-day = Choose a day
choice-as-calendar = Show as a calendar
choice-as-list = Show as a list
choice-free-day = { $free } free, from { $first }
choice-free = free
choice-full = full
choice-closed = shut
choice-month = Choose a month
choice-month-year = { $month } { $year }
choice-until = You can book appointments up to { $day }. “full”: all appointments are taken, “shut”: the office is closed.
choice-time = Choose a time: { $day }
choice-before-date = { $weekday }
choice-after-date = {" "}{ $month },
choice-after-time = {""}
choice-morning = Morning
choice-afternoon = Afternoon
choice-none-that-day = No appointment is free on this day any more. Please choose another day.
