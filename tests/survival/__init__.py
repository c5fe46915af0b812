"""What the door must survive, sentence by sentence, and where it is proved.

kill -9 between cash and print          test_cash_and_print, visit/test_selling
a webhook with the reaper               test_money_and_the_reaper, visit/test_rush
webhooks repeated, disordered, forged   test_money_and_the_reaper, visit/test_stripe, web/test_order_page
refunds: larger, twice, at once, later  visit/test_refunding, visit/test_rush
a group of 40, of 22, of 26             test_groups_and_closed_days, visit/test_touring
the guide falls ill at 09:50            test_groups_and_closed_days, visit/test_guiding
a Sunday closed with 30 sold            test_groups_and_closed_days, visit/test_calendaring
every byte of a QR flipped              test_the_gate, visit/codes/test_ticket_code
ten thousand guessed addresses          web/test_order_page, publish/test_api
replay on two offline devices           test_the_gate, visit/test_admitting, visit/test_gate_race
a clock at +3 h, then 1970              test_the_gate, visit/test_admitting, gate/scripts/clock.test.mjs
last night's backup put back            test_last_nights_backup, gate/scripts/gate.test.mjs
backup and restore                      kernel/test_backup_drill

What the keeper's desk must survive, and where:

files of 169 megapixels, 60 pages, SVG  media/test_photographs, desk/test_pictures, desk/test_objects
a PNG with HTML behind it, `../../x`    media/test_photographs, media/test_receiving
the site answers while they are refused browser/test_the_keepers_desk, media/test_copying
kill -9 while a photograph comes in     test_keepers_photograph, media/test_receiving
kill -9 of what makes the copies        media/test_copying
a restricted image by stitched regions  test_keepers_restricted, publish/test_iiif_images
the place in a photograph's EXIF        media/test_copying, browser/test_the_keepers_desk
a withheld or hidden object             web/test_hidden_objects, publish/test_iiif_presentation
CSV: BOM, Latin-1, 300 columns          collection/test_importing, desk/test_imports, collection/test_loggers
CSV: formulas in and out                collection/test_importing, desk/test_imports
a row with a broken date                collection/test_importing, collection/test_loggers
hostile workbooks                       collection/test_importing
an import killed by kill -9             collection/test_importing
a number used twice in two windows      collection/test_registering_race, desk/test_objects
deleting what others cite: objects      collection/test_registering, desk/test_objects
deleting what others cite: places       house/test_editing_places, desk/test_plan
deleting what others cite: sources      desk/test_sources, sources/test_reviewing
deleting what others cite: pictures     desk/test_pictures
deleting what others cite: the rest     story/test_records, desk/test_records, collection/test_checking
a loan ending before it begins          collection/test_lending, desk/test_loans
what is lent, lent or shown again       collection/test_lending_race, collection/test_placing
what is lent, moved or found in a room  collection/test_moving, collection/test_auditing
a polygon through a wall                house/test_editing_places, desk/test_plan
an XLIFF from another house             sources/test_exchange, desk/test_translating
hostile and broken XML and PO           sources/test_exchange
two people in one passage               sources/test_reviewing, desk/test_texts, sources/test_merging
two people in one record                collection/test_registering_race, desk/test_objects, desk/test_plan
two translators in one sentence         sources/test_translating_race, desk/test_translating
publishing what one wrote oneself       sources/test_reviewing, browser/test_the_keepers_desk
a movement entered late, or twice       collection/test_moving
a blank location                        collection/test_moving, desk/test_objects
a closed audit changed                  collection/test_auditing, desk/test_audits
a gap in the readings                   collection/test_climate, desk/test_climate
a printed sentence that has changed     story/test_labels, desk/test_labels, browser/test_the_keepers_desk
who may, and who may not                desk/test_who_may
all of it dumped and loaded again       publish/test_keepers_folder, publish/test_photographs
"""
