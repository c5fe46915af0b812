"""What a visitor is handed or sent: the ticket, its calendar entry, letters, receipts."""
