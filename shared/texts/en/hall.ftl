### At the office: arriving, taking a number, waiting, being called.

draw-closed-today = The office is closed today: { $reason }.
draw-book = You can book an appointment at any time.
not-open-yet = The office is not open yet.
draw-from = You can take a number from { $time }. You can book an appointment at any time.
no-more-tickets = There are no more numbers today.
no-more-tickets-since = The last number was given at { $time }. You can book an appointment at any time.
numbers-interrupted = Interrupted at present: { $why }
ticket-interrupted = You keep your number and your place in the line.
numbers-interrupted-then = If you already have a number, you keep it and your place.
disturbed = { $services }: not possible at the moment, probably until { $time }
disturbed-until = not possible at the moment, probably until { $time }
disturbed-then = { $why } Please come back from { $time } on, book an appointment on another day, or ask here: { $desk }.
disturbed-welcome = { $what }. { $then }
disturbed-wait = { $why } You keep your number and your place. We call you afterwards.
no-more-tickets-full = As many people are waiting as we can serve today. Please book an appointment.
no-more-tickets-then = Please book an appointment.

unknown-number = We cannot find this appointment here today.
unknown-number-then = Please check the number and the time in your email, or go to the information desk. You can also take a number without an appointment.
malformed-arrival = `secret` or `number` is missing.
malformed-number = A number has three or four digits.
malformed-time = A time looks like 10:20.
cancelled-draw = You can take a number here without an appointment.
displaced = Unfortunately your appointment on { $when } cannot take place.
displaced-then = Please choose another appointment. The link is in your email.
wrong-office = Your appointment is at { $office }: { $when }.
wrong-office-then = Address: { $street }, { $town }. You can also wait here without an appointment, or change the appointment.
wrong-day = Your appointment is on { $when }.
wrong-day-then = You can wait today without an appointment, or change the appointment.
closed-for-today = The office has closed for today.
closed-for-today-then = Please book a new appointment.
not-open-yet-then = You can tell us that you are here from { $time }. Your appointment: { $when }.
checked-in-too-late = You are now waiting with the people without an appointment, { $wait }. You keep your number { $number }.
checked-in-early = We know that you are here. We will call you at about { $time }, and not before { $earliest }.
checked-in = We know that you are here and will call you in a moment.
checked-in-done = Your visit has already ended. You can take a new number.

came-back = Your number is still valid. You wait { $wait }.

welcome-too-late = The time of your appointment has passed. You are now waiting with the people without an appointment, { $wait }. You keep your number.
welcome-in-time = Please take a seat. We will call you at the time of your appointment, up to 15 minutes early.
welcome-called = You have already been called. Please look at the screen.
welcome = Please take a seat. We will call you in a moment.
welcome-done = Your visit has already ended.

kiosk-title = Welcome
emergency-lost = The connection is down at the moment.
emergency-draw = You will get a number all the same. At the moment we cannot say how long you will wait.
emergency-booked = If you have an appointment, please go to: { $desk }.
emergency-none = At the moment you get a number here: { $desk }.

kiosk-booked = I have an appointment
kiosk-booked-then = Say “I am here”
kiosk-walk-in = I do not have an appointment
kiosk-walk-in-then = Take a number, wait { $wait }
kiosk-draw-title = What do you need to do?
kiosk-draw = Without an appointment you currently wait { $wait }. Press your service to get a number.
kiosk-sooner = It is quicker today with an appointment.
kiosk-sooner-then = For short services something is still free from { $time }. Open the code with the camera of your phone and book, or ask at the { $desk }.
kiosk-sooner-code = QR code: book an appointment with your phone
kiosk-back = Back
kiosk-number-title = Your number?
kiosk-number-where = Your number is in your email or on your slip.
kiosk-number-none = This number does not exist. Please press “Delete” and enter the number again.
kiosk-delete = Delete
kiosk-delete-last = Delete the last digit
kiosk-go-on = Continue
kiosk-time-title = What time is your appointment?
kiosk-time-none = There are no appointments here today. Please check the day in your email.
kiosk-other-number = Another number
kiosk-arrived-title = Good that you are here
kiosk-arrived = Your number will appear on the screen.
kiosk-done = Done
kiosk-ticket-title = Please remember or print your number
kiosk-sit = Please take a seat and watch the screen.
print = Print

ahead = Ahead of you
wait-label = Wait
slip-code = To see on your phone how long it will take, open this code with the camera.
slip-code-name = QR code: your wait on your phone
slip-board = Please watch the screen.

ticket-title = Your wait
ticket-soon = It is nearly your turn. Please come to the waiting area.
ticket-hint = This page updates every 20 seconds. People with an appointment are called at their time; their numbers begin at { $first }.
ticket-left-then = If you come back, please take a new one.
ticket-leave = I do not want to wait any longer
ticket-leave-then = Your number will then not be called any more.
ticket-leave-yes = Give the number back

wait-now-title = Waiting time without an appointment
wait-now = If you take a number now, you wait
wait-now-book = With an appointment you are called at your time.
wait-now-choose = Choose a service and book an appointment
wait-now-hint = This page shows the latest figures every minute.

place = { $word } { $counter }
counter = Counter
info-desk = information desk

board-title = Calls
board-lost = No connection. As of {"{time}"}
board-lost-since = No connection. As of {"{time}"}, {"{}"} min ago
board-many-waiting = {"{}"} people are waiting
board-newest = Latest call
board-earlier = Earlier calls
board-number = Number
board-where = Where to go
board-nobody = Nobody has been called yet.
board-booked = from { $first }: with an appointment
board-wait = No appointment: {"{wait}"}
board-held = One { $word } is being kept free for an appointment.
board-sound = Turn on sound
