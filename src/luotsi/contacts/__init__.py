"""Contacts: everybody who turns to the county, in any channel, once; queues, presence, who has whom."""
