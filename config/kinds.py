"""Who puts each kind of mail into words at the last moment: the only calls upwards in the house."""

MAIL_KINDS = {
    "direct": "outbox.emails.prepare_sealed",
    "no_account": "accounts.emails.prepare_nothing",
    "clinician_answer": "accounts.emails.prepare_clinician_answer",
    "reset_notice": "accounts.emails.prepare_reset_notice",
    "reset_done": "accounts.emails.prepare_reset_done",
    "reminder": "reminders.services.prepare",
    "trial_note": "reminders.services.prepare_trial",
    "invitation": "clinic.emails.prepare",
    "worse": "courses.emails.prepare_worse",
}
# Of these a whole group is asked at once; whoever gets no answer there is asked about alone.
MAIL_KINDS_TOGETHER = {"reminder": "reminders.services.prepare_together"}
