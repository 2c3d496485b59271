### Holding, booking, looking up, changing, cancelling.

hold-title = Book the appointment
hold-reservation = Reservation
hold-until = This appointment is reserved for you until { $time }.
hold-left-one = 1 minute left
hold-left-many = {"{}"} minutes left
hold-more-time = I need more time: { $minutes } minutes more
hold-over = Your reservation has run out. You can still book the appointment as long as nobody else takes it.
hold-email = Your email address
hold-email-why = We only send you your number, the appointment and a link to change or cancel it. The address is deleted { $hours } hours after the appointment, and from backups after 7 days.
hold-email-desk = Email address (optional)
hold-email-desk-why = Without an address, the person gets a printed slip.
hold-privacy = More about data protection
hold-new-window = (opens a new window)
hold-name = Your name
hold-name-desk = Name
hold-name-why = We need the name for this service.
hold-book = Book this appointment
choose-another-time = Choose another appointment

booking-title = Your appointment
booking-booked-mail = Your appointment is booked. We are also sending everything by email to { $email }.
booking-booked = The appointment is booked. Please print the slip and hand it over.
booking-accepted = Your appointment is booked. Your number is { $number }; any other number is no longer valid.
booking-moved = Your appointment has been changed. Your number is now { $number }; any other number is no longer valid.
booking-over = This appointment is over.
booking-displaced = Unfortunately your appointment on { $when } cannot take place.
booking-displaced-because = Unfortunately your appointment on { $when } cannot take place: we have to close on that day ({ $why }).
booking-displaced-held = { $what } We have reserved another appointment for you.
booking-displaced-none = { $what } No other appointment is free at the moment. Please choose one as soon as something is free again.
booking-held = Reserved for you:
booking-accept = Accept this appointment
booking-accept-or-not = If you do nothing, it stays reserved for you: you can also simply come.
booking-called-by = We will call you by this number. It then appears on the screen in the waiting area.
booking-day = Day
booking-number = Number
booking-number-over = (no longer valid)
booking-time = Time
booking-place = Place
booking-service = Service
booking-bring = Please bring
booking-email = Email
booking-code = With this code you can say “I am here” at the kiosk in the office, if the kiosk has a reader.
booking-code-printed = On a phone it also opens this page, to change or cancel the appointment.
booking-code-name = QR code: this appointment
booking-print-slip = Print the slip
booking-desk-done = Done, back to the overview
booking-arrive-later = On the day of the appointment, from { $time }, you can press “I am here” on this page to tell us that you have arrived. At the office you can do so as soon as it opens.
booking-arrive-where = Please press only when you are in the waiting area:
i-am-here = I am here
booking-calendar = Add to calendar
booking-move = Change appointment
booking-cancel = Cancel appointment
booking-print = Print
booking-keep = Keep this page or the email. Anyone who has the link can change or cancel the appointment.
booking-anew = Book a new appointment
service-for-people = { $service } ({ $people } people)

your-number = Your number
visit-done = Finished. Thank you for your visit.
visit-called = It is your turn: { $place }
visit-serving = You are now at: { $place }.
visit-parked = Your visit is on hold. You keep your number and are next when you are back.
visit-no-show = We called you and you were not there. Please go to the { $desk }: your number is still valid today.
visit-left = This number has been given back.
visit-welcome = Good that you are here. We will call you in a moment.
visit-in-time = Good that you are here. We will call you at about { $time }, and not before { $earliest }.
visit-too-late = Good that you are here. You are now waiting with the people without an appointment, { $wait }. You keep your number.

move-now = Your appointment now:
move-stays = You keep it until you have chosen another one.
move-new-number = On another day you get a new number.
move-left = { $times ->
    [1] You can change the appointment once more.
   *[other] You can change the appointment { $times } more times.
}
move-none = No other appointment is free at the moment. Cancelled appointments become free again at once, so please look again later.
move-nothing = Change nothing

cancel-ask = Do you really want to cancel this appointment?
cancel-then = Other people can then book it at once.
cancel-yes = Yes, cancel the appointment
cancel-no = No, keep the appointment
