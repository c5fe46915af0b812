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
"""
