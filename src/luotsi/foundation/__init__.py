"""Clock, languages, identifiers, dispatch of facts, jobs. No word of the domain lives here."""
