"""Live chat over HTTP: a pure-ASGI application under /live/v1/. This is the contract.

Everything is JSON in UTF-8 unless said otherwise; times are ISO 8601. Nothing is cached, no answer sets a
cookie, no capability or ticket ever stands in an address.

Errors
    `{"error": CODE, "message": WORDS, "next": [STEP, …]}` with a status: 400 not_fitting, 401 no_ticket or
    signed_out, 403 foreign_origin, csrf or no_right, 404 not_found (missing and another's alike), 405
    wrong_method, 409 key_reused, ended, erased, wrong_state, already_assigned, not_yours, at_capacity,
    queue_full, closed, identification_off, ticket_spent, not_proved or identification_cancelled, 413
    too_large, 415 not_json, 429 too_many (with `Retry-After`, seconds), 503 identification_unavailable or
    busy (what became of it is not known: send again with the same key). WORDS are in the language of
    `Accept-Language`. A STEP is {"kind": opening|form|call_back|phone|path, "at", "is_open", "names",
    "phone", "charge", "addresses", "themes"}.

Entries
    {"seq", "kind", "author": client|professional|assistant|system, "at", and the fields of its kind
    (`kinds`)}, with "key" on one's own; for staff also "person" and "audience". A VIEW is a `state.View`.
    What is sent with a key twice is done once: the second answer equals the first.

Residents. `Authorization: Bearer CAPABILITY`, 43 characters of base64url (256 random bits). A client may make
it itself and send it with the opening: repeated openings are then one. Without one the server makes it.

    POST conversations
        {"area", "language", "reason"?, "municipality"?, "sensitive"?, "needed_at"?, "queue"?: true,
        "message"?: WORDS (at most 4,000 characters), "key"?: KEY of the message, "consent"?: false,
        "packet"?: {"source", "asked"?, "path"?, "answers"?: [[QUESTION, ANSWER], …], "offered"?: [TITLE, …]}}
        A packet is kept only with consent. → 201 {"id", "capability" (only if made here), "ticket",
        "expires_in", "view", "entries", "cursor", "queue": POSITION|null, "status": AREA, "language"}.
        409 closed or queue_full with next steps. A POSITION is {"number", "ahead", "range": {"low", "high"}
        in minutes or null, "kept_s": seconds for which the place is kept for who leaves}.
    GET areas/AREA → AREA: {"area", "is_open", "opens_next", "closes_at", "is_closing", "waiting", "is_full",
        "nobody_present", "takes_new", "next"}; no capability needed.
    GET conversations/ID → {"id", "view", "entries" (all that the client may see), "cursor", "queue",
        "status", "language"}
    POST conversations/ID/messages {"key", "text"} → {"entries": [the message, then masked and emergency of
        it]}, after the commit. 409 ended, with next steps.
    POST conversations/ID/typing {}, …/read {"seq"} → 204; passing signals, not stored.
    POST conversations/ID/queue {} joins the queue later; …/leave, …/return, …/more-time (answers a warning),
        …/end {} → {"view", "queue"}
    POST conversations/ID/feedback {"key", "answer": yes|partly|no, "nps"?: 0–10, "words"?} → 204
    POST conversations/ID/erase {} after the end → 204: everything that was written is gone for good.
    GET conversations/ID/transcript → text/plain attachment
    POST ticket {"conversations": {ID: CAPABILITY, …}} (at most 10) → {"ticket", "expires_in"} (seconds)
    GET stream?cursor=CURSOR with `Authorization: Ticket TICKET` → text/event-stream (below)
    GET poll?cursor=CURSOR&wait=SECONDS (at most 25) likewise → {"events": [{"event", "data"}, …], "cursor"}

Strong identification (`identifying`), where the county wants it and there is a service for it; else 409
identification_off. A professional asks (…/ask-identity), then the client:

    POST conversations/ID/identity/refuse {} → {"view", "queue"}, or
    POST conversations/ID/identity {} → {"ticket", "expires_in"}: good once, for 5 minutes. The panel posts it
        to a page of ours in the whole window. There, without the capability:
    POST identity/about {"ticket"} → {"area", "professional", "opened_at", "asked"}: the person reads whom
        they are about to prove themselves to, and in which conversation; a link that somebody sent is an
        attack.
    POST identity/departure {"ticket", "browser", "asked"} → {"address", "fields"}, which the window posts.
        BROWSER: 43 characters that the window made and keeps; the ticket is good in no other one from now on.
    POST identity/return {"ticket", "browser", "answer": {NAME: VALUE, …}} → 204; the entry `identified` comes
        to both sides. Spent, whatever the answer says.
    POST conversations/ID/identity/keep {} → {"view", "queue"}: only then is what was said kept longer than an
        anonymous client's words.

Staff. The session's cookie; writes also `X-CSRFToken` and an own `Origin`. 401 signed_out when it has ended.

    GET staff/desk → {"person", "areas", "presence", "queue": [CARD, …], "own": [CARD, …], "cursor"}
    POST staff/presence {"state": present|away|gone, "areas"?, "capacity"?, "languages"?, "skills"?} → 204;
        a skill one has only by saying so. Again at least every 30 s: without a sign of life for 60 s a person
        is gone. Any request is a sign that who has conversations in hand is there; an open stream is none.
        Without one for a while (the service says how long) their clients are told: `professional_lost`, then
        `professional_back` or `requeued`
    POST staff/pick {"id"} → {"view", "entries", "cursor"}; 409 already_assigned
    POST staff/share-next {"area"} → {"assigned": [CARD, …]}
    GET staff/conversations/ID → {"id", "view", "entries" (notes too), "cursor", "contact": CARD, "transfers"}
    POST staff/conversations/ID/messages, …/notes {"key", "text"} → {"entries"}
    POST …/typing {}, …/read {"seq"} → 204
    POST …/hold, …/resume, …/end, …/block, …/ask-identity {} → {"view"};
        …/transfer {"area"?, "person"?, "words"?}; …/keep {"until": DATE, "reason"};
        …/wrap-up {"code", "words"?, "support"?, "contact_number"?}
    GET staff/stream?cursor=, GET staff/poll?cursor=&wait= : desk logs of one's areas, and the logs of one's
        own conversations, as they come and go; one that comes back comes from its beginning.

A CARD is a contact without words: {"id", "area", "state", "reason", "skill", "language", "weight",
"queued_at", "place_at", "assignee", "assigned_at", "is_away", "is_lost", "ended_at", "sensitive",
"municipality", "transfers"}. A desk is a fold, too: of the cards of one id the last one with the most
`transfers` holds, and of a contact that has gone to another of one's own areas only what that area's log
says, for the two come in any order. `queue` are those in state queued of one's areas by `place_at` and id,
`own` those whose `assignee` is oneself and whose state is assigned, on_hold or ended.

Streams. One for each tab, over all its logs; an event's id is the cursor after it.

    event: entries   id: CURSOR   data: {"log": "conversation:ID", "entries": [ENTRY, …], "cursor": CURSOR}
    event: desk      id: CURSOR   data: {"log": "area:CODE", "entries": [{"seq", "kind", "at",
                     "contact": CARD}, …], "cursor": CURSOR}
    event: signal    data: {"log", "signal": typing|read|present|gone, "from": client|professional, "seq"?},
                     or {"log", "signal": "queue", "queue": POSITION} for a client whose place has changed
    event: cut       data: {"reason": signed_out|no_right|gone|expired|slow|closing}; then the stream ends.
                     After expired, slow and closing: open again with the last cursor. After others: don't.
    : a comment every 14 s.

A cursor grants nothing. An unknown or broken one counts as empty: everything comes from the beginning.
"""
