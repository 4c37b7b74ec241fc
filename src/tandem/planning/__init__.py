"""Who works when: bookings and holds, the demand of open deals, capacity by week."""
