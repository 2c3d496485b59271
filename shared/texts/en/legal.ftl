### Accessibility, privacy, legal notice.

accessibility-title = Accessibility statement
accessibility-aim = Everyone should be able to use these pages: with a keyboard, a screen reader or a screen magnifier, with large text, without JavaScript.
accessibility-how = How accessible the pages are
accessibility-state = The pages partly comply with the European standard EN 301 549 and the Web Content Accessibility Guidelines (WCAG) 2.2, level AA.
accessibility-state-nw = The accessibility regulation of North Rhine-Westphalia (BITV NRW) requires this.
accessibility-tests = This is our own assessment. Every page is checked automatically whenever we change something: in light and dark, by keyboard and on narrow screens. People with disabilities have not tested the pages yet.
accessibility-missing = What is still missing
accessibility-languages = The pages are available in German and English, but not in other languages yet.
accessibility-easy = People with learning difficulties have not checked the page in easy language yet.
accessibility-no-signs = There is no video in sign language yet.
accessibility-kiosk = The kiosk in the office does not read out loud yet. The information desk does everything just as quickly.
accessibility-report = Report a problem
accessibility-report-text = Is something not working, or do you need information in a different form? We answer as soon as we can:
accessibility-ombuds = If that does not help
accessibility-ombuds-text = If we have not answered, or you are not happy with our answer, you can contact the ombuds office under { $law }. This is free of charge.
law-equality-nw = section 10b of the disability equality act of North Rhine-Westphalia (BGG NRW)
law-equality = the disability equality act of the federal state

imprint-law = Information under section 5 of the German Digital Services Act (DDG). Also responsible under section 18 (2) of the State Media Treaty (MStV):
contact-represented = represented by
contact-email = Email:
contact-phone = Telephone:

privacy-short = In short: we only need your email address to send you your number, your appointment and the link to change it. We set no cookies and load nothing from other providers.
privacy-who = Who is responsible
privacy-questions = Who answers questions about data protection
privacy-what = What we store, and why
privacy-visit = Service, day, time, number and language of your visit: so that the appointment is kept for you and we can call you.
privacy-address = Your email address: for the confirmation and for messages about this appointment. If you take a number at the office, we do not need one.
privacy-name = Your name: only for services that need it to prepare your visit.
privacy-basis = The screen in the waiting area shows only your number. The legal basis is Article 6(1)(e) of the General Data Protection Regulation (GDPR) together with { $law }: we are carrying out a task of the administration.
privacy-how-long = How long
privacy-hours = { $hours } hours after the appointment, or after you have cancelled it, your personal details are deleted. They are deleted from backups another 7 days later. You can cancel the appointment at any time with the link in the email.
privacy-others = Who else sees the data
privacy-processors = The staff of { $office } and, on our behalf and on our instructions, the operators of the data centre and the email service (Amazon Web Services, in the European Union). We pass nothing on to others and use nothing for advertising.
privacy-rights = Your rights
privacy-rights-text = You can ask what we have stored about you, have wrong details corrected, have data deleted or its use restricted, and object to its use. Please write to the contact above.
privacy-authority = You can also complain to the supervisory authority:
law-privacy-nw = section 3 of the data protection act of North Rhine-Westphalia (DSG NRW)
law-privacy = the data protection act of the federal state of { $land }
